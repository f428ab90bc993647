"""Whose browser this is now, as a mark that tells nothing: what a phone keeps belongs to one person and no other.

A visitor's mark is empty. A program that sends what was kept says whose it is (``X-Linli-Who``); what belongs to
somebody else is not taken, whoever has logged in meanwhile.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import JsonResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from linli.plumbing.scope import Hat

HEADER = "X-Linli-Who"


def mark_of(hat: Hat) -> str:
    """The mark of whoever has logged in on this surface; empty for nobody."""
    if not hat.account:
        return ""
    return salted_hmac(f"linli.who.{settings.SURFACE}", str(hat.account), algorithm="sha256").hexdigest()[:24]


def is_program(request: Any) -> bool:
    """Whether the page's own script sends this and reads the answer."""
    return "application/json" in request.headers.get("Accept", "")


def login_first() -> JsonResponse:
    """Nobody is logged in any more; what was to be sent stays with its sender."""
    return JsonResponse({"state": "login", "said": _("The login has run out. Log in, then it is sent.")}, status=401)


def refused(request: Any) -> JsonResponse | None:
    """Nothing where the sender is who it says; else an answer that takes nothing: log in, or somebody else has."""
    said, own = request.headers.get(HEADER, ""), mark_of(request.hat)
    if said == own:
        return None
    if not own:
        return login_first()
    return JsonResponse({"state": "other", "said": _("Somebody else has logged in on this device.")}, status=409)
