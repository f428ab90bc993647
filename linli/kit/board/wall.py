"""The board on a wall: the same figures, fewer and larger, to be read from five metres. Nobody presses anything.

It fetches itself anew every minute. No names and no addresses of residents are on it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.kernel.cases import pool
from linli.kernel.cases.models import Lamp
from linli.kernel.places import queries as places
from linli.kit import words
from linli.kit.board.asked import Asked
from linli.kit.board.sheet import sentence, shading, sheet, tiles, topic_lines
from linli.kit.board.telling import dates
from linli.kit.routes import Request, page

MOST_RATES, MOST_TOPICS = 4, 5
SHOWN = (Lamp.BLACK, Lamp.RED, Lamp.AMBER, Lamp.GREEN)


@page("board.see")
def wall(request: Request) -> HttpResponse:
    """The whole page, as it is opened once."""
    return _draw(request, "board/wall.html")


@page("board.see", aside=True)
def wall_part(request: Request) -> HttpResponse:
    """What the page fetches by itself. Where nobody is logged in any more it is nothing, and the head says so."""
    return _draw(request, "board/wall_part.html")


def _draw(request: Request, template: str) -> HttpResponse:
    asked = Asked.of(request)
    found = sheet(request, asked)
    shades, per_dwelling = shading(found)
    lamps = pool.by_lamp(request.hat, places.scopes_under(found.place.id))
    context: dict[str, Any] = {
        "asked": asked,
        "name": found.place.name,
        "inside": len(found.inside),
        "dates": dates(asked.period),
        "moment": f"{words.long_day(request.now)} {words.clock(request.now)}",
        "tiles": tiles(found)[:MOST_RATES],
        "shades": shades,
        "shaded_by": _("Matters per 1,000 dwellings") if per_dwelling else _("Matters by place"),
        "lamps": [(one.label, lamps.get(one, 0)) for one in SHOWN],
        "open": sum(lamps.values()),
        "topics": topic_lines(found, request)[:MOST_TOPICS],
        "sentence": sentence(found),
    }
    return render(request, template, context)
