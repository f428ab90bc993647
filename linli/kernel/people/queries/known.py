"""Who in the register a list means: by the number of a document, else among those who belong to the same door.

A name alone never makes two into one. All of a list's portion is asked at once, with the same few statements for a
thousand rows as for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from linli.kernel.people import documents
from linli.kernel.people.knowledge import PERSON
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_homes import HouseholdMember
from linli.kernel.people.sealing import booklet_index, opened
from linli.plumbing import search


@dataclass(slots=True)
class Membership:
    """A booklet somebody stands in, and as what."""

    household_id: int
    member_id: int
    booklet: str
    relation: str


@dataclass(eq=False)
class KnownPerson:
    """Somebody the register holds, with running links as (place, kind) → residence, and booklets they stand in."""

    person: Person
    links: dict[tuple[int, str], int] = field(default_factory=dict)
    booklets: list[Membership] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.person.id

    @cached_property
    def name(self) -> str:
        return self.tell("name")

    @cached_property
    def number(self) -> str:
        return self.tell("id_number")

    @property
    def booklet(self) -> str:
        """The booklet they stand in, empty where none is known."""
        return self.booklets[0].booklet if self.booklets else ""

    def tell(self, known: str) -> str:
        """What is known of one field, as a text."""
        return PERSON[known].tell(self.person)

    def is_in(self, booklet: str, relation: str) -> bool:
        """Whether they stand in this booklet, as that."""
        return any(one.booklet == booklet and relation in ("", one.relation) for one in self.booklets)


@dataclass(slots=True)
class KnownPeople:
    """Those a portion of a list may mean: by their number, and by the door they belong to."""

    by_number: dict[str, KnownPerson] = field(default_factory=dict)
    by_door: dict[int, list[KnownPerson]] = field(default_factory=lambda: defaultdict(list))

    def at_door(self, place_id: int, *, name: str, born: str, phone: str, number: str) -> KnownPerson | None:
        """Who of the door has this name, and this birthday or telephone. With another number it is somebody else."""
        for one in self.by_door.get(place_id, ()):
            if number and one.number and documents.index(one.number) != documents.index(number):
                continue
            same = (one.tell("born") == born) if born else bool(phone) and one.tell("phone") == phone
            if same and same_name(one.name, name):
                return one
        return None


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: width, dots between its parts and blanks do not count."""
    return one == other or _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(sign for sign in search.normal(name) if sign.isalnum())


def known_people(*, numbers: Collection[str], places: Collection[int]) -> KnownPeople:
    """Everybody with one of these numbers or at one of these doors, as far as the hat sees. Four statements at most."""
    found = KnownPeople()
    every: dict[int, KnownPerson] = {}
    blinds = {number: documents.index(number) for number in numbers}
    held = Person.objects.filter(id_number_blind__in=list(set(blinds.values())), until__isnull=True) if blinds else ()
    by_blind = {bytes(one.id_number_blind or b""): every.setdefault(one.id, KnownPerson(one)) for one in held}
    found.by_number = {number: by_blind[blind] for number, blind in blinds.items() if blind in by_blind}
    if every:
        for link in Residence.objects.filter(person_id__in=list(every), until__isnull=True).order_by("id"):
            every[link.person_id].links.setdefault((link.place_id, link.kind), link.id)
    if places:
        _behind_doors(found, every, places)
    _booklets(every)
    return found


def _behind_doors(found: KnownPeople, every: dict[int, KnownPerson], places: Collection[int]) -> None:
    at = Residence.objects.filter(place_id__in=sorted(places), until__isnull=True, person__until__isnull=True)
    for link in at.select_related("person").order_by("id"):
        known = every.setdefault(link.person_id, KnownPerson(link.person))
        known.links.setdefault((link.place_id, link.kind), link.id)
        if known not in found.by_door[link.place_id]:
            found.by_door[link.place_id].append(known)


def _booklets(every: dict[int, KnownPerson]) -> None:
    if not every:
        return
    running = HouseholdMember.objects.filter(
        person_id__in=list(every), until__isnull=True, household__until__isnull=True, household__kind="register"
    )
    for one in running.select_related("household").order_by("id"):
        home = one.household
        booklet = opened("people_household", "booklet", home.id, home.booklet_sealed)
        every[one.person_id].booklets.append(Membership(home.id, one.id, booklet, one.relation))


def heads_of(booklets: Sequence[str]) -> dict[str, KnownPerson]:
    """Who stands at the head of these booklets, as far as the hat sees. One statement."""
    blinds = {booklet_index(one): one for one in booklets}
    if not blinds:
        return {}
    heads = HouseholdMember.objects.filter(
        household__booklet_blind__in=list(blinds), household__until__isnull=True, relation="head", until__isnull=True
    )
    return {
        blinds[bytes(one.household.booklet_blind or b"")]: KnownPerson(one.person)
        for one in heads.select_related("household", "person")
    }
