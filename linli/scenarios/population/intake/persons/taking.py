"""Taking people in, and giving back what a list brought: parts of the portion's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Given as GivenBack
from linli.kernel.imports.kinds import Look, Run, Taken
from linli.kernel.imports.saying import Reason
from linli.kernel.people import actions as people
from linli.kernel.people import documents
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import Brought, Joined, Joining, NewPerson, NewResidence
from linli.kernel.people.actions.residences import link_from_elsewhere
from linli.kernel.people.models import Person
from linli.kernel.people.queries import KnownPerson
from linli.plumbing.tabular import Said
from linli.scenarios.population.intake.persons.looking import Plan, news_of
from linli.scenarios.population.intake.senders import since, source_of

_BOOKLETS = ("members", "households", "left", "ended")
CHANGED = Said(_("Somebody has changed this person since. What they say now stays."))


def take(looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
    """New people with one statement for all, then what is news of known ones, then booklets."""
    plans: list[Plan] = [look.plan for look in looks]
    source = source_of(run)
    brought = _newcomers(plans, source, run)
    for number, plan in enumerate(plans):
        if number not in brought:
            brought[number] = _news(plan, source, run)
    _join(plans, brought, source, run)
    return [Taken(brought[number]["person"], brought[number]) for number in range(len(plans))]


def _who(plan: Plan) -> str:
    """One key for all rows about one newcomer."""
    given = plan.given
    if given.number:
        return documents.index(given.number).hex()  # a renewed card is the same person's
    return f"{given.name}|{given.born or given.phone}|{plan.door.place_id}"


def _newcomers(plans: Sequence[Plan], source: str, run: Run) -> dict[int, dict[str, Any]]:
    """Every newcomer's first row; further rows about them only add a link."""
    first: dict[str, int] = {}
    for number, plan in enumerate(plans):
        if plan.known is None and plan.elsewhere is None:
            first.setdefault(_who(plan), number)
    rows = [_person(plans[number], source, run) for number in first.values()]
    if not rows:
        return {}
    entered = people.write_people(rows, by=run.by, now=run.now)
    links = people.links_of(entered)
    return {
        number: _before(one, run, new=True, links=list(links[one]))
        for number, one in zip(first.values(), entered, strict=True)
    }


def _person(plan: Plan, source: str, run: Run) -> NewPerson:
    given, begun = plan.given, since(plan.given.since, run)
    links = tuple(NewResidence(plan.door.place_id, plan.door.scope_id, kind, begun, source) for kind in plan.links)
    return NewPerson(
        given.name,
        links,
        id_number=given.number,
        phone=given.phone,
        sex=given.sex,
        document=given.document if given.number else "",
        born=given.born,
        registered_in=given.registered_in,
        source=source,
    )


def _before(person_id: int, run: Run, **more: Any) -> dict[str, Any]:
    return {"person": person_id, "new": False, "at": run.now.isoformat(), "links": [], **more}


def _news(plan: Plan, source: str, run: Run) -> dict[str, Any]:
    """What a row adds to somebody who is there: fields put right with their history, further links."""
    linked = _from_elsewhere(plan, source, run)
    person = plan.known or _just_entered(plan)
    made = _before(person.id, run, links=linked, elsewhere=plan.elsewhere is not None)
    fields = news_of(plan.given, person) if plan.elsewhere else plan.fields
    if fields:
        was = {name: person.tell(name) for name in fields}
        made |= {"was": was, "now": dict(fields), "confirmed": _moment(person.person.confirmed)}
        people.put_person_right(person.id, fields, source=source, by=run.by, now=run.now)
    for kind in plan.links:
        if (plan.door.place_id, kind) not in person.links:
            row = NewResidence(plan.door.place_id, plan.door.scope_id, kind, since(plan.given.since, run), source)
            made["links"].append(people.link_person(person.id, row, by=run.by, now=run.now))
    return made


def _from_elsewhere(plan: Plan, source: str, run: Run) -> list[int]:
    """The first link of somebody another community's register holds; none where an earlier row has made it."""
    found = plan.elsewhere
    if found is None or Person.objects.filter(id=found.id).exists():
        return []
    row = NewResidence(plan.door.place_id, plan.door.scope_id, plan.links[0], since(plan.given.since, run), source)
    return [link_from_elsewhere(found, row, by=run.by, now=run.now)]


def _just_entered(plan: Plan) -> KnownPerson:
    """Whom an earlier row of this portion has entered, or linked from elsewhere."""
    given, door = plan.given, plan.door.place_id
    known = people_queries.known_people(numbers=[given.number] if given.number else [], places=[door])
    person = known.by_number.get(given.number) or known.at_door(door, **given.marks)
    if person is None:
        raise LookupError("somebody who was just entered is not there")
    return person


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _join(plans: Sequence[Plan], brought: Mapping[int, dict[str, Any]], source: str, run: Run) -> None:
    joining = [number for number, plan in enumerate(plans) if plan.joins]
    rows = [
        Joining(
            brought[number]["person"], plans[number].door.place_id, plans[number].door.scope_id,
            plans[number].given.booklet, plans[number].given.head, since(plans[number].given.since, run),
            brought[number]["new"],
        )
        for number in joining
    ]  # fmt: skip
    told = people.join_booklets(rows, source=source, by=run.by, now=run.now)
    for number, joined in zip(joining, told, strict=True):
        brought[number] |= {name: list(getattr(joined, name)) for name in _BOOKLETS}


def give_back(given: Sequence[GivenBack], run: Run) -> list[Reason | None]:
    """Each row undone, or the reason why it stays."""
    befores: list[Mapping[str, Any]] = [one.before or {} for one in given]
    persons = {one.id: one for one in Person.objects.filter(id__in={one.record for one in given})}
    reasons = [_changed_since(before, persons) for before in befores]
    free = [number for number, reason in enumerate(reasons) if reason is None]
    brought = [_brought(befores[number]) for number in free]
    told = people.give_back(brought, source=source_of(run), by=run.by, now=run.now)
    for number, why in zip(free, told, strict=True):
        reasons[number] = None if why is None else Reason(Said(why))
    return reasons


def _changed_since(before: Mapping[str, Any], persons: Mapping[int, Person]) -> Reason | None:
    """A field that is no longer what the list made of it is somebody else's word by now."""
    person = persons.get(before["person"])
    if person is None or not before.get("was"):
        return None
    now = {name: KnownPerson(person).tell(name) for name in before["now"]}
    return Reason(CHANGED) if now != before["now"] else None


def _brought(before: Mapping[str, Any]) -> Brought:
    at = datetime.fromisoformat(before["at"])
    joined = Joined(**{name: tuple(before.get(name, ())) for name in _BOOKLETS})
    confirmed = datetime.fromisoformat(before["confirmed"]) if before.get("confirmed") else None
    was, elsewhere = before.get("was", {}), before.get("elsewhere", False)
    return Brought(before["person"], before["new"], at, tuple(before["links"]), joined, was, confirmed, elsewhere)
