"""Plain words on what may be asked of a resident, what may not, and what one can do: linked wherever data is asked."""

from __future__ import annotations

from django.http import HttpResponse

from linli.kit.counter.here import page_of
from linli.kit.once import way
from linli.kit.routes import OPEN, Request, page


@page(OPEN)
def privacy(request: Request) -> HttpResponse:
    """Your data and your rights."""
    return page_of(request, "privacy.html", here="me", hat=request.hat, mine=way("my_data"))
