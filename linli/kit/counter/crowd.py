"""How much residents may send from one address within an hour: a street's own collector may, a flood may not.

Pages and API count together. Whoever is logged in is counted as well: an account costs no more than a phone.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import limiting
from linli.kit import kept, refusals, sessions
from linli.kit.routes import Request
from linli.plumbing import rates

MOST, HOUR = 600, timedelta(hours=1)


def is_too_much(request: Request) -> bool:
    """Count one more report or addition from this address; whether it is one too many."""
    return not rates.allow("sent", sessions.address_of(request), most=MOST, per=HOUR, now=request.now)


def sender_stopped(request: Request) -> HttpResponse:
    """Say so. Nothing typed is lost, and what was reported before is seen to all the same."""
    kept.keep(request)
    sentence = _(
        "You have sent %(most)s reports within a day; each of them is seen to. What you typed now is kept: send it "
        "tomorrow, or call %(phone)s. Many reports of one matter do not make it go faster."
    )
    city = catalogue.city(at=request.now)
    return refusals.refuse(request, 429, sentence % {"most": limiting.MOST, "phone": city.hotline})


def stopped(request: Request, *, path: str = "") -> HttpResponse:
    """Say so. What was typed stays kept for the form at ``path`` and is filled in again."""
    kept.keep(request, path=path)
    sentence = _(
        "Very much was sent from this address within the hour. What you typed is kept: send it later, "
        "or call %(phone)s."
    )
    return refusals.refuse(request, 429, sentence % {"phone": catalogue.city(at=request.now).hotline})
