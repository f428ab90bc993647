"""The logins of staff, for system administrators: opened, set up anew, closed. One is found by its exact name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.people import actions as people
from linli.kernel.people import queries as asking
from linli.kernel.people.actions import KeptLogin, LoginRefused, NotForOneself
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import scope


@page("login.keep")
def logins(request: Request) -> HttpResponse:
    """Look one up by its name, or open one."""
    return _draw(request, sought=request.GET.get("login", ""))


@page("login.keep", methods=("POST",), step_up=True)
def open_one(request: Request) -> HttpResponse:
    """A login for a new colleague; the password is shown this once."""
    login, name = request.POST.get("new_login", ""), request.POST.get("new_name", "")
    try:
        password = people.open_login(login=login, name=name, by=request.hat, now=request.now)
    except LoginRefused as refused:
        return _again(request, {f"new_{refused.field}": str(refused)}, typed={"login": login, "name": name})
    return _again(request, {}, fresh=(login.strip().lower(), password))


@page("login.keep", methods=("POST",), step_up=True)
def renew_one(request: Request) -> HttpResponse:
    """A new password, shown this once; the second step is set up anew when they come in next."""
    login = request.POST.get("login", "")
    try:
        password = people.renew_login(login=login, by=request.hat, now=request.now)
    except (LoginRefused, NotForOneself) as refused:
        return _again(request, {"login": str(refused)}, sought=login)
    return _again(request, {}, fresh=(login, password))


@page("login.keep", methods=("POST",), step_up=True)
def close_one(request: Request) -> HttpResponse:
    """Close a login for good."""
    login = request.POST.get("login", "")
    try:
        people.close_login(login=login, by=request.hat, now=request.now)
    except (LoginRefused, NotForOneself) as refused:
        return _again(request, {"login": str(refused)}, sought=login)
    return _again(request, {}, sought=login)


def _again(request: Request, errors: Mapping[str, str], **more: Any) -> HttpResponse:
    with scope.reading(request.hat, now=request.now):
        return _draw(request, errors=errors, **more)


def _draw(
    request: Request,
    *,
    sought: str = "",
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    fresh: tuple[str, str] | None = None,
) -> HttpResponse:
    errors = dict(errors or {})
    found = None
    if sought.strip() and not errors:
        try:
            found = people.kept_login(login=sought, by=request.hat)
        except LoginRefused as refused:
            errors = {"login": str(refused)}
    context = {
        "sought": sought,
        "found": _shown(request, found) if found else None,
        "typed": typed or {"login": "", "name": ""},
        "errors": errors,
        "fresh": fresh,
    }
    return frame.draw(request, "desk/logins.html", context, here="me", status=422 if errors else 200)


def _shown(request: Request, found: KeptLogin) -> dict[str, Any]:
    is_closed = found.until is not None and found.until <= request.now
    posts = [] if is_closed else asking.posts_of(found.id, at=request.now)
    return {
        "login": found.login,
        "name": found.label,
        "closed": words.moment(found.until, request.now) if is_closed and found.until else "",
        "has_factor": bool(found.factors),
        "posts": [_("%(title)s, %(place)s") % {"title": one.title, "place": one.place} for one in posts],
        "own": found.id == request.hat.account,
    }
