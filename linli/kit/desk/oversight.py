"""What stands in the rail of a case besides its flow: order of supervision, pause, named days, call back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, oversight
from linli.kernel.cases.clocks import MAY_PAUSE
from linli.kernel.cases.models import Case, Clock
from linli.kernel.cases.models_oversight import Pledge, Supervision
from linli.kernel.cases.queries import CaseFile
from linli.kernel.people import queries as people
from linli.kernel.ratings import queries as ratings
from linli.kernel.ratings.actions import Said
from linli.kernel.ratings.models import BAD_GRADES, FollowUp, Rectification
from linli.kit import reasons, words
from linli.kit.desk import speaking
from linli.kit.routes import Request
from linli.plumbing import policy
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Order:
    """An order of supervision in words, and what this hat may do about it."""

    who: str
    at: str
    due: str
    unit: str
    text: str
    answer: str
    answered: str
    ending: str
    may_answer: bool
    may_end: bool


def of_case(request: Request, file: CaseFile, *, errors: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, Any]:
    """The context of desk/oversight.html."""
    hat, now = request.hat, request.now
    holds = any(cases.holds(hat, task) for task in file.open)
    oversees = policy.may(hat, "case.supervise")
    verbs = {event.verb for event in file.events}  # what never happened is not asked for
    orders = oversight.orders_of(file.case.id) if "supervised" in verbs else []
    named = any(event.body.data.get("promised") for event in file.events)
    running = next((clock for clock in file.clocks if clock.kind in MAY_PAUSE and clock.stopped is None), None)
    stands_still = running is not None and running.paused
    runs = running is not None and (holds or oversees) and file.case.closed is None
    calls = ratings.follow_ups_of(file.case.id) if "followed_up" in verbs else []
    return {
        "orders": [_order(one, holds=holds or hat.unit == one.unit_id, oversees=oversees, now=now) for one in orders],
        "may_order": oversees and file.case.closed is None and not any(one.closed is None for one in orders),
        "soonest": (words.local(now).date() + timedelta(days=1)).isoformat(),
        "pause": _pause(running, now) if stands_still else None,
        "may_pause": runs and not stands_still,
        "may_resume": runs and stands_still,
        "reasons": _reasons(now) if runs and not stands_still else [],
        "pledges": [_pledge(one, hat.unit, now) for one in (oversight.pledges_of(file.case.id) if named else [])],
        "calls": [_call(one, may_read=oversees or policy.may(hat, "follow_up.record"), now=now) for one in calls],
        "may_call": _may_call(request, file, calls),
        **_put_right(request, file, oversees=oversees),
        "may_correct": may_correct(hat, file),
        **_about_staff(request, file),
        "may_exclude": policy.may(hat, "board.exclude") and not file.case.parent_id,
        "may_withdraw": policy.may(hat, "case.withdraw") and file.case.closed is None,
        "over_errors": errors,
        "over_typed": typed,
    }


def may_correct(hat: Hat, file: CaseFile) -> bool:
    """Whether this hat may put the item right: it holds the case or oversees it, and nobody has answered yet."""
    task = file.task
    if file.case.closed or task is None or file.matter.flow[task.step].is_wait or file.case.lead_id is not None:
        return False
    return cases.holds(hat, task) or policy.may(hat, "case.oversee")


def _about_staff(request: Request, file: CaseFile) -> dict[str, Any]:
    """Keeping a case from whom it is about: for who oversees the desk, and is not of that unit."""
    may = policy.may(request.hat, "case.oversee") and file.case.closed is None
    marked = next((event.verb for event in file.events if event.verb in ("concealed", "revealed")), "")
    others = [one for one in units_around(file.case, now=request.now) if one[0] != request.hat.unit] if may else []
    return {
        "conceal_from": [(str(number), name) for number, name in others] if not file.case.about_unit else [],
        "may_reveal": may and bool(file.case.about_unit) and marked == "concealed",
    }


def units_around(case: Case, *, now: datetime) -> list[tuple[int, str]]:
    """The units a case can be about: those that answer for its place, each once."""
    found = people.units_to_hand_over(case.scope_id, at=now)
    return list({one.unit_id: one.unit_name for one in found if one.unit_id}.items())


def _put_right(request: Request, file: CaseFile, *, oversees: bool) -> dict[str, Any]:
    """What bad grades ask for: the ledger lines of this case, and what this hat may do about them."""
    if not file.case.reopened:  # a bad grade always opens a matter again
        return {"rectifications": [], "bad_grades": [], "left_out_whys": []}
    now, unit = request.now, request.hat.unit
    rows = ratings.rectifications_of(file.case.id)
    held = {task.unit_id for task in file.tasks}
    left_out = ratings.left_out(file.case.id)
    bad = [one for one in ratings.of_case(file.case.id) if one.grade in BAD_GRADES] if oversees else []
    return {
        "rectifications": [_rectification(row, may=row.unit_id == unit or oversees, now=now) for row in rows],
        "bad_grades": [(one.id, speaking.grade_words(one.grade)) for one in bad if one.id not in left_out]
        if unit not in held
        else [],
        "left_out": [row.text for row in left_out.values()],
        "left_out_whys": [
            ("not_about_it", _("Not about this matter")),
            ("false", _("Not true")),
            ("malicious", _("Malicious")),
            ("duplicate", _("Given twice")),
        ],
    }


def endings() -> dict[str, str]:
    """How a line of the ledger ends."""
    return {"fixed": _("put right"), "reasoned": _("explained"), "unfounded": _("unfounded")}


def _rectification(row: Rectification, *, may: bool, now: datetime) -> dict[str, Any]:
    return {
        "due": endings().get(row.ending) or words.due(row.due, now),
        "called": words.moment(row.called, now) if row.called else "",
        "words": row.words,
        "explanation": row.explanation,
        "is_open": row.closed is None,
        "may": may and row.closed is None,
    }


def until_end_of(given: str) -> datetime | None:
    """The end of a day written as 2026-11-30; None where it is none."""
    try:
        day = date.fromisoformat(given.strip())
    except ValueError:
        return None
    return datetime.combine(day, time(23, 59), words.city_zone())


def _order(order: Supervision, *, holds: bool, oversees: bool, now: datetime) -> Order:
    is_open = order.closed is None
    endings = {"fulfilled": _("fulfilled"), "withdrawn": _("withdrawn")}
    return Order(
        who=order.who,
        at=words.moment(order.at, now),
        due=words.due(order.due, now) if is_open else words.day(words.local(order.due).date(), now),
        unit=order.unit_name,
        text=order.text,
        answer=order.answer,
        answered=words.moment(order.answered, now) if order.answered else "",
        ending=endings.get(order.ending, ""),
        may_answer=is_open and holds and not oversees,
        may_end=is_open and oversees,
    )


def _reasons(now: datetime) -> list[tuple[str, str]]:
    """Each reason with how long it may last: 等居民补材料，最长15个工作日."""
    return [
        (
            one.code,
            _("%(reason)s, %(limit)s at most")
            % {"reason": one.label.text(speaking.language()), "limit": speaking.limit_words(one.longest.limit)},
        )
        for one in catalogue.pause_reasons(at=now)
    ]


def _pause(clock: Clock | None, now: datetime) -> dict[str, str] | None:
    if clock is None or clock.resumes is None:
        return None
    return {"reason": reasons.reason_words(clock.reason, now), "until": words.moment(clock.resumes, now)}


def _pledge(pledge: Pledge, unit: int, now: datetime) -> dict[str, Any]:
    return {
        "id": pledge.id,
        "on": words.day(pledge.on, now),
        "unit": pledge.unit_name,
        "kept": words.moment(pledge.kept, now) if pledge.kept else "",
        "late": pledge.kept is None and pledge.on < words.local(now).date(),
        "may_keep": pledge.kept is None and pledge.unit_id == unit,
    }


def _call(row: FollowUp, *, may_read: bool, now: datetime) -> dict[str, Any]:
    said = {**call_words(row), "at": words.moment(row.done, now) if row.done else ""}
    return said if may_read and row.done else {**said, "words": ""}


def call_words(row: FollowUp) -> dict[str, str]:
    """What came of a call so far: in words, the grade, their own words."""
    if row.done is None:
        said = _("nobody answered yet") if row.tries else _("on the callers' list")
    elif row.reached:
        said = _("says it is solved") if row.solved else _("says it is not solved")
    else:
        tries = ngettext("%(num)s try", "%(num)s tries", row.tries) % {"num": row.tries}
        said = _("could not be reached (%(tries)s)") % {"tries": tries}
    return {"said": said, "words": row.words, "grade": speaking.grade_words(row.grade) if row.grade else ""}


def said_in(post: Mapping[str, str]) -> Said:
    """What a form says of a call."""
    answers: Mapping[str, bool | None] = {"yes": True, "no": False}
    grade = post.get("grade", "")
    return Said(
        channel=post.get("channel", ""),
        reached=post.get("reached") == "yes",
        contacted=answers.get(post.get("contacted", "")),
        solved=answers.get(post.get("solved", "")),
        grade=int(grade) if grade in {"1", "2", "3", "4", "5"} else None,
        words=post.get("words", ""),
    )


def _may_call(request: Request, file: CaseFile, calls: Sequence[FollowUp]) -> bool:
    """Whether this hat may record a call about the last answer: another unit than those that handled it."""
    if not file.case.answer or not policy.may(request.hat, "follow_up.record"):
        return False
    if any(task.unit_id == request.hat.unit for task in file.tasks if task.unit_id):
        return False
    return not any(one.round == file.case.reopened and one.done for one in calls)
