"""How periods, figures and ranks are written, on the desk and for everybody."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.indicators.packs import SHARES
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.queries import Reading
from linli.kit import figures


def dates(period: Period) -> str:
    """2026年11月9日至15日, as a range of days."""
    after = period.after
    if after is None:
        return _("From the first matter until today")
    last = date.fromordinal(after.since.toordinal() - 1)
    return _("%(first)s to %(last)s") % {"first": _whole(period.since), "last": _whole(last)}


def _whole(day: date) -> str:
    return _("%(year)s-%(month)s-%(day)s") % {"year": day.year, "month": day.month, "day": day.day}


def shown(reading: Reading, measure: str) -> str:
    """How a figure is written: 96.4, 11.2 days, 1,800."""
    if reading.value is None:
        return "—"
    if measure in SHARES:
        return figures.share(reading.value)
    return f"{reading.value:.1f}" if measure in ("answer_days", "score") else figures.thousands(round(reading.value))


def rank(found: tuple[int, int] | None) -> str:
    """1–6: a place in the order is a range where intervals overlap."""
    if found is None:
        return _("not ranked")
    return str(found[0]) if found[0] == found[1] else f"{found[0]}–{found[1]}"
