"""Publishing the figures of a period: from then on they never change, and everybody may read the large ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from linli.engines import shares
from linli.kernel.cases import catalogue
from linli.kernel.cases.reports import NotAReport
from linli.kernel.indicators.models import PLACE, UNIT, Figure, PublicFigure
from linli.kernel.indicators.periods import Period
from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Organisation
from linli.kernel.places.models import Place
from linli.plumbing import bulk, policy, scope
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
        journal.append(verb="board.publish", kind="figure", record=fresh[0].id, by=by, at=now, payload=payload)
        Figure.objects.filter(id__in=[one.id for one in fresh]).update(published=now)
        names = names_of(fresh)
        bulk.add([_public(one, names[one.kind, one.about], now) for one in fresh])
    return len(fresh)


def names_of(figures: Sequence[Figure]) -> dict[tuple[str, int], str]:
    """What each place and unit is called on the day its figures are published."""
    places = Place.objects.filter(id__in={one.about for one in figures if one.kind == PLACE})
    units = Organisation.objects.filter(id__in={one.about for one in figures if one.kind == UNIT})
    found = {(PLACE, number): name for number, name in places.values_list("id", "name")}
    return found | {(UNIT, number): name for number, name in units.values_list("id", "name")}


def _public(figure: Figure, name: str, now: datetime) -> PublicFigure:
    """The figure without anything that could tell of a single case: below thirty only that it is too few."""
    row = PublicFigure(
        indicator=figure.indicator,
        kind=figure.kind,
        about=figure.about,
        place_id=figure.scope_id,
        name=name,
        span=figure.span,
        since=figure.since,
        version_id=figure.version_id,
        published=now,
    )
    if figure.base < shares.LEAST:
        return row
    row.base, row.value = figure.base, figure.value
    if figure.hits is not None:
        row.value = figure.hits / figure.base
        row.low, row.high = shares.wilson(figure.hits, figure.base)
    return row
