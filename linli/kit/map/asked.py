"""What the address of a map page asks for: layers, a day, a place or a box, the order of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.kit import words

ORDERS = ("name", "value")


@dataclass(frozen=True, slots=True)
class View:
    """A map page as its address says it. What is unknown is left out rather than refused: links grow old."""

    layers: tuple[str, ...] | None
    day: date | None
    place: int
    box: Bounds | None
    zoom: int
    order: str
    down: bool
    find: str
    face: str
    paper: str

    def address(self, path: str, **changes: object) -> str:
        """The same view with something changed, as an address."""
        one = replace(self, **changes)  # type: ignore[arg-type]
        given = {
            "layers": ",".join(one.layers) if one.layers is not None else None,
            "day": one.day.isoformat() if one.day else None,
            "place": one.place or None,
            "box": ",".join(f"{edge:.5f}" for edge in one.box) if one.box else None,
            "zoom": one.zoom if one.box else None,
            "order": one.order or None,
            "down": "1" if one.down else None,
            "q": one.find or None,
            "face": one.face or None,
            "paper": one.paper or None,
        }
        kept = {name: value for name, value in given.items() if value is not None}
        return f"{path}?{urlencode(kept, safe=',/')}" if kept else path


def read(query: Mapping[str, str], *, chosen: list[str], now: datetime) -> View:
    """The view an address asks for. ``chosen`` are the boxes ticked in the form of layers."""
    box = _box(query.get("box", ""))
    layers = tuple(chosen) if chosen or "some" in query else _codes(query.get("layers"))
    order = query.get("order", "")
    return View(
        layers=layers,
        day=day_of(query.get("day", ""), now=now),
        place=number(query.get("place", "")),
        box=box,
        zoom=min(18, max(9, number(query.get("zoom", "")) or 14)),
        order=order if order in ORDERS else "",
        down=query.get("down") == "1",
        find=query.get("q", "")[:80].strip(),
        face=query.get("face", "") if len(query.get("face", "")) < 40 else "",
        paper=query.get("paper", "") if query.get("paper") in ("a4", "a3") else "",
    )


def day_of(text: str, *, now: datetime) -> date | None:
    """A day that is asked for; None for today and for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return None if day == words.local(now).date() or not 1949 <= day.year <= now.year + 10 else day


def moment(text: str, *, now: datetime) -> datetime:
    """The moment a day is asked about: now for today, else its last second in the city."""
    day = day_of(text, now=now)
    return now if day is None else end_of(day)


def end_of(day: date) -> datetime:
    """The last second of a day in the city."""
    return datetime.combine(day, time(), tzinfo=words.city_zone()) + timedelta(days=1, seconds=-1)


def _codes(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(code for code in text[:600].split(",") if code)


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _box(text: str) -> Bounds | None:
    """West, south, east, north; None where they are not four numbers of a box on earth."""
    try:
        west, south, east, north = (float(edge) for edge in text.split(","))
    except ValueError:
        return None
    on_earth = geo.is_on_earth(west, south) and geo.is_on_earth(east, north)
    return (west, south, east, north) if on_earth and west < east and south < north else None
