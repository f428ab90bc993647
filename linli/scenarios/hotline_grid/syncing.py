"""Taking in what a phone did on patrol: each entry once, in its own time, or a sentence why not.

The phone made the key when it made the entry, so sending again changes nothing, in whatever order things arrive. An
entry that is refused stays on the phone with all its content. The rules in words: docs/howto/offline.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import Key, Move
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import NotAReport, Photo, Report, Reporter, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.places import queries as places
from linli.kernel.places.models import Level
from linli.kit import entries
from linli.kit.believing import Moment
from linli.plumbing import bulk, idempotency, ids, numbers, policy, scope
from linli.plumbing.idempotency import KeyReused
from linli.plumbing.scope import Hat
from linli.scenarios.hotline_grid import plans, rounds
from linli.scenarios.hotline_grid.models import PatrolEntry

SEEN = "confirmed_on_site"  # what a grid worker's own report has done already
NEAR = 60.0  # metres within which a spot is called after a building


class NotTaken(Exception):
    """An entry that cannot be written down as it is; the sentence is for whoever was there."""

    def __init__(self, sentence: object) -> None:
        self.sentence = sentence
        super().__init__()

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Sent:
    """One entry as the phone sent it. ``number`` and ``task`` name a matter that was shown, ``place`` a building."""

    key: str
    kind: str
    moment: Moment
    digest: bytes
    round: str = ""
    grid: int | None = None
    plan: str = ""
    target: str = ""
    found: bool | None = None
    item: str = ""
    text: str = ""
    where: str = ""
    place: int | None = None
    lon: float | None = None
    lat: float | None = None
    number: str = ""
    task: int | None = None
    action: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry as it stands in the house: the matter it led to, if any, and whether it had been there before."""

    at: datetime
    number: str = ""
    case_id: int | None = None
    repeated: bool = False


def take(sent: Sent, *, by: Hat, now: datetime) -> Taken:
    """Write one entry down. The same key again answers the same; the same key with another content is refused."""
    policy.require(by, "patrol.walk")
    if not entries.is_key(sent.key) or sent.kind not in KINDS:
        raise NotTaken(gettext_lazy("This entry cannot be read. Open the patrol page anew and make it again."))
    with scope.reading(by, now=now):
        before = PatrolEntry.objects.filter(account_id=by.account, key=sent.key).first()
        grid = _grid(sent, by, now)
    if before is not None:
        return _again(before, sent)
    if sent.moment.is_too_old(now):
        days = (now - sent.moment.at).days
        raise NotTaken(
            _("This was made %(days)s days ago. Look whether it is still so, and send it as of now.") % {"days": days}
        )
    case = KINDS[sent.kind](sent, grid, by, now)
    return _keep(sent, grid, case, by=by, now=now)


def _grid(sent: Sent, by: Hat, now: datetime) -> tuple[int | None, int]:
    """The grid the entry belongs to, and its division: the one it names if the worker walks there, else their first."""
    mine = rounds.grids_of(by, at=now)
    if sent.grid is not None:
        named = next((one for one in mine if one.id == sent.grid), None)
        if named is None:
            raise NotTaken(gettext_lazy("This grid is no longer yours. Ask the street office who walks it now."))
        return named.id, named.scope_id
    return (mine[0].id, mine[0].scope_id) if mine else (None, by.scopes[0])


def _again(before: PatrolEntry, sent: Sent) -> Taken:
    if bytes(before.digest) != sent.digest:
        raise KeyReused
    return Taken(before.at, before.number, before.case_id, repeated=True)


def _keep(sent: Sent, grid: tuple[int | None, int], case: Case | None, *, by: Hat, now: datetime) -> Taken:
    """The row of the entry, once."""
    with scope.writing(by, now=now):
        key = Key(idempotency.client_of("patrol entry", by.account), sent.key, sent.digest)
        if key.is_used():
            return _again(PatrolEntry.objects.get(account_id=by.account, key=sent.key), sent)
        number = ids.reserve("hotline_grid_patrol_entry")
        line = journal.append(
            verb=f"patrol.{sent.kind}", kind="patrol", record=number, by=by, at=sent.moment.at,
            payload={"plan": sent.plan, "target": sent.target},
        )  # fmt: skip
        entry = PatrolEntry(
            id=number,
            account_id=by.account,
            key=sent.key,
            digest=sent.digest,
            kind=sent.kind,
            round=sent.round[:80],
            scope_id=grid[1],
            grid_id=grid[0],
            who=by.label[:80],
            plan=sent.plan,
            target=sent.target,
            found=sent.found,
            case_id=case.id if case else None,
            number=case.number if case else "",
            at=sent.moment.at,
            claimed=sent.moment.claimed,
            line=line,
        )
        bulk.add([entry])
    return Taken(entry.at, entry.number, entry.case_id)


def _nothing(sent: Sent, grid: tuple[int | None, int], by: Hat, now: datetime) -> None:
    """A patrol begun or ended: only the entry itself."""


def _visit(sent: Sent, grid: tuple[int | None, int], by: Hat, now: datetime) -> None:
    """The spot was in a plan when it was looked at, or is now."""
    with scope.reading(by, now=now):
        area = places.area(grid[0]) if grid[0] is not None else None
        for at in (sent.moment.at, now):
            held = plans.of_grid(area, at=at) if area is not None else []
            if any(one.plan == sent.plan and one.key == sent.target for plan in held for one in plan.targets):
                return
    raise NotTaken(gettext_lazy("This spot is in no patrol plan any more. If something is wrong there, report it."))


def _report(sent: Sent, grid: tuple[int | None, int], by: Hat, now: datetime) -> Case:
    """A new matter, seen on site by the worker already, under the catalogue as it was at that time."""
    with scope.reading(by, now=now):
        report = _report_of(sent, grid[1], by, now)
    key = Key(idempotency.client_of("patrol", by.account), sent.key, sent.digest)
    opened = cases.open_case(report=report, by=by, now=now, key=key)
    wider = by.reaching(report.scope).seeing(opened.subject_id)
    with scope.reading(wider, now=now):
        case = Case.objects.get(id=opened.case_id)
        tasks = list(Task.objects.filter(case_id=case.id, done__isnull=True))
    task = next((one for one in tasks if cases.holds(by, one) and _offers(case, one, SEEN)), None)
    if task is not None:
        move = Move(action=SEEN, task=task.id, text=report.text)
        seen = Key(key.client, f"{sent.key[:70]}:seen", sent.digest)
        cases.act(case_id=case.id, move=move, by=by, now=now, key=seen)
    return case


def _offers(case: Case, task: Task, action: str) -> bool:
    flow = catalogue.of_versions(case.item_version, case.flow_version).flow
    return any(one.name == action for one in flow[task.step].actions)


def _report_of(sent: Sent, scope_id: int, by: Hat, now: datetime) -> Report:
    at = sent.moment.at
    item = catalogue.matter(sent.item, at=at).item
    place = places.place(sent.place) if sent.place else None
    if place is not None and (place.level != Level.BUILDING or place.until is not None):
        place = None
    point = None if place is not None else _point(sent, now)
    community = places.community_of_point(*point) if point else None
    return Report(
        item=sent.item,
        text=tidy(sent.text) or item.label.zh,
        scope=place.scope_id if place else community.id if community else scope_id,
        at=at,
        under=at,
        channel="patrol",
        place=place.id if place else None,
        where=tidy(sent.where)[:120] or (_near(point) if point else ""),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        reporter=Reporter("alias", alias=by.label[:40]),
        photos=sent.photos,
    )


def _point(sent: Sent, now: datetime) -> tuple[float, float] | None:
    """Where the phone says it stood; a point outside the city is none."""
    city = catalogue.city(at=now)
    if sent.lon is None or sent.lat is None:
        return None
    limits = (city.west, city.south, city.east, city.north)
    if not places.inside_city(sent.lon, sent.lat, limits):
        raise NotTaken(
            _("The phone says this is outside %(city)s. Choose the building instead.") % {"city": city.label.zh}
        )
    return sent.lon, sent.lat


def _near(point: tuple[float, float]) -> str:
    nearest = places.near(*point, limit=1, radius=NEAR)
    return _("near %(place)s") % {"place": places.written(nearest[0].address, nearest[0].name)} if nearest else ""


def _named(sent: Sent, by: Hat, now: datetime) -> tuple[Case, Task | None]:
    """The matter somebody was shown, as far as the worker may see it, and the task they were shown."""
    with scope.reading(by, now=now):
        case = Case.objects.filter(number=numbers.tidy(sent.number)).first()
        task = Task.objects.filter(id=sent.task).first() if sent.task else None
    if case is None:
        raise NotTaken(gettext_lazy("This matter has moved to a desk you cannot see. Report what you found anew."))
    return case, task


def _join(sent: Sent, _in: tuple[int | None, int], by: Hat, now: datetime) -> Case:
    """What was seen goes to the matter that is open already, instead of opening a second one."""
    case, _task = _named(sent, by, now)
    key = Key(idempotency.client_of("patrol", by.account), sent.key, sent.digest)
    if case.closed is not None and not key.is_known():
        raise NotTaken(gettext_lazy("This matter was closed meanwhile. If it is still so, report it anew."))
    text = tidy(sent.text) or _("Seen on patrol, still so.")
    cases.add_words(
        case_id=case.id, text=text, photos=sent.photos, by=by, now=now, at=max(sent.moment.at, case.at), key=key
    )
    return case


def _act(sent: Sent, _in: tuple[int | None, int], by: Hat, now: datetime) -> Case:
    """One step of a matter, done without a network. Where somebody was faster the server's state stands."""
    case, task = _named(sent, by, now)
    key = Key(idempotency.client_of("patrol", by.account), sent.key, sent.digest)
    at = sent.moment.at if task is None else max(sent.moment.at, task.opened)
    move = Move(action=sent.action, task=sent.task, text=sent.text, photos=sent.photos)
    cases.act(case_id=case.id, move=move, by=by, now=now, at=at, key=key)
    return case


KINDS: dict[str, Callable[[Sent, tuple[int | None, int], Hat, datetime], Case | None]] = {
    rounds.START: _nothing,
    rounds.END: _nothing,
    rounds.VISIT: _visit,
    "report": _report,
    "join": _join,
    "act": _act,
}

REFUSALS = (NotTaken, NotAReport)
