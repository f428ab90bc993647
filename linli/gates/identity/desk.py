"""The door of the desk: a passkey, or login name and password and then a second factor; then the post of today.

There is no other way in: what programs and the command line do goes through the same parts (``entering``).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from linli.gates.identity import factors, passkeys, passwords, second
from linli.gates.identity.going_on import next_of, onward
from linli.gates.identity.refused import CHOOSE, NotLetIn, status_of
from linli.kernel.people import actions as people_actions
from linli.kernel.people import queries as people
from linli.kit import kept, sessions
from linli.kit.desk import tokens
from linli.kit.routes import OPEN, Request, page


@page(OPEN, methods=("GET", "POST"))
def login(request: Request) -> HttpResponse:
    """Ask for a passkey, or for name and password, after which the second factor is asked for."""
    if request.method != "POST":
        return onward(request) if request.hat.account else _draw(request, "desk_login.html")
    name, password = request.POST.get("login", ""), request.POST.get("password", "")
    address = sessions.address_of(request)
    try:
        if request.POST.get("factor_credential"):
            factors.hold_up_asking(address, now=request.now)
            return second.come_in(request, passkeys.enter(request), people_actions.PASSKEY)
        account = passwords.enter_by_login(name, password, address=address, now=request.now)
    except NotLetIn as refused:
        return _draw(request, "desk_login.html", refused, login=name)
    return second.to_the_factor(request, account)


@page(OPEN, methods=("GET", "POST"))
def login_post(request: Request) -> HttpResponse:
    """Choose the post to wear. Also the way to another hat later in the day."""
    if not request.hat.account:
        return HttpResponseRedirect(reverse("login"))
    posts = people.posts_of(request.hat.account, at=request.now)
    options = [(tokens.mark("post", held.id), held.title, f"{held.place} {held.unit}") for held in posts]
    worn = tokens.mark("post", request.hat.post)
    if request.method != "POST":
        return _draw(request, "post.html", posts=options, worn=worn)
    chosen = request.POST.get("post", "")
    post = next((held for held in posts if tokens.mark("post", held.id) == chosen), None)
    if post is None:
        refused = NotLetIn("post", CHOOSE)
        return _draw(request, "post.html", refused, posts=options, worn=worn)
    sessions.wear(request, post.id)
    return onward(request)


@page(OPEN, methods=("POST",))
def logout(request: Request) -> HttpResponse:
    """End the session, and forget what was typed and not sent: the next one at this desk is somebody else."""
    sessions.log_out(request)
    kept.forget(request)
    return HttpResponseRedirect(reverse("login"))


def _draw(request: Request, template: str, refused: NotLetIn | None = None, **values: Any) -> HttpResponse:
    errors = {refused.field: str(refused)} if refused else {}
    context = {"login": "", **values, "errors": errors, "next": next_of(request)}
    return render(request, f"identity/{template}", context, status=status_of(refused))
