"""Who is at the other end: the browser's cookie, the session of this surface, and the hat it wears.

A session belongs to one surface and holds an account and, on the desk, the post it wears. A receipt code
that was opened is remembered too, and opens its one case for as long as the session lasts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from linli.kernel.people import queries as people
from linli.kernel.people.models import Account
from linli.plumbing.scope import VISITOR, Hat
from linli.plumbing.time import now as clock

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
RECEIPTS = "receipts"
MOST_RECEIPTS = 20
NOBODY = Hat(surface="desk", role="nobody")  # whoever stands before the desk's login: may see nothing at all


class Browser:
    """Gives every browser a random cookie of its own, so that a kept form comes back to nobody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
        fresh = len(token) != 43
        request.browser = secrets.token_urlsafe(32) if fresh else token  # type: ignore[attr-defined]
        response = self.get_response(request)
        if fresh and getattr(response, "sets_browser", True) and not request.path.startswith(settings.STATIC_URL):
            response.set_cookie(
                settings.BROWSER_COOKIE_NAME,
                request.browser,  # type: ignore[attr-defined]
                max_age=365 * 86400,
                httponly=True,
                samesite="Lax",
                secure=settings.SURFACE_URL.startswith("https://"),
            )
        return response


def log_in(request: HttpRequest, account: Account, *, post: int | None = None) -> None:
    """Begin a session for an account on this surface; the key is a new one, the receipts stay."""
    receipts = _receipts(request)
    request.session.flush()
    started = clock()
    request.session.update(
        {
            "surface": settings.SURFACE,
            "account": account.id,
            "hash": account.get_session_auth_hash(),
            "began": started.isoformat(),
            "seen": started.isoformat(),
        }
    )
    if receipts and settings.SURFACE == "public":
        request.session[RECEIPTS] = receipts
    if post is not None:
        request.session["post"] = post
    rotate_token(request)


def log_out(request: HttpRequest) -> None:
    """End the session and everything it remembered."""
    request.session.flush()


def wear(request: HttpRequest, post: int) -> None:
    """Put on another hat of the same account; the session key changes with it."""
    request.session.cycle_key()
    request.session["post"] = post


def remember_receipt(request: HttpRequest, subject: int) -> None:
    """Keep one opened case in this session. The surface is bound in, as for a login."""
    kept = [one for one in _receipts(request) if one != subject]
    request.session["surface"] = settings.SURFACE
    request.session[RECEIPTS] = [*kept, subject][-MOST_RECEIPTS:]


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy of our own (``PROXIES``), the address it was sent to that one from."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address not in settings.PROXIES:
        return address
    return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address


def ends_of(request: HttpRequest) -> datetime:
    """When the session of this request ends by itself, if nobody does anything from now on."""
    if settings.SURFACE != "desk":
        return clock() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    began = datetime.fromisoformat(request.session["began"])
    seen = datetime.fromisoformat(request.session["seen"])
    return min(seen + IDLE, began + ABSOLUTE)


def hat_of(request: HttpRequest) -> Hat:
    """The hat this request wears; a visitor's (on the desk nobody's) where no session runs."""
    if settings.SURFACE == "desk":
        return _hat_of_staff(request)
    receipts = _receipts(request)
    return _hat_of_resident(request).seeing(*receipts)


def _hat_of_resident(request: HttpRequest) -> Hat:
    session = request.session
    if session.get("surface") != settings.SURFACE or "account" not in session:
        return VISITOR
    return _worn(request, people.hat_for_resident(session["account"], at=clock())) or VISITOR


def _hat_of_staff(request: HttpRequest) -> Hat:
    session, now = request.session, clock()
    if session.get("surface") != settings.SURFACE or "account" not in session:
        return NOBODY
    if not _is_alive(request, now):
        session.flush()
        return NOBODY
    return _worn(request, people.hat_for_post(session["account"], session.get("post"), at=now)) or NOBODY


def _worn(request: HttpRequest, found: people.Worn | None) -> Hat | None:
    """The hat, unless account or post have ended or the password was changed: that ends every session."""
    if found is not None and constant_time_compare(found.session_hash, request.session.get("hash", "")):
        return found.hat
    request.session.flush()
    return None


def _receipts(request: HttpRequest) -> list[int]:
    if request.session.get("surface") != settings.SURFACE:
        return []
    receipts: list[int] = request.session.get(RECEIPTS, [])
    return receipts


def _is_alive(request: HttpRequest, now: datetime) -> bool:
    """Staff sessions end after 30 idle minutes and after 12 hours (GB/T 22239 level 3: idle exit)."""
    began = datetime.fromisoformat(request.session["began"])
    seen = datetime.fromisoformat(request.session["seen"])
    if now - seen > IDLE or now - began > ABSOLUTE:
        return False
    if now - seen > timedelta(minutes=1) and not request.headers.get("X-Linli-Poll"):
        request.session["seen"] = now.isoformat()
    return True
