"""How times, days, money, shares and hidden numbers are written for people, in Chinese and in English.

One form for one thing everywhere (design guide §4): 今天8:52, 还有3个工作日, 超期2天, 1天13小时, 8.00元, 138****6610.
Every function takes the moment it speaks from as ``now``; a template filter may leave it out and means the present.
Moments are aware datetimes and are told in the city's zone; money is integer fen; a share is a fraction of one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from linli.kit.lunar import lunar_day
from linli.plumbing import time
from linli.plumbing.days import CITY_ZONE
from linli.plumbing.days import local as local

_DAY = timedelta(days=1)
_WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
_LONG_WEEKDAYS = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)


def city_zone() -> ZoneInfo:
    """The zone that cuts the city's days."""
    return CITY_ZONE


def _today(now: datetime | None) -> date:
    return local(now or time.now()).date()


def _civil(day: date | datetime) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def clock(at: datetime) -> str:
    """9:24, 18:00: twenty-four hours, no leading zero."""
    return dateformat.format(local(at), "G:i")


def clock_range(start: datetime, end: datetime) -> str:
    """9:00–17:00 with an en dash."""
    return f"{clock(start)}–{clock(end)}"


def day(at: date | datetime, now: datetime | None = None) -> str:
    """今天, 昨天, 明天; 11月17日 within the year; else 2026年11月17日."""
    today, that = _today(now), _civil(at)
    near = (that - today).days
    if near == 0:
        return _("today")
    if near in (-1, 1):
        return _("yesterday") if near < 0 else _("tomorrow")
    form = _("j M") if that.year == today.year else _("j M Y")
    return dateformat.format(that, form)


def moment(at: datetime, now: datetime | None = None) -> str:
    """今天8:52, 昨天15:20, 11月17日20:05."""
    return _("%(day)s %(clock)s") % {"day": day(at, now), "clock": clock(at)}


def weekday(at: date | datetime, long: bool = False) -> str:
    """周四; long 星期四."""
    return str((_LONG_WEEKDAYS if long else _WEEKDAYS)[_civil(at).weekday()])


def long_day(at: date | datetime, elder: bool = False) -> str:
    """11月19日 周四 at the head of a list; for elders 11月19日 星期四 十月十一, with the lunar day in Chinese."""
    that = _civil(at)
    parts = [dateformat.format(that, _("j M")), weekday(that, long=elder)]
    if elder and (get_language() or "").startswith("zh"):
        parts.append(lunar_day(that))
    return " ".join(part for part in parts if part)


def by_when(at: datetime, now: datetime | None = None) -> str:
    """明天18:00前: a moment as a limit."""
    return _("by %(moment)s") % {"moment": moment(at, now)}


def due(at: datetime, now: datetime | None = None, working_days: int | None = None) -> str:
    """What is left of a limit: 今天18:00前, 还有3个工作日, 超期2天.

    ``working_days`` is what the calendar engine counted between now and the limit (negative when past); without it
    plain days are counted. Never a bare date, because a date alone does not tell whether it is late.
    """
    moment_now = now or time.now()
    if at < moment_now:
        return late(moment_now - at, -working_days if working_days else None)
    ahead = (_civil(at) - _today(moment_now)).days
    if ahead <= 1:
        return by_when(at, moment_now)
    if working_days:
        words = ngettext("%(count)s working day left", "%(count)s working days left", working_days)
        return words % {"count": working_days}
    return ngettext("%(count)s day left", "%(count)s days left", ahead) % {"count": ahead}


def late(span: timedelta, days: int | None = None) -> str:
    """超期2天, 超期5小时: how long a limit has passed."""
    days = days or span // _DAY
    if days >= 1:
        return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    hours = span // timedelta(hours=1)
    if hours >= 1:
        return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}
    minutes = max(1, span // timedelta(minutes=1))
    return ngettext("%(count)s minute late", "%(count)s minutes late", minutes) % {"count": minutes}


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}


def waited(span: timedelta) -> str:
    """25分钟, 5小时, 1天13小时; from three days on whole days."""
    minutes = int(span.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if minutes < 1:
        return _("a moment")
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if not days:
        return _hours(hours)
    if days >= 3 or not hours:
        return _days(days)
    return pgettext("span", "%(days)s %(hours)s") % {"days": _days(days), "hours": _hours(hours)}
