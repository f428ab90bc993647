"""Publishing the figures of a period: from then on they never change, and everybody may read the large ones.

What everybody reads is rounded, and where the figure of one place could be had from those of the places beside and
above it, another one is held back as well (:mod:`linli.engines.cubes`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from linli.engines import cubes, shares
from linli.engines.cubes import Table
from linli.kernel.cases import catalogue
from linli.kernel.cases.reports import NotAReport
from linli.kernel.indicators.facts import PeriodPublished
from linli.kernel.indicators.models import PLACE, UNIT, Figure, PublicFigure
from linli.kernel.indicators.periods import Period
from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Organisation
from linli.kernel.places.models import Place
from linli.plumbing import bulk, facts, pack_catalogue, policy, scope
from linli.plumbing.scope import Hat


def publish(*, period: Period, by: Hat, now: datetime) -> int:
    """Publish every figure of a period that is over, of all the divisions of the hat; how many."""
    policy.require(by, "board.publish")
    _begins, ends = period.bounds(ZoneInfo(catalogue.city(at=now).zone))
    if ends is None or ends > now:
        raise NotAReport("period", _("Only a week, month or year that is over can be published."))
    with scope.writing(by, now=now):
        mine = Figure.objects.select_for_update().filter(span=period.span, since=period.since, published__isnull=True)
        fresh = list(mine.order_by("id"))
        if not fresh:
            raise NotAReport("period", _("There is nothing of this period that is not published already."))
        payload = {"span": period.span, "since": period.since.isoformat(), "figures": len(fresh)}
        line = journal.append(verb="board.publish", kind="figure", record=fresh[0].id, by=by, at=now, payload=payload)
        Figure.objects.filter(id__in=[one.id for one in fresh]).update(published=now)
        names, held = names_of(fresh), held_back(fresh)
        versions = pack_catalogue.published(["indicators"])
        counts = {one.id for one in versions if one.value.measure == "cases"}
        rows = [
            published_of(one, is_held=one.id in held, counts=counts, name=names[one.kind, one.about], now=now)
            for one in fresh
        ]
        bulk.add(rows)
        told = PeriodPublished(span=period.span, since=period.since.isoformat(), again=False)
        facts.tell(told, line=line, by=by, at=now)
    return len(fresh)


def count_again(*, period: Period, by: Hat, now: datetime) -> None:
    """Have the tables of a period counted anew: what records were put right since stands in a further version."""
    policy.require(by, "board.publish")
    with scope.writing(by, now=now):
        found = Figure.objects.filter(span=period.span, since=period.since, published__isnull=False).first()
        if found is None:
            raise NotAReport("period", _("Only what was published can be counted again."))
        payload = {"span": period.span, "since": period.since.isoformat()}
        line = journal.append(verb="board.count_again", kind="figure", record=found.id, by=by, at=now, payload=payload)
        told = PeriodPublished(span=period.span, since=period.since.isoformat(), again=True)
        facts.tell(told, line=line, by=by, at=now)


def held_back(figures: Iterable[Figure]) -> set[int]:
    """The figures of places, by their id, that nobody is to read: small ones, and those they could be had from."""
    by_indicator: dict[str, dict[int, Figure]] = defaultdict(dict)
    for one in figures:
        if one.kind == PLACE:
            by_indicator[one.indicator][one.about] = one
    every = {about for of_one in by_indicator.values() for about in of_one}
    above = dict(Place.objects.filter(id__in=every).values_list("id", "parent_id"))
    found: set[int] = set()
    for of_one in by_indicator.values():
        hidden = cubes.hold_back(_tree(of_one, above)).hidden
        found |= {figure.id for about, figure in of_one.items() if (about, cubes.TOTAL) in hidden}
    return found


def _tree(figures: Mapping[int, Figure], above: Mapping[int, int | None]) -> Table:
    """The bases of one indicator over the places; what belongs to none of the places inside stands by itself."""
    parents: dict[int, int | None] = {about: above[about] if above.get(about) in figures else None for about in figures}
    rest = {about: figure.base for about, figure in figures.items()}
    for about, parent in parents.items():
        if parent is not None:
            rest[parent] -= figures[about].base
    inner = {parent for parent in parents.values() if parent is not None}
    parents |= {-about: about for about in inner if rest[about] > 0}
    counts = {(-about if about in inner else about, "all"): count for about, count in rest.items() if count > 0}
    return Table(parents, ("all",), counts)


def names_of(figures: Sequence[Figure]) -> dict[tuple[str, int], str]:
    """What each place and unit is called on the day its figures are published."""
    places = Place.objects.filter(id__in={one.about for one in figures if one.kind == PLACE})
    units = Organisation.objects.filter(id__in={one.about for one in figures if one.kind == UNIT})
    found = {(PLACE, number): name for number, name in places.values_list("id", "name")}
    return found | {(UNIT, number): name for number, name in units.values_list("id", "name")}


def published_of(
    figure: Figure, *, is_held: bool, counts: Collection[int] = (), name: str = "", now: datetime | None = None
) -> PublicFigure:
    """The figure without anything that could tell of a single case: below thirty, or held back, no number at all.

    ``counts`` are the versions of indicators that say how many matters there were, and are rounded as such.
    """
    row = PublicFigure(
        indicator=figure.indicator,
        kind=figure.kind,
        about=figure.about,
        place_id=figure.scope_id,
        name=name,
        span=figure.span,
        since=figure.since,
        version_id=figure.version_id,
    )
    if now is not None:
        row.published = now
    if is_held or figure.base < shares.LEAST:
        return row
    row.base = cubes.rounded(figure.base)
    if figure.hits is not None:
        hits = cubes.rounded(figure.hits)
        row.value = hits / row.base
        row.low, row.high = shares.wilson(hits, row.base)
    elif figure.value is not None:
        row.value = float(row.base) if figure.version_id in counts else round(figure.value, 1)
    return row
