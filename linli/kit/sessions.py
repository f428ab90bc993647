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
from django.utils.crypto import constant_time_compare

from linli.kernel.people import queries as people
from linli.kernel.people.models import Account
from linli.plumbing.scope import VISITOR, Hat
from linli.plumbing.time import now as clock

BROWSER_COOKIE = "linli_browser"
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
RECEIPTS = "receipts"


class Browser:
    """Gives every browser a random cookie of its own, so that a kept form comes back to nobody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request.COOKIES.get(BROWSER_COOKIE, "")
        fresh = len(token) != 43
        request.browser = secrets.token_urlsafe(32) if fresh else token  # type: ignore[attr-defined]
        response = self.get_response(request)
        if fresh and getattr(response, "sets_browser", True) and not request.path.startswith(settings.STATIC_URL):
            response.set_cookie(
                BROWSER_COOKIE,
                request.browser,  # type: ignore[attr-defined]
                max_age=365 * 86400,
                httponly=True,
                samesite="Lax",
                secure=settings.SURFACE_URL.startswith("https://"),
            )
        return response


def log_in(request: HttpRequest, account: Account, *, post: int | None = None) -> None:
    """Begin a session for an account on this surface; the key is a new one, the receipts stay."""
    receipts = request.session.get(RECEIPTS, [])
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


def log_out(request: HttpRequest) -> None:
    """End the session and everything it remembered."""
    request.session.flush()


def wear(request: HttpRequest, post: int) -> None:
    """Put on another hat of the same account; the session key changes with it."""
    request.session.cycle_key()
    request.session["post"] = post


def remember_receipt(request: HttpRequest, subject: int) -> None:
    """Keep one opened case in this session. The surface is bound in, as for a login."""
    kept = [one for one in request.session.get(RECEIPTS, []) if one != subject]
    request.session["surface"] = settings.SURFACE
    request.session[RECEIPTS] = [*kept, subject][-20:]


def hat_of(request: HttpRequest) -> Hat:
    """The hat this request wears; a visitor's where nobody is logged in or the session is over."""
    session = request.session
    if session.get("surface") != settings.SURFACE:
        return VISITOR
    now = clock()
    if "account" not in session:
        return VISITOR.seeing(*session.get(RECEIPTS, []))
    if settings.SURFACE == "desk" and not _is_alive(request, now):
        session.flush()
        return VISITOR
    if settings.SURFACE == "desk":
        found = people.hat_for_post(session["account"], session.get("post"), at=now)
    else:
        found = people.hat_for_resident(session["account"])
    if found is None or not _same_login(found, session.get("hash", "")):
        session.flush()
        return VISITOR
    return found.hat.seeing(*session.get(RECEIPTS, [])) if settings.SURFACE == "public" else found.hat


def _is_alive(request: HttpRequest, now: datetime) -> bool:
    """Staff sessions end after 30 idle minutes and after 12 hours (GB/T 22239 level 3: idle exit)."""
    began = datetime.fromisoformat(request.session["began"])
    seen = datetime.fromisoformat(request.session["seen"])
    if now - seen > IDLE or now - began > ABSOLUTE:
        return False
    if now - seen > timedelta(minutes=1) and not request.headers.get("X-Linli-Poll"):
        request.session["seen"] = now.isoformat()
    return True


def _same_login(found: people.Worn, kept: str) -> bool:
    """A changed password ends every session that was begun with the old one."""
    return constant_time_compare(found.session_hash, kept)
