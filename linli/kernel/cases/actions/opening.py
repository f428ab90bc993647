"""Opening cases: from a report to a number, a secret code and a task on somebody's desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.engines import worktime
from linli.kernel.cases import catalogue, clocks, owners
from linli.kernel.cases.actions import events, guarding, limiting, picturing, showing
from linli.kernel.cases.actions.once import Key
from linli.kernel.cases.actions.tasks import new_task, parts_at_start, receive
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.facts import CaseOpened
from linli.kernel.cases.models import Case, Clock, Task
from linli.kernel.cases.owners import Spot
from linli.kernel.cases.reports import Report, text_of, title_of
from linli.kernel.journal import actions as journal
from linli.kernel.people import actions as people
from linli.kernel.publications import actions as publications
from linli.plumbing import bulk, crypto, facts, idempotency, ids, numbers, policy, scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as its reporter gets it: the number, and the secret code that opens this one case."""

    case_id: int
    subject_id: int
    number: str
    receipt: str
    repeated: bool = False


@dataclass(slots=True)
class Draft:
    """Everything one report becomes, before it is written."""

    report: Report
    text: str
    matter: Matter
    spot: Spot
    opened: Opened
    case: Case
    tasks: list[Task]
    clocks: list[Clock]

    @property
    def task(self) -> Task:
        """The task of the main line."""
        return self.tasks[0]


def open_case(*, report: Report, by: Hat, now: datetime, key: Key | None = None) -> Opened:
    """Take in one matter. The same key again gives the same number and code and opens nothing.

    Raises ``SentTooMuch`` where the sender has sent as many as one may within a day.
    """
    subject, hat = _hat_for([report], by)
    with scope.writing(hat, now=now):
        if key is not None:
            answered = idempotency.claim(client=key.client, key=key.key, digest=key.digest)
            if answered is not None:
                return _again(answered, key)
        limiting.count(report, by=by, now=now)
        opened = _open([report], subject, by=hat, now=now)[0]
        if key is not None:
            idempotency.keep(client=key.client, key=key.key, answer=_answer(opened, key))
        return opened


def open_many(*, reports: Sequence[Report], by: Hat, now: datetime) -> list[Opened]:
    """Take in many matters in one transaction, by the same path: for imports and the demo."""
    subjects, hat = _hat_for(reports, by)
    with scope.writing(hat, now=now):
        return _open(reports, subjects, by=hat, now=now)


def _hat_for(reports: Sequence[Report], by: Hat) -> tuple[list[int], Hat]:
    """The hat that may write these cases: it sees their subjects, and reaches their scopes (intake anywhere)."""
    policy.require(by, "case.report")
    subjects = ids.reserve_many("people_subject", len(reports))
    hat = by.seeing(*subjects)
    if by.surface != "public":
        hat = hat.reaching(*{report.scope for report in reports})
    return subjects, hat


def _open(reports: Sequence[Report], subjects: Sequence[int], *, by: Hat, now: datetime) -> list[Opened]:
    prefix = catalogue.city(at=now).prefix
    calendar = catalogue.calendar(at=now)
    for report in reports:
        guarding.check_report(report, by)
    drafts = [
        draft(report, subject, reachable=_reachable(report, by), prefix=prefix, calendar=calendar, now=now)
        for report, subject in zip(reports, subjects, strict=True)
    ]
    for one in drafts:
        guarding.check_known(one.matter.item, by)
    if by.surface != "public":
        scope.widen(by, {one for draft in drafts for one in draft.case.scopes})
    write(drafts, by=by, now=now)
    return [draft.opened for draft in drafts]


def _reachable(report: Report, by: Hat) -> bool:
    """Whether anybody can speak with the reporter: phone or mail was left, or a resident reports from their account."""
    reporter = report.reporter
    return bool(reporter.phone or reporter.mail) or (
        reporter.kind != "anonymous" and by.surface == "public" and bool(by.account)
    )


def draft(
    report: Report,
    subject: int,
    *,
    reachable: bool,
    prefix: str,
    calendar: worktime.Calendar,
    now: datetime,
    step: str = "",
    desk: owners.Owner | None = None,
) -> Draft:
    """A part: the rows one report becomes. A record of the past may begin at a later ``step``, or at a ``desk``."""
    text = text_of(report)
    matter = catalogue.matter(report.item, at=report.under or now)
    spot = guarding.spot_of(report, owners.locate(report, at=now), at=now)
    task_id = ids.reserve("cases_task")
    opened = Opened(ids.reserve("cases_case"), subject, numbers.public_number(prefix), numbers.receipt_code())
    step = matter.enter(step or matter.flow.start, placed=spot.grid_id is not None)
    case = _case(report, text, matter, spot, opened)
    case.step = step
    task = new_task(
        case, matter, step, spot=spot, calendar=calendar, now=report.at, task_id=task_id, read_at=now, to=desk
    )
    task.scope_id = spot.scope_id  # the first link carries the scope of the matter's place
    receive(case, task, matter)
    tasks = [task, *parts_at_start(case, matter, spot=spot, calendar=calendar, read_at=now)]
    case.scopes = sorted({one.scope_id for one in tasks})
    running = _clocks(case, matter, reachable=reachable, calendar=calendar, now=now)
    case.due = next((clock.due for clock in running if clock.kind == "promised"), None)
    case.lamp = max([clock.lamp for clock in running], default=case.lamp)
    return Draft(report, text, matter, spot, opened, case, tasks, running)


def _case(report: Report, text: str, matter: Matter, spot: Spot, opened: Opened) -> Case:
    """The case as it begins, before it stands anywhere."""
    return Case(
        id=opened.case_id,
        number=opened.number,
        item=matter.item.code,
        item_version=matter.item_version,
        flow_version=matter.flow_version,
        subject_id=opened.subject_id,
        scope_id=spot.scope_id,
        place_id=report.place,
        area_id=spot.grid_id,
        where=spot.label,
        lon=spot.lon,
        lat=spot.lat,
        cell=spot.cell,
        channel=report.channel,
        title=report.title[:120] or named(matter, text),
        text=text,
        confidential=report.confidential or bool(report.about_unit),
        secret=report.secret,
        about_unit=report.about_unit,
        about_account=report.about_account,
        at=report.at,
    )


def named(matter: Matter, text: str) -> str:
    """What a case is called when nobody gave it a name: as the catalogue does, else by its first words."""
    return (title_of(text) if matter.item.code.endswith(".other") else matter.item.label.zh)[:120]


def _clocks(case: Case, matter: Matter, *, reachable: bool, calendar: worktime.Calendar, now: datetime) -> list[Clock]:
    """The clocks that run from the start. Nobody is measured by contact with somebody who cannot be reached."""
    made = []
    for kind, limit in matter.limits(at=now).items():
        if (kind == "contact" and not reachable) or (kind == "dispatch" and matter.is_dispatched(case.step)):
            continue
        clock = Clock(case_id=case.id, kind=kind, limit=limit, started=case.at)
        clocks.set_clock(clock, calendar=calendar, now=now)
        made.append(clock)
    return made


def write(drafts: Sequence[Draft], *, by: Hat, now: datetime) -> None:
    """A part: all rows of all drafts. Tasks first: they are the links under which a case may be written."""
    people.new_subjects(
        [
            (draft.opened.subject_id, guarding.side_of(draft.report, draft.spot, by=by, at=now), draft.opened.receipt)
            for draft in drafts
        ],
        by=by,
    )
    bulk.add(task for draft in drafts for task in draft.tasks)
    bulk.add(draft.case for draft in drafts)
    bulk.add(clock for draft in drafts for clock in draft.clocks)
    doings = [journal.Doing("case.open", "case", draft.case.id, {"item": draft.case.item}) for draft in drafts]
    lines = journal.append_many(doings, by=by, at=now)
    events.write([_opened(d, line, by=by, now=now) for d, line in zip(drafts, lines, strict=True)], by=by)
    publications.show_many(
        [
            showing.face_of(draft.case, draft.matter, draft.spot.public_label)
            for draft in drafts
            if showing.is_public(draft.case, draft.matter)
        ]
    )
    opened = [CaseOpened(draft.case.id, draft.task.id) for draft in drafts]
    facts.tell_each(zip(opened, lines, (draft.case.at for draft in drafts), strict=True), by=by)


def _opened(draft: Draft, line: int, *, by: Hat, now: datetime) -> events.Happening:
    return events.Happening(
        case_id=draft.case.id,
        verb="opened",
        step="",
        to_step=draft.case.step,
        task_id=draft.task.id,
        line=line,
        at=draft.case.at,
        text=draft.text,
        papers=picturing.keep_photos(draft.case, draft.report.photos, by=by, now=now),
        data={"channel": draft.case.channel, **_said_beside(draft.report)},
        veiled=guarding.is_veiled(draft.case, by),
    )


def _said_beside(report: Report) -> dict[str, Any]:
    """What else was said with a report, as far as it was said."""
    beside = {"guessed": report.guessed, "call_back": report.call_back}
    return {name: value for name, value in beside.items() if value}


def _answer(opened: Opened, key: Key) -> dict[str, Any]:
    sealed = crypto.seal(opened.receipt, bound=_bound(key))
    return {"case": opened.case_id, "subject": opened.subject_id, "number": opened.number, "receipt": sealed.hex()}


def _again(answer: dict[str, Any], key: Key) -> Opened:
    receipt = crypto.unseal_text(bytes.fromhex(answer["receipt"]), bound=_bound(key))
    return Opened(answer["case"], answer["subject"], answer["number"], receipt, repeated=True)


def _bound(key: Key) -> str:
    return f"plumbing_idempotency.answer:{key.client.hex()}:{key.key}"
