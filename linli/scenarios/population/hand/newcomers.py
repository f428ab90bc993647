"""Somebody the register does not know behind a door: written down once, or linked where they are known already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.people import actions as people
from linli.kernel.people import documents
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import ChangeRefused, LinkRefused, NewPerson, NewResidence, PersonRefused
from linli.kernel.people.documents import Identity
from linli.kernel.people.id_numbers import NumberWrong
from linli.kernel.people.knowledge import PERSON, checked
from linli.kernel.people.masking import masked_name
from linli.kernel.people.models import Document, Person, Residence
from linli.kernel.people.queries import KnownElsewhere
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality import saying as quality
from linli.scenarios.population.quality.queries import ruled_at
from linli.scenarios.population.visits.entry import NotTaken

ASKED = ("id_number", "phone", "registered_in")  # what rules may ask of somebody new beside name and sense
KINDS = ("tenant", "occupant", "owner", "registered", "carer", "guardian")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is said of somebody at a door. ``registered_in`` is a code; empty texts are not known."""

    name: str
    kind: str
    since: datetime
    source: str
    id_number: str = ""
    document: str = ""
    phone: str = ""
    sex: str = ""
    born: str = ""
    registered_in: str = ""

    @property
    def known(self) -> dict[str, str]:
        """What is said besides the name and the number."""
        fields = {"phone": self.phone, "sex": self.sex, "born": self.born, "registered_in": self.registered_in}
        return {name: value for name, value in fields.items() if value}


def belongs(place: Place, who: Newcomer, *, by: Hat, now: datetime) -> int:
    """Write down that somebody belongs to a door; returns who. The same said twice changes nothing.

    Whoever stands there already in this sense is not added again; whoever is known by the number, in these communities
    or another, is linked to this door as well. What was not known of them is filled in.
    """
    if who.kind not in KINDS:
        raise NotTaken(gettext_lazy("Say in which sense they belong here: tenant, living here, owner."), "kind")
    given, identity = _checked(who)
    with scope.reading(by, now=now):
        there = _there_already(who, place)
        known = _known(who, given["name"])
        elsewhere = _elsewhere(who) if known is None else None
        asked = _asked(who, place, now) if there is None and known is None and elsewhere is None else ""
    if there is not None and (known or elsewhere or there).id == there.id:
        return _filled_in(who, there.id, given | _number(identity), by=by, now=now)
    if asked:
        said = gettext_lazy("The rules of this community ask for it: %(field)s.")
        raise NotTaken(str(said) % {"field": quality.field(records.PERSON, asked)}, asked)
    link = NewResidence(place.id, place.scope_id, who.kind, who.since, source=who.source)
    if known is not None:
        _or_say(lambda: people.add_residence(person_id=known.id, row=link, by=by, now=now), "kind")
        return _filled_in(who, known.id, given, by=by, now=now)
    if elsewhere is not None:
        found, name = elsewhere, given["name"]
        add = people.add_residence_from_elsewhere
        _or_say(lambda: add(found=found, name=name, row=link, by=by, now=now), "id_number")
        return _filled_in(who, found.id, given, by=by, now=now)
    return _added(who, given, identity, link, by=by, now=now)


def _filled_in(who: Newcomer, person_id: int, given: Mapping[str, str], *, by: Hat, now: datetime) -> int:
    """What was said of somebody the register holds already and did not know of them."""
    with scope.reading(by, now=now):
        known = Person.objects.get(id=person_id)
    missing = {
        name: value for name, value in given.items() if value and PERSON[name].tell(known) in ("", Document.NONE)
    }
    if missing:
        source = who.source
        _or_say(lambda: people.correct_person(person_id=person_id, changes=missing, source=source, by=by, now=now))
    return person_id


def _number(identity: Identity) -> dict[str, str]:
    return {"id_number": identity.number, "document": identity.document} if identity.number else {}


def _added(
    who: Newcomer, given: Mapping[str, str], identity: Identity, link: NewResidence, *, by: Hat, now: datetime
) -> int:
    """Somebody nobody knew here, with the link that lets staff see them."""
    born = given.get("born", "")
    row = NewPerson(
        given["name"],
        (link,),
        id_number=identity.number,
        document=identity.document if identity.number else "",
        phone=given.get("phone", ""),
        sex=given.get("sex", ""),
        born=date.fromisoformat(born) if len(born) > len("1949") else None,
        birth_year=int(born[:4]) if born else None,
        registered_in=given.get("registered_in", ""),
        source=who.source,
    )
    try:
        return people.add_person(row=row, by=by, now=now)
    except PersonRefused as refused:
        raise NotTaken(str(refused), "born" if identity.born and born else "name") from refused


def _checked(who: Newcomer) -> tuple[dict[str, str], Identity]:
    """Name and what else is said as they are kept, and the number with its kind."""
    try:
        given = checked(PERSON, {"name": who.name, **who.known})
    except ChangeRefused as wrong:
        raise NotTaken(str(wrong), wrong.field) from wrong
    try:
        number = who.id_number.strip()
        return given, documents.checked(number, who.document) if number else documents.NOBODY
    except NumberWrong as wrong:
        raise NotTaken(str(wrong), "id_number") from wrong


def _or_say(do: Callable[[], object], field: str = "") -> None:
    try:
        do()
    except (LinkRefused, ChangeRefused) as refused:
        raise NotTaken(str(refused), getattr(refused, "field", "") or field) from refused


def _known(who: Newcomer, name: str) -> Person | None:
    """The person of this number whom the worker may see. Under another name it is somebody else's number."""
    if not who.id_number.strip():
        return None
    found = Person.objects.filter(id_number_blind=documents.index(who.id_number), until__isnull=True).first()
    if found is not None and not people_queries.same_name(people_queries.person_field(found, "name"), name):
        held = masked_name(people_queries.person_field(found, "name"))
        raise NotTaken(
            _("This number stands in the register under another name, %(name)s. Compare it with the card.")
            % {"name": held},
            "id_number",
        )
    return found


def _elsewhere(who: Newcomer) -> KnownElsewhere | None:
    """Whom another community's register holds under this number."""
    return people_queries.known_elsewhere([who.id_number] if who.id_number.strip() else []).get(who.id_number)


def _asked(who: Newcomer, place: Place, now: datetime) -> str:
    """What the rules of the community require of whoever is written down anew, and was not said."""
    required = ruled_at(places.path(place.id), at=now).required(records.PERSON)
    return next((name for name in ASKED if name in required and not getattr(who, name).strip()), "")


def _there_already(who: Newcomer, place: Place) -> Person | None:
    """The person of this number, or without a number of this name, who has this link to the door."""
    held = Residence.objects.filter(place_id=place.id, kind=who.kind, until__isnull=True).values_list("person_id")
    for person in Person.objects.filter(id__in=held):
        if who.id_number.strip() and person.id_number_blind is not None:
            if bytes(person.id_number_blind) == documents.index(who.id_number):
                return person
        elif people_queries.same_name(people_queries.person_field(person, "name"), who.name):
            return person
    return None
