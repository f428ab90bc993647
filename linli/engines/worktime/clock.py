"""The events of one clock, and what they come to: since when it runs, under which limit, and where it stood still."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .calendar import Calendar
from .limits import Limit
from .table import micros


@dataclass(frozen=True, slots=True)
class Start:
    """The clock begins, under a limit. Of several starts the first counts."""

    at: datetime
    limit: Limit


@dataclass(frozen=True, slots=True)
class Pause:
    """The legal clock stands still for a reason, at most ``maximum`` long; then it goes on by itself.

    A pause during a pause takes over: its reason and its maximum hold from then on. ``since`` is when it began, for
    a clock that starts while it lasts already: its maximum runs from there.
    """

    at: datetime
    reason: str
    maximum: Limit
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """The clock goes on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LimitChanged:
    """Another limit holds, for the whole clock: what has elapsed stays elapsed."""

    at: datetime
    limit: Limit


@dataclass(frozen=True, slots=True)
class Stop:
    """The matter is done; nothing later changes the clock."""

    at: datetime


ClockEvent = Start | Pause | Resume | LimitChanged | Stop


class NoStart(ValueError):
    """Events without a start: there is no clock to read."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the events come to, as seen at one moment. Moments are microseconds since 1970 UTC.

    ``gaps`` are the times of standing still, ``[from, to)``, in order, apart from each other and none empty. The
    last one may reach into the future: to the moment at which the pause ends by itself.
    """

    began: int
    limit: Limit
    seen: int  # the moment of looking, or of the stop when that came first
    gaps: tuple[tuple[int, int], ...]
    pause: Pause | None  # the pause that lasts now
    stopped: bool
    calendared: bool  # whether a pause ends by a maximum in working time

    def paused_at(self, at: int) -> bool:
        """Whether the clock stands still at a moment."""
        return any(low <= at < high for low, high in self.gaps)


def follow(events: Iterable[ClockEvent], calendar: Calendar, now: datetime) -> Course:
    """Put the events in order of time (those of one moment as given) and follow them up to ``now``.

    Journals hold late, repeated and offline lines, so an event that does not fit the state it finds (a resume of
    a running clock, anything after the stop) changes nothing. Events after ``now`` have not happened yet, except
    that a clock may be looked at before it starts. Raises :class:`NoStart` when there is none.
    """
    ordered = sorted(events, key=lambda event: (micros(event.at), not isinstance(event, Start)))
    start = next((event for event in ordered if isinstance(event, Start)), None)
    if start is None:
        raise NoStart("These events have no start, so there is no clock to read.")
    hand = _Hand(start, calendar)
    seen = max(micros(now), micros(start.at))
    for event in ordered:
        at = micros(event.at)
        if hand.began <= at <= seen:
            hand.take(event, at)
        if hand.stopped is not None:
            break
    return hand.course(seen)


class _Hand:
    """Follows the events of one clock in order of time."""

    def __init__(self, start: Start, calendar: Calendar) -> None:
        self.began = micros(start.at)
        self.limit = start.limit
        self.stopped: int | None = None
        self._calendar = calendar
        self._gaps: list[tuple[int, int]] = []
        self._pause: Pause | None = None
        self._since = 0
        self._until = 0
        self._calendared = False

    def take(self, event: ClockEvent, at: int) -> None:
        """Let one event happen."""
        if self._until <= at:
            self._go_on_alone()
        match event:
            case Pause():
                if self._pause is None:
                    self._since = at
                self._pause = event
                self._until = micros(self._calendar.due(event.since or event.at, event.maximum))
            case Resume():
                self._go_on(at)
            case LimitChanged():
                self.limit = event.limit
            case Stop():
                self._go_on(at)
                self.stopped = at
            case Start():
                pass

    def course(self, seen: int) -> Course:
        """What it all comes to, seen at a moment."""
        if self.stopped is not None:
            seen = self.stopped
        elif self._until <= seen:
            self._go_on_alone()
        pause = self._pause
        self._go_on_alone()
        return Course(
            began=self.began,
            limit=self.limit,
            seen=seen,
            gaps=tuple(self._gaps),
            pause=pause,
            stopped=self.stopped is not None,
            calendared=self._calendared,
        )

    def _go_on_alone(self) -> None:
        """Let the pause that lasts, if any, end by its maximum."""
        if self._pause is not None:
            self._calendared |= self._pause.maximum.unit.is_working
            self._go_on(self._until)

    def _go_on(self, at: int) -> None:
        """Close the gap of the pause that lasts, if any. An empty one leaves no trace; touching ones are one."""
        if self._pause is None:
            return
        self._pause = None
        touches = bool(self._gaps) and self._gaps[-1][1] == self._since
        since = self._gaps.pop()[0] if touches else self._since
        if since < at:
            self._gaps.append((since, at))
