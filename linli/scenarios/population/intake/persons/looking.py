"""What each row would do: who it is about, at which door, and what of it the register does not know yet.

A person is found by the number of a document; without one by name and birthday, or name and telephone, among those
who belong to the same door. A name alone is never enough: it would make one person of two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Look, Row, Run
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Change, Reason
from linli.kernel.people import queries as people
from linli.kernel.people.actions.residences import OTHER_NAME, note_mistakes
from linli.kernel.people.queries import KnownElsewhere, KnownPeople, KnownPerson
from linli.plumbing.days import day_of
from linli.plumbing.tabular import Said
from linli.scenarios.population.intake import doors
from linli.scenarios.population.intake.doors import Door
from linli.scenarios.population.intake.persons import columns
from linli.scenarios.population.intake.persons.checking import Given, checked
from linli.scenarios.population.intake.streets import read

ELSEWHERE = Said(_("Another community's register holds this person. They are linked to this door, not written twice."))
TWICE = Said(_("At this door stands somebody of this name without a number. If it is the same person, merge the two."))
SHARED = 5  # rows with one telephone from which on it is remarked


@dataclass(frozen=True, slots=True)
class Plan:
    """A row that can be taken: what it says, its door, who it is about (None: somebody new), what is to be done.

    ``elsewhere`` is somebody another community's register holds.
    """

    given: Given
    door: Door
    known: KnownPerson | None
    fields: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    joins: bool = False
    elsewhere: KnownElsewhere | None = None


def key_of(row: Row) -> str:
    """Who, where and as what: two rows with one key say the same or contradict each other."""
    number, born = row["number"] or "", row["born"]
    who = number or f"{row['name']}|{born or row['phone'] or ''}"
    if not row["address"] or not (number or born or row["phone"]):
        return ""
    return f"{who}|{read(row['address']).key}|{'/'.join(sorted(row['relations'] or ()))}"


def look(rows: Sequence[Row], run: Run) -> list[Look]:
    """Every row, with as many statements for a thousand as for one."""
    today = day_of(run.now)
    read_ones = [checked(row, today) for row in rows]
    fit = [given for given, _wrong in read_ones if given is not None]
    found = doors.find({given.address for given in fit}, scopes=run.by.scopes)
    places = {door.place_id for door in found.values() if isinstance(door, Door)}
    known = people.known_people(numbers=[given.number for given in fit if given.number], places=places)
    strangers = {given.number for given in fit if given.number} - known.by_number.keys()
    elsewhere = people.known_elsewhere(strangers) if run.may_write else {}  # a dry run tells of nobody elsewhere
    heads = people.heads_of([given.booklet for given in fit if given.booklet and given.head == "head"])
    looks = []
    for row, (given, wrong) in zip(rows, read_ones, strict=True):
        if given is None:
            looks.append(Look(Verdict.REFUSED, reasons=wrong))
            continue
        door = found[given.address]
        if isinstance(door, Said):
            looks.append(_refused("address", door))
            continue
        looks.append(_one(row, given, door, known, elsewhere.get(given.number), heads, run))
    mistaken = [one.id for given in fit if (one := elsewhere.get(given.number)) and not one.is_called(given.name)]
    note_mistakes(mistaken, by=run.by, now=run.now)
    return looks


def _refused(about: str, said: Said) -> Look:
    return Look(Verdict.REFUSED, reasons=[Reason(said, about)])


def _one(
    row: Row,
    given: Given,
    door: Door,
    known: KnownPeople,
    linked: KnownElsewhere | None,
    heads: Mapping[str, KnownPerson],
    run: Run,
) -> Look:
    """One row whose cells are right and whose door is there; ``linked`` is whose number it is elsewhere."""
    other = _under_another_name(row, given, known, linked, run)
    if other is not None:
        return _refused("number", other)
    person = known.by_number.get(given.number) or known.at_door(door.place_id, **given.marks)
    contradicted = _another_head(row, given, person, heads, run) or _another_booklet(row, given, run)
    if contradicted is not None:
        return _refused("booklet", contradicted)
    if linked is not None:
        made = _from_elsewhere(given, door, linked, person)
    else:
        made = _new(given, door) if person is None else _known(given, door, person)
    made.remarks += _shared_phone(given, run)
    if linked is None and person is not None and made.verdict == Verdict.CHANGED:
        made.remarks += _heads_change(given, person, heads.get(given.booklet))
    return made


def _under_another_name(
    row: Row, given: Given, known: KnownPeople, elsewhere: KnownElsewhere | None, run: Run
) -> Said | None:
    """The same number with another name, in the register or further up in this file."""
    if not given.number:
        return None
    person = known.by_number.get(given.number)
    if person is not None and not people.same_name(person.name, given.name):
        words = {"name": people.masked_name(person.name)}
        return Said(_("In the register this number is %(name)s's. Compare number and name with the card."), words)
    if elsewhere is not None and not elsewhere.is_called(given.name):
        return Said(OTHER_NAME)
    earlier = run.memory.setdefault("names", {}).setdefault(given.number, (given.name, row.number))
    if not people.same_name(earlier[0], given.name):
        return Said(_("Row %(line)d has the same number under another name."), {"line": earlier[1]})
    return None


def _another_head(
    row: Row, given: Given, person: KnownPerson | None, heads: Mapping[str, KnownPerson], run: Run
) -> Said | None:
    """A booklet has one head. Another one further up in this file is contradicted, and so is the register's by somebody
    who does not stand in the booklet; of those who do, a later list may name another head.
    """
    if not given.booklet or given.head != "head":
        return None
    head = heads.get(given.booklet)
    if head is not None and (person is None or not person.is_in(given.booklet, "")):
        words = {"name": people.masked_name(head.name)}
        return Said(_("In the register %(name)s is the head of this booklet. Change the head there first."), words)
    line = run.memory.setdefault("heads", {}).setdefault(given.booklet, (row.number, given.name, given.number))
    if line[1:] != (given.name, given.number):
        return Said(_("Row %(line)d names another head of this booklet."), {"line": line[0]})
    return None


def _another_booklet(row: Row, given: Given, run: Run) -> Said | None:
    """Somebody stands in one booklet, as one thing: a row further up in this file says another."""
    if not given.booklet:
        return None
    who = given.number or f"{given.name}|{given.birthday}|{given.phone}"
    said = (given.booklet, given.head, row.number)
    earlier = run.memory.setdefault("booklets", {}).setdefault(who, said)
    if earlier[:2] == said[:2]:
        return None
    return Said(_("Row %(line)d says another booklet or relation of the same person."), {"line": earlier[2]})


def _heads_change(given: Given, person: KnownPerson, head: KnownPerson | None) -> list[Reason]:
    """That a booklet gets another head by this row, or loses the one it had."""
    if head is not None and head.id != person.id:
        words = {"name": people.masked_name(head.name)}
        said = Said(_("%(name)s was the head of this booklet in the register, and is a relative from now on."), words)
        return [Reason(said, "head")]
    led = [one for one in person.booklets if one.relation == "head"]
    if given.booklet and any((one.booklet, one.relation) != (given.booklet, given.head) for one in led):
        said = Said(_("In the register this person was the head of a booklet. It has none until a row names another."))
        return [Reason(said, "head")]
    return []


def _shared_phone(given: Given, run: Run) -> list[Reason]:
    if not given.phone:
        return []
    names: dict[str, set[str]] = run.memory.setdefault("phones", {})
    sharing = names.setdefault(given.phone, set())
    sharing.add(given.name)
    if len(sharing) < SHARED:
        return []
    said = Said(_("This telephone stands in %(count)d rows under different names."), {"count": len(sharing)})
    return [Reason(said, "phone")]


def _new(given: Given, door: Door) -> Look:
    plan = Plan(given, door, None, links=given.relations, joins=bool(given.booklet))
    return Look(Verdict.NEW, plan=plan)


def _from_elsewhere(given: Given, door: Door, found: KnownElsewhere, at_door: KnownPerson | None) -> Look:
    """Somebody another community's register holds; who stands at the door without a number may be the same."""
    plan = Plan(given, door, None, links=given.relations, joins=bool(given.booklet), elsewhere=found)
    changes = [Change("relations", "", one) for one in _links_told(given.relations, door)]
    remarks = [Reason(ELSEWHERE, "number"), *([Reason(TWICE, "name")] if at_door is not None else [])]
    return Look(Verdict.CHANGED, record=found.id, changes=changes, plan=plan, remarks=remarks)


def _links_told(links: Sequence[str], door: Door) -> list[str]:
    return [f"{columns.first_word(columns.RELATIONS, kind)} {door.label}" for kind in links]


def news_of(given: Given, person: KnownPerson) -> dict[str, str]:
    """What a row says otherwise than the register, by the register's names of the fields. Blank cells say nothing."""
    said = {
        "name": given.name,
        "phone": given.phone,
        "born": given.birthday,
        "sex": given.sex,
        "registered_in": given.registered_in,
    }
    if given.number and not person.number:
        said |= {"id_number": given.number, "document": given.document}
    return {name: value for name, value in said.items() if value and value != person.tell(name)}


def _known(given: Given, door: Door, person: KnownPerson) -> Look:
    """Somebody the register knows: what of the row is news."""
    fields = news_of(given, person)
    links = tuple(kind for kind in given.relations if (door.place_id, kind) not in person.links)
    joins = bool(given.booklet) and not person.is_in(given.booklet, given.head)
    if not (fields or links or joins):
        return Look(Verdict.SAME, record=person.id)
    changes = [
        Change(_COLUMN.get(name, name), _shown(name, person.tell(name)), _shown(name, value))
        for name, value in fields.items()
    ]
    changes += [Change("relations", "", one) for one in _links_told(links, door)]
    if joins:
        changes += _of_booklet(given, person)
    plan = Plan(given, door, person, fields, links, joins)
    return Look(Verdict.CHANGED, record=person.id, changes=changes, plan=plan)


def _of_booklet(given: Given, person: KnownPerson) -> list[Change]:
    """Another booklet, or another relation to the head of the same one."""
    was = person.booklets[0] if person.booklets else None
    told = [Change("head", _shown("head", was.relation if was else ""), _shown("head", given.head))]
    if person.is_in(given.booklet, ""):
        return told
    return [Change("booklet", person.booklet, given.booklet), *(told if was and was.relation != given.head else ())]


_COLUMN = {"id_number": "number"}


def _shown(name: str, value: str) -> str:
    """A value as our own files write it."""
    words: dict[str, Any] = {"sex": columns.SEXES, "document": columns.DOCUMENTS, "head": columns.HEADS}
    return columns.first_word(words[name], value) if name in words else value
