"""One sheet of a board: what is asked of the room of indicators, put together for the page, the print and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue
from linli.kernel.indicators import queries
from linli.kernel.indicators.packs import SHARES
from linli.kernel.indicators.queries import NOTHING, Reading, Readings
from linli.kernel.indicators.versions import Ruling
from linli.kernel.people.models import Organisation
from linli.kernel.places import queries as places
from linli.kernel.places.models import DIVISIONS, Place
from linli.kit import figures, words
from linli.kit.board import drawing
from linli.kit.board.asked import Asked
from linli.kit.routes import Request

PERIODS = 12
RANK_BY = ("satisfied", "on_time", "within_15")  # the first that any place has enough of


@dataclass(frozen=True, slots=True)
class Tile:
    """One indicator of the place itself, with the change since the period before."""

    code: str
    label: str
    says: str
    reading: Reading
    change: str
    target: float | None
    axis: drawing.Axis


@dataclass(frozen=True, slots=True)
class RankLine:
    """One place or unit in the ranking: the range of its place, None where it has too few."""

    about: int
    name: str
    cases: int
    rank: tuple[int, int] | None
    by: Reading
    readings: dict[str, Reading]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Lines in the order of their share, those of enough cases first; by which indicator, on one axis."""

    code: str
    label: str
    lines: list[RankLine]
    axis: drawing.Axis
    target: float | None


@dataclass(slots=True)
class Sheet:
    """Everything one board shows."""

    asked: Asked
    path: list[Place]
    rulings: list[Ruling]
    before: Readings
    inside: list[Place]
    readings: Readings
    units: dict[int, str]
    unit_readings: Readings
    trends: dict[str, list[Reading]]

    @property
    def place(self) -> Place:
        return self.path[-1]

    def label(self, code: str) -> str:
        return next((text(one.entry.label) for one in self.rulings if one.code == code), code)

    def of(self, code: str) -> Reading:
        return self.readings.get((self.place.id, code), NOTHING)

    @property
    def shares(self) -> list[Ruling]:
        return [one for one in self.rulings if one.entry.measure in SHARES]


def sheet(request: Request, asked: Asked) -> Sheet:
    """Ask everything: six statements, however many places there are."""
    zone, period = words.city_zone(), asked.period
    path = places.path(asked.place)
    place = path[-1]
    rulings = queries.indicators(zone=zone, now=request.now, period=period)
    inside = [one for one in places.children(place.id) if one.level in DIVISIONS and one.id in request.hat.scopes]
    units = queries.unit_readings(period, scope_ids=[place.id, *(one.id for one in inside)])
    names = dict(Organisation.objects.filter(id__in={about for about, _code in units}).values_list("id", "name"))
    shares = [one.code for one in rulings if one.entry.measure in SHARES]
    periods, before = period.last(PERIODS), period.before
    found = queries.readings_through(place.id, [one.id for one in inside], periods)
    runs = {code: [found[one].get((place.id, code), NOTHING) for one in periods] for code in shares}
    return Sheet(
        asked,
        path,
        rulings,
        before=found[before] if before else {},
        inside=inside,
        readings=found[period],
        units=names,
        unit_readings=units,
        trends=runs if before else {},
    )


def tiles(found: Sheet) -> list[Tile]:
    """The main indicators, at the head of the board."""
    made = []
    for ruling in found.rulings:
        if ruling.entry.main:
            reading, earlier = found.of(ruling.code), found.before.get((found.place.id, ruling.code), NOTHING)
            target = None if ruling.entry.target is None else ruling.entry.target / 100
            made.append(
                Tile(
                    ruling.code,
                    text(ruling.entry.label),
                    text(ruling.entry.says),
                    reading,
                    _change(reading, earlier),
                    target,
                    drawing.Axis.around([reading], target),
                )
            )
    return made


def _change(now: Reading, before: Reading) -> str:
    if now.value is None or before.value is None:
        return ""
    return figures.points(now.value - before.value)


def ranking(found: Sheet, *, units: bool = False) -> Ranking:
    """The places inside, or the units, by the first indicator any of them has enough cases of."""
    names = found.units if units else {one.id: one.name for one in found.inside}
    readings = found.unit_readings if units else found.readings
    known = {one.code: one for one in found.shares}
    codes = [code for code in RANK_BY if code in known]
    code = next((c for c in codes if any(not readings.get((about, c), NOTHING).is_few for about in names)), "")
    code = code or (codes or ["on_time"])[-1]
    by = [readings.get((about, code), NOTHING) for about in names]
    lines = [
        RankLine(
            about,
            name,
            readings.get((about, "cases"), NOTHING).base,
            rank,
            reading,
            {one.code: readings.get((about, one.code), NOTHING) for one in found.rulings},
        )
        for (about, name), reading, rank in zip(names.items(), by, queries.ranked(by), strict=True)
    ]
    lines.sort(key=lambda one: (one.rank is None, -(one.by.value or 0.0), one.name))
    lines = [one for one in lines if one.cases or not units]
    entry = known[code].entry if code in known else None
    target = entry.target / 100 if entry and entry.target else None
    return Ranking(code, found.label(code), lines, drawing.Axis.around(by, target), target)


def sentence(found: Sheet) -> str:
    """What to look at, in words: the change that is more than chance, else that there is none."""
    moved = []
    for ruling in found.rulings:
        now, before = found.of(ruling.code), found.before.get((found.place.id, ruling.code), NOTHING)
        if ruling.entry.main and now.value is not None and before.value is not None and _differ(now, before):
            moved.append((now.value - before.value, ruling, now))
    if not found.of("cases").base:
        return _("Nothing was taken in here in this period.")
    if not moved:
        return _("No main figure has changed by more than chance since the period before.")
    change, ruling, now = min(moved, key=lambda one: one[0])
    said = _("%(label)s is %(share)s%%, %(change)s since the period before, of %(base)s matters.") % {
        "label": text(ruling.entry.label),
        "share": figures.share(now.value or 0.0),
        "change": figures.points(change),
        "base": figures.thousands(now.base),
    }
    return f"{said}{_furthest(found, ruling.code)}"


@dataclass(frozen=True, slots=True)
class TopicLine:
    """What matters were about, as a bar beside the longest one, with the change since the period before."""

    code: str
    label: str
    cases: int
    wide: float
    change: str


def topic_lines(found: Sheet, request: Request) -> list[TopicLine]:
    """What most matters of the place were about."""
    labels = {one.code: text(one.label) for one in catalogue.items(at=request.now)}
    rows = queries.topics(place=found.place.id, period=found.asked.period)
    most = max((one.cases for one in rows), default=1)
    return [
        TopicLine(one.item, labels.get(one.item, one.item), one.cases, round(100 * one.cases / most, 1), _more(one))
        for one in rows
    ]


def _more(topic: queries.About) -> str:
    if topic.before is None:
        return ""
    return figures.more_or_fewer(topic.cases - topic.before) if topic.before else _("new")


def _furthest(found: Sheet, code: str) -> str:
    """The place inside that lies furthest behind and has enough cases to say so."""
    fit = [(found.readings.get((one.id, code), NOTHING), one.name) for one in found.inside]
    behind = [(reading.value or 0.0, reading, name) for reading, name in fit if not reading.is_few]
    if not behind:
        return ""
    value, reading, name = min(behind, key=lambda one: one[0])
    words_ = _(" Furthest behind is %(name)s: %(share)s%% of %(base)s.")
    return words_ % {"name": name, "share": figures.share(value), "base": figures.thousands(reading.base)}


def _differ(one: Reading, other: Reading) -> bool:
    """Whether two intervals lie apart."""
    if None in (one.low, one.high, other.low, other.high):
        return False
    return (one.low or 0) > (other.high or 0) or (other.low or 0) > (one.high or 0)


def shading(found: Sheet) -> tuple[drawing.Map, bool]:
    """The map of the places inside by matters per 1,000 dwellings; by matters where no dwelling is known."""
    cases = {one.id: found.readings.get((one.id, "cases"), NOTHING).base for one in found.inside}
    drawn = _drawn(list(cases))
    dwellings = {about: count for about, _name, _outline, count in drawn}
    known = all(dwellings.get(about) for about in cases)
    values = {
        about: (1000 * count / dwellings[about] if known else float(count), count) for about, count in cases.items()
    }
    outlines = {about: (name, bytes(outline)) for about, name, outline, _count in drawn if outline is not None}
    return drawing.shaded(outlines, values), known


def _drawn(about: Sequence[int]) -> list[tuple[int, str, Any, int]]:
    """These divisions with their outlines, and how many dwellings lie in each; buildings know how many they have."""
    if not about:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.id, d.name, d.outline, coalesce(sum(b.children), 0)::int from places_place d"
            " left join places_place b on b.lo between d.lo and d.hi and b.level = 'building'"
            " where d.id = any(%s) group by d.id",
            [list(about)],
        )
        found: list[tuple[int, str, Any, int]] = cursor.fetchall()
    return found


def text(label: Any) -> str:
    """The words of a pack in the language of the page."""
    return str(label.text(get_language() or "zh-hans"))
