"""How much residents may send from one address within an hour: a street's own collector may, a flood may not.

Pages and API count together. Whoever is logged in is counted as well: an account costs no more than a phone.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue
from linli.kit import kept, rates, refusals, sessions
from linli.kit.routes import Request

MOST, HOUR = 600, timedelta(hours=1)


def is_too_much(request: Request) -> bool:
    """Count one more report or addition from this address; whether it is one too many."""
    return not rates.allow("sent", sessions.address_of(request), most=MOST, per=HOUR, now=request.now)


def stopped(request: Request, *, path: str = "") -> HttpResponse:
    """Say so. What was typed stays kept for the form at ``path`` and is filled in again."""
    kept.keep(request, path=path)
    sentence = _(
        "Very much was sent from this address within the hour. What you typed is kept: send it later, "
        "or call %(phone)s."
    )
    return refusals.refuse(request, 429, sentence % {"phone": catalogue.city(at=request.now).hotline})
