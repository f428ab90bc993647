"""The door of every operation: who asks, whether they may, and that no other site asks in their name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.utils import check_csrf

from linli.gates.web_api.problems import ForeignSite, NotLoggedIn, TooLarge, TooOften, Unknown
from linli.kernel.cases.models import Case
from linli.kernel.people import queries as people
from linli.kit import sessions
from linli.kit.counter import receipts
from linli.kit.routes import OPEN
from linli.plumbing import policy
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

RECEIPT_HEADER = "X-Receipt-Code"


class Entry:
    """Checked before anything of the request is read: size, hat, action, and for changes where it comes from."""

    def __init__(self, may: str, method: str, *, asked: frozenset[str]) -> None:
        self.may, self.changes, self.asked = may, method != "GET", asked

    def __call__(self, request: Any) -> bool:
        """Give the request its hat and its moment, or raise what ``problems`` tells."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.REQUEST_MOST:
            raise TooLarge
        request.now = clock()
        request.hat = sessions.hat_of(request)
        if self.changes:
            _own_site(request)
        code = request.headers.get(RECEIPT_HEADER, "")
        if code and settings.SURFACE == "public":
            request.hat = opened_by(request, code)
        if self.may != OPEN and not policy.may(request.hat, self.may):
            raise policy.NotAllowed if request.hat.account else NotLoggedIn
        for name in request.GET.keys() - self.asked:
            raise Unknown(field=name)
        return True


def opened_by(request: Any, code: str) -> Hat:
    """The hat of this request that also sees the one case of a receipt code; wrong codes are counted."""
    if receipts.is_stopped(request):
        raise TooOften
    found = people.hat_for_receipt(code)
    if found is None:
        receipts.count_wrong(request)
        raise Case.DoesNotExist
    hat: Hat = request.hat.seeing(*found.subjects)
    return hat


def _own_site(request: HttpRequest) -> None:
    """A change in somebody's session needs the session's CSRF token.

    Without a session there is nothing to borrow, but a page of another site could begin one in its own name
    (a browser sends such a form without cookies). Browsers say which site asks; programs say nothing.
    """
    asking = request.headers.get("Origin", "")
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if asking and asking not in own:
        raise ForeignSite
    if settings.SESSION_COOKIE_NAME in request.COOKIES and check_csrf(request) is not None:
        raise ForeignSite
