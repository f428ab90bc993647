"""Between the password and the desk: the second factor, or setting one up for the first time; and showing one again.

These are the only pages that look at somebody who has come in half.
"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render
from django.urls import Resolver404, resolve

from linli.gates.identity import factors, passkeys, setting_up
from linli.gates.identity.going_on import next_of, onward, to_page
from linli.gates.identity.knocking import account_of, can_show, looking
from linli.gates.identity.refused import NotLetIn, status_of
from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kernel.people.models import Account
from linli.kit import kept, refusals, sessions
from linli.kit.routes import OPEN, Request, guard_of, page
from linli.kit.sessions import Half
from linli.plumbing.scope import Hat


class SameAgain(HttpResponseRedirectBase):
    """Send the same form, whole, to this address."""

    status_code = 307


@page(OPEN, methods=("GET", "POST"))
def login_second(request: Request) -> HttpResponse:
    """Ask for the second factor of whoever has typed the right password."""
    half = sessions.half_of(request)
    if half is None:
        return _begin_again(request)
    if request.method != "POST":
        return _ask(request, half)
    try:
        shown = factors.show(request, by=half.hat)
    except NotLetIn as refused:
        return _ask(request, half, refused)
    return _come_in_whole(request, half, shown)


@page(OPEN, methods=("GET", "POST"))
def login_enrol(request: Request) -> HttpResponse:
    """Set up the first second factor: the passkey of this device, or an authenticator on the phone."""
    half = sessions.half_of(request)
    if half is None:
        return _begin_again(request)
    if can_show(request, half.hat).any:
        return to_page("login_second", request)
    if request.method != "POST":
        return setting_up.draw(request, "identity/enrol.html", half.hat, next=next_of(request))
    try:
        shown = setting_up.take(request, by=half.hat)
    except NotLetIn as refused:
        return setting_up.draw(request, "identity/enrol.html", half.hat, refused, next=next_of(request))
    codes = people.renew_recovery_codes(by=half.hat, now=request.now)
    onto = _come_in_whole(request, half, shown)
    return render(request, "identity/codes.html", {"codes": codes, "onto": onto.url})


@page(OPEN, methods=("POST",))
def login_passkey(request: Request) -> HttpResponse:
    """What the browser is asked to show or, with ``new``, to make: read by the script of the page."""
    by = _whose(request)
    try:
        factors.hold_up_asking(sessions.address_of(request), now=request.now)
    except NotLetIn as refused:
        return HttpResponse(str(refused), status=429)
    if "new" not in request.POST:
        told = passkeys.ask(request, by=by)
    elif by is not None and _may_add(request, by):
        told = passkeys.ask_for_new(request, by=by, label=account_of(request, by).label)
    else:
        return HttpResponse(status=403)
    return HttpResponse(told, content_type="application/json")


@page(OPEN, methods=("GET", "POST"))
def login_again(request: Request) -> HttpResponse:
    """A factor once more, for what asks for a fresh one; then on to where the form was going, with all it held."""
    if not request.hat.account:
        return refusals.not_allowed(request)
    to = kept.local_path(request.POST.get("factor_to", ""))
    if request.method != "POST" or not _asks_for_one(to):
        return HttpResponseRedirect("/")
    try:
        factors.show(request, by=sessions.knocking(request.hat.account))
    except NotLetIn as refused:
        return refusals.prove_first(request, wrong=str(refused), status=status_of(refused))
    sessions.prove(request)
    return SameAgain(to) if request.POST.get("factor_how") == "POST" else HttpResponseRedirect(to, status=303)


def to_the_factor(request: Request, account: Account) -> HttpResponseRedirect:
    """The password was right: on to the second factor, or to setting one up."""
    sessions.wait_for_factor(request, account)
    has_one = can_show(request, sessions.knocking(account.id)).any
    return to_page("login_second" if has_one else "login_enrol", request)


def come_in(request: Request, account: Account, shown: str) -> HttpResponseRedirect:
    """The session begins. Whoever holds several posts is asked which one; the first is worn meanwhile."""
    with looking(request, sessions.knocking(account.id)):
        posts = queries.posts_of(account.id, at=request.now)
    if not posts or (account.until is not None and account.until <= request.now):
        return _begin_again(request)
    sessions.log_in(request, account, shown=shown, post=posts[0].id)
    return to_page("login_post", request) if len(posts) > 1 else onward(request)


def _come_in_whole(request: Request, half: Half, shown: str) -> HttpResponseRedirect:
    """The second half has followed; a password that was changed in between was the wrong one after all."""
    account = account_of(request, half.hat)
    if account.get_session_auth_hash() != half.session_hash:
        return _begin_again(request)
    return come_in(request, account, shown)


def _begin_again(request: Request) -> HttpResponseRedirect:
    sessions.forget_half(request)
    return to_page("login", request)


def _ask(request: Request, half: Half, refused: NotLetIn | None = None) -> HttpResponse:
    errors = {refused.field: str(refused)} if refused else {}
    context = {"has": can_show(request, half.hat), "errors": errors, "next": next_of(request)}
    return render(request, "identity/second.html", context, status=status_of(refused))


def _whose(request: Request) -> Hat | None:
    """Whose passkeys are asked for: whoever is in, or waits at the door; None before anybody is named."""
    if request.hat.account:
        return sessions.knocking(request.hat.account)
    half = sessions.half_of(request)
    return half.hat if half is not None else None


def _may_add(request: Request, by: Hat) -> bool:
    """A further passkey is added by whoever has just shown a factor; the first one by whoever has none yet."""
    return sessions.is_fresh(request) if request.hat.account else not can_show(request, by).any


def _asks_for_one(to: str) -> bool:
    """Whether the address is one that asks for a fresh factor: this page leads nowhere else."""
    try:
        guard = guard_of(resolve(to.split("?")[0]).func) if to else None
    except Resolver404:
        return False
    return guard is not None and guard.step_up
