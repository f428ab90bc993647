"""One pass over the lines of an import: a dry run, or taking them in. A batch of lines is one transaction.

Each batch writes what its lines brought into the register together with the state of the lines and how far the
import has come, so that a process killed at any moment leaves an import that goes on with the next line.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports import kinds, lines
from linli.kernel.imports.kinds import Kind, Look, Row, Run, Taken
from linli.kernel.imports.models import Import, ImportRow, RowState, State, Verdict
from linli.kernel.imports.saying import Reason, Told, kept_reason, message_of, veiled, why
from linli.kernel.journal import actions as journal
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.tabular import Said

log = logging.getLogger(__name__)
SAMPLE = 500  # lines a kind looks at before the first
PERSONAL = frozenset({"phone", "document"})  # forms of fields whose cells no reason repeats
_ACCEPTED = (Verdict.NEW, Verdict.CHANGED, Verdict.SAME)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pass has come: lines seen, all lines, and what was found so far."""

    done: int
    total: int
    counts: Mapping[str, int]
    finished: bool


@dataclass(slots=True)
class _Line:
    """A line on its way through a batch."""

    kept: ImportRow
    row: Row
    key: int | None = None
    look: Look | None = None
    taken: Taken | None = None

    def refuse(self, *reasons: Reason) -> None:
        self.look = Look(Verdict.REFUSED, reasons=list(reasons))


@dataclass(slots=True)
class Pass:
    """A pass under way: what its kind remembers between batches stays with it."""

    import_id: int
    by: Hat
    may_write: bool
    memory: dict[str, Any] = field(default_factory=dict)
    is_prepared: bool = False
    _lines: dict[int, _Line] = field(default_factory=dict)

    def step(self, *, most: int, now: datetime) -> Progress:
        """The next ``most`` lines, in one transaction."""
        wanted = State.RUNNING if self.may_write else State.LOOKING
        with scope.writing(self.by, now=now):
            one = Import.objects.select_for_update().get(id=self.import_id)
            if one.state != wanted:
                return _progress(one, self.may_write, finished=True)
            kind = kinds.kinds()[one.kind]
            run = self._run(one, now)
            if not self.is_prepared:
                self._prepare(one, kind, run)
            rows = list(
                ImportRow.objects.filter(of=one, state=RowState.WAITING, number__gt=one.at_number)
                .order_by("number")[:most]
            )  # fmt: skip
            if rows:
                self._through(one, kind, run, rows)
            if len(rows) < most:
                _finish(one, self.may_write, by=self.by, now=now)
            one.moved = now
            one.save(update_fields=["at_number", "counts", "state", "finished", "moved"])
            return _progress(one, self.may_write, finished=one.state != wanted)

    def _run(self, one: Import, now: datetime) -> Run:
        def line_of(keys: Sequence[str]) -> Mapping[str, int]:
            hashes = dict(zip(lines.hashed(keys, kind=one.kind), keys, strict=True))
            found = {hashes[number]: line for number, line in self._earlier(one, list(hashes)).items()}
            return found

        return Run(one.id, one.chosen, one.mapping, self.by, now, self.may_write, line_of, self.memory)

    def _prepare(self, one: Import, kind: Kind, run: Run) -> None:
        rows = ImportRow.objects.filter(of=one, cells__isnull=False).exclude(state=RowState.REFUSED)
        sample = [
            lines.read(lines.staged(row, one.heads), kind, one.mapping)[0] for row in rows.order_by("number")[:SAMPLE]
        ]
        said = [kept_reason(reason) for reason in kind.prepare(sample, run)]
        one.remarks = [*one.remarks, *(reason for reason in said if reason not in one.remarks)]
        one.save(update_fields=["remarks", "chosen"])
        self.is_prepared = True

    def _earlier(self, one: Import, hashes: list[int]) -> dict[int, int]:
        """The first accepted line about each key: in batches that are done, and in this one."""
        here = [(line.key, number) for number, line in reversed(self._lines.items()) if line.key in set(hashes)]
        before = ImportRow.objects.filter(of=one, key__in=hashes, verdict__in=_ACCEPTED, number__lte=one.at_number)
        told = [*here, *before.order_by("-number").values_list("key", "number")]
        return {key: number for key, number in told if key is not None}

    def _through(self, one: Import, kind: Kind, run: Run, rows: Sequence[ImportRow]) -> None:
        self._lines = {}
        every = [_read(row, one, kind) for row in rows]
        fit = [line for line in every if line.look is None]
        named = [(line, key) for line in fit if (key := _about(kind, line, run))]
        for (line, _key), number in zip(named, lines.hashed([key for _line, key in named], kind=one.kind), strict=True):
            line.key = number
        fit = [line for line in fit if line.look is None]
        while fit:
            fit = self._round(one, kind, run, fit)
        _write(every, {field.code for field in kind.fields if field.form in PERSONAL}, may_write=self.may_write)
        part = "run" if self.may_write else "look"
        found = Counter(line.look.verdict.value for line in every if line.look)
        found["remarked"] = sum(bool(line.look and line.look.remarks) for line in every)
        one.counts = {**one.counts, part: dict(Counter(one.counts.get(part, {})) + found)}
        one.at_number = rows[-1].number
        if self.may_write:
            payload = {"lines": [rows[0].number, rows[-1].number], **found}
            journal.append(verb="import.take", kind="import", record=one.id, by=self.by, at=run.now, payload=payload)

    def _round(self, one: Import, kind: Kind, run: Run, waiting: list[_Line]) -> list[_Line]:
        """Look at every first line about a key; a later one waits until it is known what became of the first."""
        earlier = self._earlier(one, [line.key for line in waiting if line.key is not None])
        now: list[_Line] = []
        later: list[_Line] = []
        seen: set[int] = set()
        for line in waiting:
            if line.key in earlier:
                _repeated(line, self._line_at(one, kind, earlier[line.key]))
            elif line.key in seen:
                later.append(line)
            else:
                now.append(line)
                seen |= {line.key} if line.key is not None else set()
        for line, look in zip(now, _looked(kind, [line.row for line in now], run), strict=True):
            look.remarks = [*line.row.remarks, *look.remarks]
            line.look = look
        if self.may_write:
            _take(
                kind, run, [line for line in now if line.look and line.look.verdict in (Verdict.NEW, Verdict.CHANGED)]
            )
        self._lines |= {line.row.number: line for line in now if line.look and line.look.verdict in _ACCEPTED}
        return later

    def _line_at(self, one: Import, kind: Kind, number: int) -> _Line:
        if number in self._lines:
            return self._lines[number]
        kept = ImportRow.objects.get(of=one, number=number)
        return _read(kept, one, kind)


def _read(kept: ImportRow, one: Import, kind: Kind) -> _Line:
    row, wrong = lines.read(lines.staged(kept, one.heads), kind, one.mapping)
    line = _Line(kept, row)
    if wrong:
        line.refuse(*wrong)
    return line


def _repeated(line: _Line, first: _Line) -> None:
    """A second line about one thing: word for word the same does no harm, anything else contradicts the first."""
    words = {"line": first.row.number}
    if line.row.values == first.row.values and line.row.shape == first.row.shape:
        record = first.taken.record if first.taken else first.kept.record
        said = Said(_("This row repeats line %(line)d."), words)
        line.look = Look(Verdict.SAME, record=record, remarks=[Reason(said)])
    else:
        line.refuse(Reason(Said(_("Line %(line)d is about the same one and says otherwise. Keep one of them."), words)))


def _about(kind: Kind, line: _Line, run: Run) -> str:
    """What a line is about; a line of which that cannot be told is refused."""
    try:
        return kind.key(line.row, run)
    except ValueError as error:
        line.refuse(Reason(_why_not(error)))
        return ""


def _looked(kind: Kind, rows: Sequence[Row], run: Run) -> list[Look]:
    """What lines would do; where they cannot be looked at together, halves are, down to the one that is at fault."""
    if not rows:
        return []
    try:
        with transaction.atomic():
            return kind.look(rows, run)
    except Exception as error:
        if len(rows) == 1:
            _warn(run, error)
            return [Look(Verdict.REFUSED, reasons=[Reason(_why_not(error))])]
        middle = len(rows) // 2
        return [*_looked(kind, rows[:middle], run), *_looked(kind, rows[middle:], run)]


def _why_not(error: Exception) -> Said:
    return why(error, Said(_("This row could not be taken in (%(why)s)."), {"why": type(error).__name__}))


def _warn(run: Run, error: Exception) -> None:
    """Only the sort of the error: its words may hold a person's."""
    if not isinstance(error, ValueError):
        log.warning("a line of import %d could not be taken in: %s", run.import_id, type(error).__name__)


def _take(kind: Kind, run: Run, wanted: list[_Line]) -> None:
    """Take lines in; where together they cannot be, halves are tried, down to the line that is at fault."""
    if not wanted:
        return
    try:
        with transaction.atomic():
            found = kind.take([line.row for line in wanted], [line.look for line in wanted if line.look], run)
            connection.check_constraints()  # what is only looked at in the end would fail the whole batch
    except Exception as error:
        if len(wanted) > 1:
            middle = len(wanted) // 2
            _take(kind, run, wanted[:middle])
            _take(kind, run, wanted[middle:])
            return
        _warn(run, error)
        wanted[0].refuse(Reason(_why_not(error)))
        return
    for line, taken in zip(wanted, found, strict=True):
        if isinstance(taken, Reason):
            line.refuse(taken)
        else:
            line.taken = taken


def _write(every: Sequence[_Line], personal: Collection[str], *, may_write: bool) -> None:
    """What has become of the lines of a batch, in one statement."""
    values = [_outcome(line, personal, may_write=may_write) for line in every]
    with connection.cursor() as cursor:
        cursor.execute(
            "update imports_row r set state = n.state, verdict = n.verdict, key = n.key, record = n.record,"
            " reason = n.reason, about = n.about, remarked = n.remarked, told = n.told, before = n.before"
            " from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[],"
            " %s::boolean[], %s::bytea[], %s::bytea[])"
            " as n(id, state, verdict, key, record, reason, about, remarked, told, before) where r.id = n.id",
            [list(column) for column in zip(*values, strict=True)],
        )


def _outcome(line: _Line, personal: Collection[str], *, may_write: bool) -> tuple[Any, ...]:
    """What has become of one line, as its row keeps it."""
    look = line.look or Look(Verdict.REFUSED)
    reasons = [veiled(one, personal) for one in look.reasons]
    told = Told(reasons, [veiled(one, personal) for one in look.remarks], look.changes)
    state = RowState.WAITING
    if may_write:
        state = RowState.REFUSED if look.verdict == Verdict.REFUSED else RowState.TAKEN
    before = lines.seal_before(line.kept.id, line.taken.before) if line.taken else None
    reason, about = (message_of(reasons[0]), reasons[0].field) if reasons else ("", "")
    record = line.taken.record if line.taken else look.record
    head = (line.kept.id, state.value, look.verdict.value, line.key, record)
    return (*head, reason, about, bool(look.remarks), lines.seal_told(line.kept.id, told), before)


def _finish(one: Import, may_write: bool, *, by: Hat, now: datetime) -> None:
    one.state = State.DONE if may_write else State.LOOKED
    if may_write:
        one.finished = now
        journal.append(
            verb="import.finish", kind="import", record=one.id, by=by, at=now, payload=one.counts.get("run", {})
        )


def _progress(one: Import, may_write: bool, *, finished: bool) -> Progress:
    counts = one.counts.get("run" if may_write else "look", {})
    seen = sum(counts.get(one_of.value, 0) for one_of in (*_ACCEPTED, Verdict.REFUSED))
    # Lines that could not be read are refused already, and no pass looks at them again.
    return Progress(seen, one.rows - one.counts.get("unread", 0), counts, finished)
