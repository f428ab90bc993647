"""Working-time clocks with pauses.

A clock is a calendar, a limit and a list of events (start, pause, resume, limit changed, stop). Nothing about it
is stored that could go wrong: what has elapsed, the due moment, the lamp and the next moment to look are computed
from the events each time, by one arithmetic for waiting and for being due.

    calendar = Calendar(ZoneInfo("Asia/Shanghai"), weekdays("9:00-12:00", "14:00-18:00"), days, known_years)
    reading = read([Start(at, parse_limit("3 working days"))], calendar, now)

The resident's clock stands beside it as ``reading.waited`` and never stops.
"""

from .calendar import Calendar, CalendarRefused, OutsideCalendar, exceptions
from .cells import Cell, Mark, day_cells
from .clock import ClockEvent, LimitChanged, NoStart, Pause, Resume, Start, Stop
from .hours import Hours, HoursRefused, Shift, Week, every_day, hours, weekdays
from .limits import Limit, LimitRefused, Unit, parse_limit
from .reading import ClockReading, Lamp, Thresholds, read

__all__ = [
    "Calendar",
    "CalendarRefused",
    "Cell",
    "ClockEvent",
    "ClockReading",
    "Hours",
    "HoursRefused",
    "Lamp",
    "Limit",
    "LimitChanged",
    "LimitRefused",
    "Mark",
    "NoStart",
    "OutsideCalendar",
    "Pause",
    "Resume",
    "Shift",
    "Start",
    "Stop",
    "Thresholds",
    "Unit",
    "Week",
    "day_cells",
    "every_day",
    "exceptions",
    "hours",
    "parse_limit",
    "read",
    "weekdays",
]
