"""Who is at the other end: the browser's cookie, the session of this surface, and the hat it wears.

A session belongs to one surface and holds an account and, on the desk, the post it wears. It runs by the row of its
sign-in and ends with it. Whoever has typed the right password and not yet shown a second factor has no session but a
``Half``: it wears nobody's hat, so that every guard of every page says no, and only the pages of the door look at it.
A receipt code that was opened is remembered too, and opens its one case for as long as the session lasts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from linli.kernel.people import actions as entering
from linli.kernel.people import queries as people
from linli.kernel.people.actions import Came
from linli.kernel.people.models import Account
from linli.kit import devices
from linli.plumbing.scope import VISITOR, Hat
from linli.plumbing.time import now as clock

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
FRESH = timedelta(minutes=15)  # how long a shown factor is enough for what asks for one again
HALF = timedelta(minutes=10)  # between the password and the second factor
STRONG = frozenset({"authenticator", "passkey", "recovery"})  # what counts as a second factor
OF_THE_PHONE = frozenset({"code", "city", "city_login"})  # what a resident can show again
RECEIPTS = "receipts"
MOST_RECEIPTS = 20
RECEIPT = 1  # the level of whoever holds a receipt code and nothing else
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


class NoSecondFactor(RuntimeError):
    """Code tried to begin a session of staff without a second factor; there is no such session."""


@dataclass(frozen=True, slots=True)
class Half:
    """Who has shown a password and nothing more: whose account it is, and the hat its factors are asked under."""

    account: int
    hat: Hat
    session_hash: str


def log_in(request: HttpRequest, account: Account, *, shown: str, post: int | None = None) -> None:
    """Begin a session for an account on this surface; the key is a new one, the receipts stay.

    ``shown`` is what proved who it is. On the desk nothing less than a second factor begins one.
    """
    strong = shown in STRONG
    if settings.SURFACE == "desk" and not strong:
        raise NoSecondFactor(shown)
    receipts = _receipts(request)
    request.session.flush()
    started = clock()
    came = Came(shown, devices.named(request.headers.get("User-Agent", "")), request.browser)  # type: ignore[attr-defined]
    request.session.update(
        {
            "surface": settings.SURFACE,
            "account": account.id,
            "hash": account.get_session_auth_hash(),
            "began": started.isoformat(),
            "seen": started.isoformat(),
            "shown": shown,
            "sign_in": entering.sign_in(came=came, by=knocking(account.id), now=started),
        }
    )
    if strong or shown in OF_THE_PHONE:
        request.session["proved"] = started.isoformat()
    if receipts and settings.SURFACE == "public":
        request.session[RECEIPTS] = receipts
    if post is not None:
        request.session["post"] = post
    rotate_token(request)


def keep(request: HttpRequest, account: Account) -> None:
    """The password was changed in this session: it goes on, under a new key, and no other one does."""
    request.session.cycle_key()
    request.session["hash"] = account.get_session_auth_hash()


def knocking(account: int) -> Hat:
    """The hat under which the factors of an account are asked for at the door: it sees these and nothing else."""
    return replace(NOBODY if settings.SURFACE == "desk" else VISITOR, account=account)


def wait_for_factor(request: HttpRequest, account: Account) -> None:
    """The password was right: remember whose, under a new key, until the second factor is shown."""
    request.session.flush()
    mark = account.get_session_auth_hash()
    since = clock().isoformat()
    request.session.update({"surface": settings.SURFACE, "half": account.id, "hash": mark, "since": since})
    rotate_token(request)


def half_of(request: HttpRequest) -> Half | None:
    """Who waits at this door for their second factor; None for everybody else, and after ten minutes."""
    session = request.session
    if session.get("surface") != settings.SURFACE or "half" not in session:
        return None
    if clock() - datetime.fromisoformat(session["since"]) > HALF:
        forget_half(request)
        return None
    return Half(session["half"], knocking(session["half"]), session["hash"])


def forget_half(request: HttpRequest) -> None:
    """Whoever waited here begins again."""
    request.session.pop("half", None)


def is_fresh(request: HttpRequest) -> bool:
    """Whether a factor was shown within the last quarter of an hour, so that it need not be asked for again."""
    proved = request.session.get("proved")
    return proved is not None and clock() - datetime.fromisoformat(proved) <= FRESH


def prove(request: HttpRequest) -> None:
    """A factor was shown once more; the session key changes with it."""
    request.session.cycle_key()
    request.session["proved"] = clock().isoformat()


def log_out(request: HttpRequest) -> None:
    """End the session and everything it remembered."""
    session = request.session
    if session.get("surface") == settings.SURFACE and "sign_in" in session:
        entering.end_sign_in(sign_in_id=session["sign_in"], by=knocking(session["account"]), now=clock())
    session.flush()


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
    receipts, hat = _receipts(request), _hat_of_resident(request)
    known = replace(hat, level=RECEIPT) if receipts and not hat.level else hat
    return known.seeing(*receipts)


def _hat_of_resident(request: HttpRequest) -> Hat:
    session = request.session
    if not _runs_here(request):
        return VISITOR
    found = people.hat_for_resident(session["account"], at=clock(), sign_in=session["sign_in"])
    return _worn(request, found) or VISITOR


def _hat_of_staff(request: HttpRequest) -> Hat:
    session, now = request.session, clock()
    if not _runs_here(request):
        return NOBODY
    if not _is_alive(request, now):
        session.flush()
        return NOBODY
    found = people.hat_for_post(session["account"], session.get("post"), at=now, sign_in=session["sign_in"])
    worn = _worn(request, found)
    return replace(worn, proven=is_fresh(request)) if worn else NOBODY


def _runs_here(request: HttpRequest) -> bool:
    """Whether somebody has come in whole, at this surface."""
    session = request.session
    return session.get("surface") == settings.SURFACE and "account" in session and "sign_in" in session


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
        by = knocking(request.session["account"])
        entering.note_seen(sign_in_id=request.session["sign_in"], by=by, now=now)
    return True
