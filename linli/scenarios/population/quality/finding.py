"""Looking for contradictions: what is found stands until it is gone, mended or explained, and sends somebody once.

Each community is looked through after it was counted. What was found before and is found again stays the same finding;
what is found no more is gone, and the matter opened for it is taken back. An explanation holds as long as its check
says. No more matters are opened for a community than its check allows at a time; the others wait in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection

from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Key
from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import REGISTER, Report
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.quality.checking import Looked
from linli.scenarios.population.quality.models import Finding, FindingState, Tally

MOST_KEPT = 500  # findings of one check and community; more are counted and not kept
STANDING = (FindingState.OPEN, FindingState.EXPLAINED)
RECORD = "finding"  # of the tally that says how many there are


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check sees now."""

    about: str
    place_id: int
    person_id: int | None
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a look changes: findings that are there still, that are gone, that are new."""

    still: list[tuple[Finding, Seen]]
    gone: list[Finding]
    new: list[Seen]


def compared(standing: Sequence[Finding], seen: Sequence[Seen], *, at: datetime) -> Change:
    """What stood against what is seen. An explanation that is over ends, and what it explained is found anew."""
    now = {one.about: one for one in seen}
    held = {one.about: one for one in standing}
    over = {about for about, one in held.items() if one.explains_until is not None and one.explains_until <= at}
    still = [(one, now[about]) for about, one in held.items() if about in now and about not in over]
    gone = [one for about, one in held.items() if about not in now or about in over]
    new = [one for about, one in now.items() if about not in held or about in over]
    return Change(still, gone, new)


def look_through(scope_id: int, looked: Sequence[Looked], *, by: Hat, now: datetime) -> None:
    """Look one community through, then open and take back matters as what was found asks."""
    policy.require(by, "quality.count")
    gone: list[Finding] = []
    counts: list[tuple[str, int, int]] = []
    with scope.writing(by, now=now):
        for one in looked:
            change, seen = _look(scope_id, one, now=now)
            gone += change.gone
            explained = sum(each.state == FindingState.EXPLAINED for each, _seen in change.still)
            counts.append((one.check.code, seen, explained))
        gone += _end_unasked(scope_id, [one.check.code for one in looked], now=now)
        _tally(scope_id, counts)
    take_back(gone, by=by, now=now)
    open_matters(scope_id, looked, by=by, now=now)


def _tally(scope_id: int, counts: Sequence[tuple[str, int, int]]) -> None:
    """How many contradictions stand, however many of them are kept."""
    Tally.objects.filter(scope_id=scope_id, record=RECORD).delete()
    codes, seen, explained = zip(*counts, strict=True) if counts else ((), (), ())
    Tally.objects.create(
        scope_id=scope_id, place_id=scope_id, is_whole=True, record=RECORD, records=sum(seen), dated=0, fresh=0,
        never=0, fields=list(codes), needed=list(seen), filled=list(explained),
    )  # fmt: skip


def _look(scope_id: int, looked: Looked, *, now: datetime) -> tuple[Change, int]:
    """One check of one community: what it changes, and how many it sees."""
    with connection.cursor() as cursor:
        cursor.execute(looked.check.sql, {"scope": scope_id, "now": now, **looked.values})
        seen = [Seen(row[0], row[1], row[2], tuple(row[3])) for row in cursor.fetchall()]
    code = looked.check.code
    standing = Finding.objects.filter(scope_id=scope_id, check_code=code, state__in=STANDING)
    change = compared(list(standing), seen, at=now)
    for finding, one in change.still:
        finding.seen, finding.place_id, finding.figures = now, one.place_id, list(one.figures)
    Finding.objects.bulk_update([one for one, _seen in change.still], ["seen", "place_id", "figures"], batch_size=500)
    _end(change.gone, now=now)
    room = max(0, MOST_KEPT - len(change.still))
    Finding.objects.bulk_create(
        [
            Finding(
                scope_id=scope_id, check_code=code, about=one.about, place_id=one.place_id, person_id=one.person_id,
                figures=list(one.figures), found=now, seen=now,
            )
            for one in change.new[:room]
        ],
        ignore_conflicts=True,  # another community found the same a moment ago
    )  # fmt: skip
    return change, len(seen)


def _end_unasked(scope_id: int, codes: Sequence[str], *, now: datetime) -> list[Finding]:
    """What was found by a check that is switched off."""
    gone = list(Finding.objects.filter(scope_id=scope_id, state__in=STANDING).exclude(check_code__in=codes))
    _end(gone, now=now)
    return gone


def _end(gone: Sequence[Finding], *, now: datetime) -> None:
    ids = [one.id for one in gone]
    if ids:
        Finding.objects.filter(id__in=ids).update(state=FindingState.GONE, ended=now)


def take_back(gone: Sequence[Finding], *, by: Hat, now: datetime) -> int:
    """The matters of findings that are gone, where nobody has closed them; how many."""
    wanted = {one.case_id for one in gone if one.case_id and one.state == FindingState.OPEN}
    with scope.reading(by, now=now):
        running = list(Case.objects.filter(id__in=wanted, closed__isnull=True).values_list("id", flat=True))
    for case_id in running:
        cases.withdraw(case_id=case_id, text="底册里已经没有这个矛盾了。", by=by, now=now)
    return len(running)


def open_matters(scope_id: int, looked: Sequence[Looked], *, by: Hat, now: datetime) -> int:
    """Ask grid workers to look, the longest found first, up to what each check allows at a time; how many were."""
    opened = 0
    for one in looked:
        if not one.entry.opens:
            continue
        for finding in _next(scope_id, one, by=by, now=now):
            _open(finding, one, by=by, now=now)
            opened += 1
    return opened


def _next(scope_id: int, looked: Looked, *, by: Hat, now: datetime) -> list[Finding]:
    with scope.reading(by, now=now):
        rows = Finding.objects.filter(scope_id=scope_id, check_code=looked.check.code, state=FindingState.OPEN)
        asked = rows.filter(case_id__isnull=False).count()
        room = max(0, looked.entry.most_open - asked)
        return list(rows.filter(case_id__isnull=True).order_by("found", "id")[:room]) if room else []


def _open(finding: Finding, looked: Looked, *, by: Hat, now: datetime) -> None:
    """One matter. The same finding asked for again after a crash gives the same matter."""
    entry = looked.entry
    says = worded(entry.says.zh, finding.figures)
    text = "\n".join([f"{says}。", entry.look.zh if entry.look else ""]).strip()
    report = Report(
        item=entry.opens,
        text=text,
        scope=finding.scope_id,
        at=now,
        channel=REGISTER,
        title=entry.label.zh,
        place=finding.place_id,
    )
    sign = sha256(f"finding {finding.id}".encode()).digest()
    made = cases.open_case(report=report, by=by, now=now, key=Key(sign[:16], f"finding-{finding.id}", sign))
    with scope.writing(by, now=now):
        Finding.objects.filter(id=finding.id).update(case_id=made.case_id, number=made.number)


def worded(says: str, figures: Sequence[int]) -> str:
    """The sentence of a finding with its figures in it."""
    for number, figure in enumerate(figures):
        says = says.replace(f"{{{number}}}", str(figure))
    return says


def close(
    *, case_id: int, action: str, text: str, who: str, explained: timedelta, by: Hat, now: datetime
) -> int | None:
    """What somebody found on site: put right, or true as it is and why. The community is to be counted again.

    Returns the community; None where no finding stands behind the matter.
    """
    policy.require(by, "quality.count")
    with scope.writing(by, now=now):
        finding = Finding.objects.select_for_update().filter(case_id=case_id, state=FindingState.OPEN).first()
        if finding is None:
            return None
        is_true = action == "as_it_is"
        finding.state = FindingState.EXPLAINED if is_true else FindingState.MENDED
        finding.reason, finding.who = text[:500], who
        finding.ended = None if is_true else now
        finding.explains_until = now + explained if is_true else None
        finding.save(update_fields=["state", "reason", "who", "ended", "explains_until"])
        return finding.scope_id
