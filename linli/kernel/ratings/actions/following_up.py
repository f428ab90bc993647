"""Calling back (回访): somebody with no hand in the matter asks how it came out, and keeps the words of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import worktime
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import events
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Subject
from linli.kernel.ratings import callers
from linli.kernel.ratings.actions import rectifying
from linli.kernel.ratings.actions.rating import move_on
from linli.kernel.ratings.facts import FollowedUp
from linli.kernel.ratings.models import BAD_GRADES, FollowUp, Grade
from linli.plumbing import bulk, facts, ids, policy, scope
from linli.plumbing.scope import Hat

CHANNELS = ("phone", "visit", "sms")
WHYS = ("drawn", "bad_rating", "asked", "no_app")
MOST_TRIES = 3  # calls nobody answers, after which it is recorded as not reached
MOST_WORDS = 2000
VERB = "followed_up"
SPOKEN = ("phone", "window", "counter")


class BeingCalled(Exception):
    """Somebody else has this call."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who

    def __str__(self) -> str:
        return str(_("%(who)s is calling just now. The call is theirs; take another one.")) % {"who": self.who}


class NotYours(Exception):
    """Who has handled a matter does not ask how it was handled."""

    sentence = _("Your unit has worked on this matter, so another desk calls. It stays in the list.")

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one call. What somebody did not say is None, never a guess."""

    channel: str
    reached: bool
    contacted: bool | None = None  # whether they were contacted in time
    solved: bool | None = None
    grade: int | None = None
    words: str = ""


def ask_follow_ups(
    *, case_ids: Sequence[int], why: str, by: Hat, now: datetime, due: datetime | None = None
) -> list[int]:
    """Put answered cases on the callers' list, each round of a case once; returns the new rows."""
    policy.require(by, "follow_up.ask")
    with scope.writing(by, now=now):
        return put_on_list(case_ids, why=why, by=by, now=now, due=due)


def put_on_list(case_ids: Sequence[int], *, why: str, by: Hat, now: datetime, due: datetime | None = None) -> list[int]:
    """A part: the same inside a running action."""
    scope.require_action()
    if why not in WHYS:
        raise ValueError(f"why must be one of {WHYS}")
    cases = list(Case.objects.filter(id__in=case_ids).exclude(answer="").order_by("id"))
    numbers = [case.id for case in cases]
    known = set(FollowUp.objects.filter(case_id__in=numbers).values_list("case_id", "round"))
    answered = Task.objects.filter(case_id__in=numbers, action="answer").order_by("id")
    units = {task.case_id: task.unit_id for task in answered}
    rows = [
        FollowUp(
            id=ids.reserve("ratings_follow_up"),
            case_id=case.id,
            round=case.reopened,
            scope_id=case.scope_id,
            item=case.item,
            unit_id=units.get(case.id),
            why=why,
            asked=now,
            due=due,
        )
        for case in cases
        if (case.id, case.reopened) not in known
    ]
    doings = [journal.Doing("follow_up.ask", "case", row.case_id, {"why": why}) for row in rows]
    if doings:
        journal.append_many(doings, by=by, at=now)
    bulk.add(rows)
    return [row.id for row in rows]


def list_answered(*, case_id: int, by: Hat, now: datetime) -> None:
    """Put a case that was just answered on the callers' list where its reporter asked for it, or nothing else fits.

    Whoever rang or came to the window and has no account is not sent to a page to say how it was: they are called.
    """
    policy.require(by, "follow_up.ask")
    with scope.writing(by, now=now):
        case = Case.objects.get(id=case_id)
        why = _reason(case)
        if why:
            limit = worktime.parse_limit(catalogue.ladder(at=now).call_back.limit)
            due = catalogue.calendar(at=now).due(now, limit)
            put_on_list([case_id], why=why, by=by, now=now, due=due)


def _reason(case: Case) -> str:
    subject = Subject.objects.filter(id=case.subject_id).first()
    if subject is None or subject.phone_blind is None:
        return ""
    opened = Event.objects.filter(case_id=case.id, verb="opened").select_related("body").first()
    if opened is not None and opened.body.data.get("call_back"):
        return "asked"
    return "no_app" if case.channel in SPOKEN and subject.person_id is None else ""


def record_follow_up(*, case_id: int, said: Said, by: Hat, now: datetime) -> FollowUp:
    """Record one call about the last answer of a case; a case nobody had asked for yet is put on the list with it.

    A call nobody answered leaves it open until the third. Whoever says it is not solved, or gives a bad grade, opens
    the matter again.
    """
    policy.require(by, "follow_up.record")
    said = _checked(said)
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        if not case.answer:
            raise NotAReport("case", _("There is no answer to call about yet."))
        if Task.objects.filter(case_id=case_id, unit_id=by.unit).exclude(role="clerk", step="place").exists():
            raise NotYours
        put_on_list([case_id], why="asked", by=by, now=now)
        row = FollowUp.objects.select_for_update().get(case_id=case_id, round=case.reopened)
        if row.done is not None:
            raise NotAReport("case", _("Somebody has already called about this answer. Look at what was said."))
        _free(row, by=by, now=now)
        line = journal.append(verb="follow_up.record", kind="case", record=case_id, by=by, at=now)
        over = _fill(row, said, line, by=by, now=now)
        events.write([_happening(case, row, said, line, now)], by=by)
        if over:
            facts.tell(FollowedUp(case.id, row.id), line=line, by=by, at=now)
        if said.reached and said.grade in BAD_GRADES and _is_named(case):
            rectifying.begin(case, unit_id=row.unit_id, source="call", now=now)
        if is_refused(said):
            move_on(case, Grade.VERY_BAD, said.words, by=by.seeing(case.subject_id), now=now)
        return row


def is_refused(said: Said) -> bool:
    """Whether they say that it is not solved: the matter goes back to the street."""
    return said.reached and (said.solved is False or said.grade in BAD_GRADES)


def take_call(*, case_id: int, by: Hat, now: datetime) -> None:
    """Say that one is calling now. One colleague has the call, the others are told who; unused it ends by itself."""
    policy.require(by, "follow_up.record")
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        row = FollowUp.objects.select_for_update().filter(case_id=case_id, round=case.reopened).first()
        if row is None or row.done is not None:
            raise NotAReport("case", _("Somebody has already called about this answer. Look at what was said."))
        if not callers.may_call(by, case_id):
            raise NotYours
        _free(row, by=by, now=now)
        row.taken, row.taken_by, row.taken_name = now, by.account, by.label[:80]
        row.save(update_fields=["taken", "taken_by", "taken_name"])
        journal.append(verb="follow_up.take", kind="case", record=case_id, by=by, at=now)


def lay_back(*, case_id: int, by: Hat, now: datetime) -> None:
    """Give a call back to the list without having called."""
    policy.require(by, "follow_up.record")
    with scope.writing(by, now=now):
        row = (
            FollowUp.objects.select_for_update().filter(case_id=case_id, done__isnull=True, taken_by=by.account).first()
        )
        if row is not None:
            row.taken = row.taken_by = None
            row.save(update_fields=["taken", "taken_by"])
            journal.append(verb="follow_up.lay_back", kind="case", record=case_id, by=by, at=now)


def _free(row: FollowUp, *, by: Hat, now: datetime) -> None:
    if callers.is_held(row, now=now) and row.taken_by != by.account:
        raise BeingCalled(row.taken_name)


def _is_named(case: Case) -> bool:
    """Whether the reporter gave a name, as far as the caller may know."""
    subject = Subject.objects.filter(id=case.subject_id).first()
    return subject is not None and subject.kind == "named"


def _checked(said: Said) -> Said:
    if said.channel not in CHANNELS:
        raise NotAReport("channel", _("Say how you asked: by phone, on a visit, by message."))
    if said.grade is not None and said.grade not in Grade.values:
        raise NotAReport("grade", _("Choose one of the five grades."))
    if said.reached and said.solved is None:
        raise NotAReport("solved", _("Write down whether it is solved in their own opinion."))
    words = tidy(said.words)
    if len(words) > MOST_WORDS:
        raise NotAReport("words", _("Shorten what was said to 2,000 characters."))
    if not said.reached:
        return Said(said.channel, reached=False, words=words)
    return Said(said.channel, True, said.contacted, said.solved, said.grade, words)


def _fill(row: FollowUp, said: Said, line: int, *, by: Hat, now: datetime) -> bool:
    """Whether the row is done with."""
    row.tries += 1
    row.taken = row.taken_by = None
    row.tried = None if said.reached else now
    row.channel, row.account, row.caller_unit, row.line = said.channel, by.account, by.unit or None, line
    row.words = said.words
    if said.reached or row.tries >= MOST_TRIES:
        row.done, row.reached = now, said.reached
        row.contacted, row.solved, row.grade = said.contacted, said.solved, said.grade
    row.save()
    return row.done is not None


def _happening(case: Case, row: FollowUp, said: Said, line: int, now: datetime) -> events.Happening:
    """The history says that somebody called and what came of it; the words stay with the call."""
    return events.Happening(
        case_id=case.id,
        verb=VERB,
        step=case.step,
        to_step=case.step,
        line=line,
        at=now,
        data={"reached": said.reached, "solved": said.solved, "try": row.tries},
    )
