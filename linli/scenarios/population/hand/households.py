"""Households at a dwelling's page: formed, joined, left, split, put right, ended."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import NewHousehold, NewMember
from linli.kernel.people.id_numbers import tidy
from linli.kernel.people.knowledge import HOUSEHOLD, checked
from linli.kernel.people.models_homes import Household, HouseholdMember, Relation
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.hand import typed
from linli.scenarios.population.hand.typed import Given
from linli.scenarios.population.visits.entry import NotTaken

KINDS = ("register", "living")
RELATION = "relation-"  # and the pointer of the person


def form(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """Form a household of those who were given a relation to its head."""
    kind = typed.one_of(
        given, "kind", KINDS, str(gettext_lazy("Say whether they stand in one booklet or live together."))
    )
    members = _members(given)
    booklet = _free_booklet(given, by, now) if kind == "register" else ""
    since, said = typed.past_day(given, "since", now), typed.source(given)
    row = NewHousehold(kind, place.id, members, since, said, booklet)
    people.form_household(row=row, by=by, now=now)


def join(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """Somebody of this door joins."""
    home = _of(place, given, by, now)
    member = NewMember(typed.number("person", given.get("person", ""), "person"), given.get("relation", ""))
    since = typed.past_day(given, "since", now)
    people.join_household(household_id=home.id, member=member, since=since, by=by, now=now)


def leave(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """Somebody leaves; where it is the head, another is named."""
    home = _of(place, given, by, now)
    until, person = typed.past_day(given, "day", now), typed.number("person", given.get("person", ""), "person")
    people.leave_household(
        household_id=home.id, person_id=person, new_head=_new_head(given), until=until, by=by, now=now
    )


def relate(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """What a member is to the head from a day on; who becomes the head takes over."""
    home = _of(place, given, by, now)
    person = typed.number("person", given.get("person", ""), "person")
    since, relation = typed.past_day(given, "since", now), given.get("relation", "")
    people.relate_member(household_id=home.id, person_id=person, relation=relation, since=since, by=by, now=now)


def split(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """Some go and form a household of their own at the same door, with a booklet of their own where they have one."""
    home = _of(place, given, by, now)
    booklet = _free_booklet(given, by, now) if home.kind == "register" else ""
    since = typed.past_day(given, "since", now)
    row = NewHousehold(home.kind, place.id, _members(given), since, typed.source(given), booklet)
    people.split_household(household_id=home.id, row=row, new_head=_new_head(given), by=by, now=now)


def correct(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """Put the number of the booklet right."""
    home = _of(place, given, by, now)
    changes = {"booklet": _free_booklet(given, by, now, besides=home.id)}
    people.correct_household(household_id=home.id, changes=changes, source=typed.source(given), by=by, now=now)


def end(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """The household is no more."""
    home = _of(place, given, by, now)
    until, said = typed.past_day(given, "day", now), typed.source(given)
    people.end_household(household_id=home.id, until=until, source=said, by=by, now=now)


def _of(place: Place, given: Given, by: Hat, now: datetime) -> Household:
    """The household of this door the form is about."""
    number = typed.number("household", given.get("about", ""))
    with scope.reading(by, now=now):
        found = Household.objects.filter(id=number, place_id=place.id, until__isnull=True).first()
    if found is None:
        raise NotTaken(gettext_lazy("This is not there any more. Open the page anew."), "day")
    return found


def _members(given: Given) -> tuple[NewMember, ...]:
    """Everybody who was given a relation to the head."""
    chosen = {
        name.removeprefix(RELATION): value for name, value in given.items() if name.startswith(RELATION) and value
    }
    if not chosen:
        raise NotTaken(gettext_lazy("Say of each member what they are to the head of the household."), "members")
    if [*chosen.values()].count(Relation.HEAD) != 1:
        raise NotTaken(gettext_lazy("A household has one head. Choose who it is."), "members")
    return tuple(NewMember(typed.number("person", at, "members"), relation) for at, relation in chosen.items())


def _new_head(given: Given) -> int | None:
    chosen = given.get("new_head", "")
    return typed.number("person", chosen, "new_head") if chosen else None


def _free_booklet(given: Given, by: Hat, now: datetime, besides: int = 0) -> str:
    """The booklet's number as it is kept; one that stands in the register already is joined and not formed anew."""
    booklet = checked(HOUSEHOLD, {"booklet": given.get("booklet", "")})["booklet"]
    if not booklet:
        return ""
    with scope.reading(by, now=now):
        head = people_queries.heads_of([tidy(booklet)]).get(booklet)
        held = HouseholdMember.objects.filter(household_id=besides, until__isnull=True, relation=Relation.HEAD)
        is_own = head is not None and held.filter(person_id=head.id).exists()
    if head is not None and not is_own:
        raise NotTaken(
            gettext_lazy(
                "This booklet is in the register already. Look up its household, and let people join it there."
            ),
            "booklet",
        )
    return booklet
