"""What the register holds about a resident, and what they have said should be changed. Only their own rows are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from linli.kernel.people.models import Account, Person, Residence
from linli.kernel.people.models_homes import Dwelling
from linli.kernel.people.models_proposals import Act, Proposal
from linli.kernel.people.proposing import Body, body_of
from linli.plumbing.scope import Hat

MOST = 60


@dataclass(frozen=True, slots=True)
class Said:
    """A proposal of the resident's own, opened."""

    row: Proposal
    body: Body


@dataclass(frozen=True, slots=True)
class Tenancy:
    """A tenant as the landlord entered them, and what became of it. ``ending`` is what was said about the end."""

    added: Said
    ending: Said | None = None


@dataclass(slots=True)
class Home:
    """One dwelling of mine: the senses in which I belong to it, and for an owner the tenants they have named."""

    links: list[Residence] = field(default_factory=list)
    dwelling: Dwelling | None = None
    said: list[Said] = field(default_factory=list)

    @property
    def is_owner(self) -> bool:
        return any(link.kind == "owner" for link in self.links)

    @property
    def tenancies(self) -> list[Tenancy]:
        """The tenants I named here, the latest first, each with the latest word about its end."""
        ends: dict[str, Said] = {}
        for one in self.said:
            if one.row.act == Act.END_TENANT and one.row.state != "refused":
                ends.setdefault(_name(one), one)
        return [Tenancy(one, ends.get(_name(one))) for one in self.said if one.row.act == Act.ADD_TENANT]


@dataclass(frozen=True, slots=True)
class Holding:
    """Everything of one resident: themselves, their homes by place, everything they have said."""

    person: Person | None
    dwellings: dict[int, Home]
    said: Sequence[Said]


def holding(hat: Hat) -> Holding:
    """What is held about whoever wears the hat. Five statements, whatever is held."""
    person = Person.objects.filter(id=hat.person).first()
    dwellings: dict[int, Home] = defaultdict(Home)
    running = Q(until__isnull=True)
    for link in Residence.objects.filter(running, person_id=hat.person).order_by("place_id", "id"):
        dwellings[link.place_id].links.append(link)
    for dwelling in Dwelling.objects.filter(place_id__in=list(dwellings)):
        dwellings[dwelling.place_id].dwelling = dwelling
    own = Account.objects.filter(id=hat.account).values("subject_id")
    rows = Proposal.objects.filter(subject_id__in=own, account_id=hat.account).order_by("-id")[:MOST]
    said = [Said(one, body_of(one)) for one in rows]
    for one in said:
        if one.row.kind == "dwelling" and one.row.place_id in dwellings:
            dwellings[one.row.place_id].said.append(one)
    return Holding(person, dict(dwellings), said)


def _name(one: Said) -> str:
    """By what a landlord tells two tenants apart: the number, else the name."""
    return one.body.changes.get("id_number") or one.body.changes.get("name", "")
