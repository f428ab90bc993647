"""What may be looked at of whoever stands at the door: what they can show, and how their account is called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from linli.kernel.people import queries
from linli.kernel.people.models import Account
from linli.kernel.people.queries import Shown
from linli.kit.routes import Request
from linli.plumbing import scope
from linli.plumbing.scope import Hat


@contextmanager
def looking(request: Request, by: Hat) -> Iterator[None]:
    """Read as whoever knocks. A page that only reads has its transaction already and goes on in it."""
    if request.method in ("GET", "HEAD"):
        scope.become(by, now=request.now, read_only=True)
        yield
        return
    with scope.reading(by, now=request.now):
        yield


def can_show(request: Request, by: Hat) -> Shown:
    """What there is to show at this door."""
    with looking(request, by):
        return queries.what_shows(by)


def account_of(request: Request, by: Hat) -> Account:
    """The account itself, as its holder sees it."""
    with looking(request, by):
        return Account.objects.get(id=by.account)
