"""What becomes of a household: somebody is another relation, it splits, its booklet is put right, it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.households import (
    KIND,
    HouseholdRefused,
    NewHousehold,
    NewMember,
    end_membership,
    enter,
    form_rows,
    keep,
    locked,
    on_a_day,
    step_down,
    take_leave,
)
from linli.kernel.people.knowledge import HOUSEHOLD, checked
from linli.kernel.people.models_homes import Household, HouseholdMember, Relation
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


def relate_member(
    *, household_id: int, person_id: int, relation: str, since: datetime | None = None, by: Hat, now: datetime
) -> None:
    """What a member is to the head from a day on. A new head takes over; the head alone cannot become less."""
    policy.require(by, "household.form")
    with scope.writing(by, now=now):
        household = locked(household_id)
        at = on_a_day(household, since, now)
        running = HouseholdMember.objects.filter(household_id=household_id, until__isnull=True)
        member = running.filter(person_id=person_id).first()
        if member is None:
            raise NotAllowed
        if relation not in Relation.values:
            raise HouseholdRefused(_("Say what each member is to the head of the household."))
        if member.relation == relation:
            return
        if member.relation == Relation.HEAD:
            raise HouseholdRefused(
                _("A household has one head. Say who is the head instead; this one becomes less then.")
            )
        if relation == Relation.HEAD:
            step_down(household, at, by, now)
        end_membership([member], at)
        enter(household_id, NewMember(person_id, relation), at)
        payload = {"person": person_id}
        journal.append(verb="household.relate", kind=KIND, record=household_id, by=by, at=now, payload=payload)


def split_household(
    *, household_id: int, row: NewHousehold, new_head: int | None = None, by: Hat, now: datetime
) -> int:
    """Some members leave a household on a day and form one of their own (分户); returns the new one's id.

    ``new_head`` is who heads those that stay, where the head is among those who go.
    """
    policy.require(by, "household.form")
    with scope.writing(by, now=now):
        household = locked(household_id)
        at = on_a_day(household, row.since, now)
        going = {member.person_id for member in row.members}
        stay = HouseholdMember.objects.filter(household_id=household_id, until__isnull=True)
        if not going or not stay.exclude(person_id__in=going).exists():
            raise HouseholdRefused(
                _("Somebody goes and somebody stays. Otherwise end this household and form a new one.")
            )
        take_leave(household, going, new_head, at=at, by=by, now=now)
        number = form_rows([row], by=by, now=now)[0]
        journal.append(
            verb="household.split", kind=KIND, record=household_id, by=by, at=now, payload={"household": number}
        )
    return number


def correct_household(
    *, household_id: int, changes: Mapping[str, str], source: str, by: Hat, now: datetime
) -> list[str]:
    """Put the number of the booklet right; returns which fields really changed."""
    policy.require(by, "household.form")
    wanted = checked(HOUSEHOLD, changes)
    with scope.writing(by, now=now):
        household = locked(household_id)
        changed = {field: value for field, value in wanted.items() if HOUSEHOLD[field].tell(household) != value}
        columns: dict[str, Any] = {"confirmed": now}
        for field, value in changed.items():
            keep(household, field, HOUSEHOLD[field].tell(household), by, now, source)
            columns |= HOUSEHOLD[field].keep(household_id, value)
        if changed:
            Household.objects.filter(id=household_id).update(**columns)
            payload = {"fields": sorted(changed), "source": source}
            journal.append(verb="household.correct", kind=KIND, record=household_id, by=by, at=now, payload=payload)
    return sorted(changed)


def end_household(*, household_id: int, until: datetime | None = None, source: str, by: Hat, now: datetime) -> None:
    """A household is no more (销户, 散了): it ends on a day, and every membership with it."""
    policy.require(by, "household.form")
    with scope.writing(by, now=now):
        household = locked(household_id)
        at = on_a_day(household, until, now)
        end_membership(list(HouseholdMember.objects.filter(household_id=household_id, until__isnull=True)), at)
        keep(household, "until", "", by, now, source)
        Household.objects.filter(id=household_id).update(until=at)
        journal.append(verb="household.end", kind=KIND, record=household_id, by=by, at=now, payload={"source": source})
