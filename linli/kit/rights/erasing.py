"""Asking that what is held about me be erased: first what would go and what stays and why, then the request.

The word that closes the login too is asked for separately. A data officer decides; until then it can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.kernel.people import queries as people
from linli.kernel.rights import actions as rights
from linli.kernel.rights.actions import ErasureRefused
from linli.kernel.rights.models import Erasure
from linli.kernel.rights.queries.plans import Line, plan, readable
from linli.kit import words
from linli.kit.counter.here import city_scope, page_of
from linli.kit.rights import saying
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.held import Whose

State = Erasure.State


@page("held.see")
def my_erasure(request: Request) -> HttpResponse:
    """What would go, what stays and why; and what became of what I asked."""
    return _drawn(request, {})


def _drawn(
    request: Request, errors: Mapping[str, str], typed: Mapping[str, str] | None = None, *, status: int = 200
) -> HttpResponse:
    whose = people.whose(request.hat)
    found = _plan(whose, with_login=True)
    asked = list(Erasure.objects.filter(subject_id=whose.own).order_by("-id")[:5])
    return page_of(
        request,
        "my_erasure.html",
        status,
        here="me",
        hat=request.hat,
        goes=goes([one.plain() for one in found]),
        stays=stays([one.plain() for one in found]),
        asked=[told(one, request) for one in asked],
        is_open=any(one.state in (State.ASKED, State.AGREED) for one in asked),
        errors=errors,
        typed=typed or {},
    )


def _plan(whose: Whose, *, with_login: bool) -> list[Line]:
    return plan(whose, with_login=with_login, tables=readable("public"))


def goes(lines: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """What goes: the kind of record and how many."""
    return [(saying.table(one["table"]), one["goes"]) for one in lines if one["goes"]]


def stays(lines: Iterable[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    """What stays: the kind of record, how many, and why."""
    return [(saying.table(one["table"]), count, saying.reason(code)) for one in lines for code, count in one["stays"]]


def told(one: Erasure, request: Request) -> dict[str, Any]:
    """One request and what became of it, in words."""
    lines: Sequence[Mapping[str, Any]] = one.answer or one.plan
    is_kept = one.state == State.AGREED and bool(one.answer)
    return {
        "at": words.moment(one.asked, request.now),
        "state": saying.state("held_back" if is_kept else one.state),
        "is_waiting": one.state == State.ASKED,
        "by_when": words.due(one.due, request.now) if one.state == State.ASKED else "",
        "decided": f"{one.decided_who} {words.moment(one.decided, request.now)}" if one.decided else "",
        "reason": one.reason,
        "goes": goes(lines) if one.state == State.DONE else [],
        "stays": stays(lines) if one.state == State.DONE or is_kept else [],
    }


@page("held.ask", methods=("POST",))
def ask_erasure(request: Request) -> HttpResponse:
    """Send the request; what was typed comes back with a mistake."""
    typed = {name: request.POST.get(name, "")[:300] for name in ("words", "with_login", "sure")}
    try:
        if typed["sure"] != "1":
            raise ErasureRefused(saying.say_sure())
        with scope.reading(request.hat, now=request.now):
            whose = people.whose(request.hat)
            found = _plan(whose, with_login=typed["with_login"] == "1")
            at = people.scope_of(whose) or city_scope()
        rights.ask_erasure(
            whose=whose, scope_id=at, with_login=typed["with_login"] == "1", words=typed["words"], found=found,
            by=request.hat, now=request.now,
        )  # fmt: skip
    except ErasureRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _drawn(request, {"sure": str(refused)}, typed, status=422)
    return HttpResponseRedirect(f"{reverse('my_data')}?did=asked", status=303)


@page("held.ask", methods=("POST",))
def take_back(request: Request) -> HttpResponse:
    """Change one's mind before it was decided."""
    with scope.reading(request.hat, now=request.now):
        whose = people.whose(request.hat)
    try:
        rights.take_back_erasure(whose=whose, by=request.hat, now=request.now)
    except ErasureRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _drawn(request, {"sure": str(refused)}, status=409)
    return HttpResponseRedirect(f"{reverse('my_data')}?did=taken_back", status=303)
