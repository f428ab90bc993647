"""How amounts, shares and counts are written (design guide §4). Money is integer fen."""

from __future__ import annotations

from django.utils.translation import gettext as _


def thousands(number: int) -> str:
    """12,806."""
    return f"{number:,}"


def money(fen: int) -> str:
    """1,280.00, for a column whose head says 元."""
    sign = "−" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def yuan(fen: int) -> str:
    """8.00元, for running text."""
    return _("¥%(amount)s") % {"amount": money(fen)}


def pin_price(fen: int) -> str:
    """8元, for a flag on the map: whole yuan, rounded half up."""
    return _("¥%(amount)s") % {"amount": thousands((fen + 50) // 100)}


def share(part: float) -> str:
    """96.4, where % stands once beside it."""
    return f"{part * 100:.1f}"


def percent(part: float) -> str:
    """96.4%."""
    return share(part) + "%"


def points(change: float) -> str:
    """升0.6个百分点, 降0.2个百分点, 没变: a change between two shares."""
    size = f"{abs(change) * 100:.1f}"
    if size == "0.0":
        return _("unchanged")
    if change > 0:
        return _("up %(size)s points") % {"size": size}
    return _("down %(size)s points") % {"size": size}


def more_or_fewer(change: int) -> str:
    """多12, 少4, 持平: a change between two counts."""
    if change == 0:
        return _("unchanged")
    if change > 0:
        return _("%(count)s more") % {"count": thousands(change)}
    return _("%(count)s fewer") % {"count": thousands(-change)}
