"""The units of the city (职责表): who holds which post from when to when, what they answer for, and how one ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import actions as cases
from linli.kernel.cases import owners
from linli.kernel.cases.models import Task
from linli.kernel.people import actions as people
from linli.kernel.people import queries as asking
from linli.kernel.people.actions import MustStayApart, NewDuty, NewPost, NotForOneself
from linli.kernel.people.administrators import may_give
from linli.kernel.people.bodies import REGISTERED
from linli.kernel.people.models import Duty, Organisation, Post
from linli.kernel.places import queries as places
from linli.kernel.places.models import Area, Place
from linli.kit import words
from linli.kit.desk import frame, speaking, tokens
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope

MOST = 500
AT_ONCE = 200  # open tasks that are handed on while somebody waits for the page; more are for the worker
TYPED = ("login", "role", "title", "duty", "heir")


@page("post.add")
def units(request: Request) -> HttpResponse:
    """Every unit of one's place that runs: where, how many posts and lines it has, how much is open with it."""
    now = request.now
    running = Q(until=None) | Q(until__gt=now)
    found = _within(request).filter(running).order_by("id")[:MOST]
    open_now = dict(
        Task.objects.filter(done=None, unit_id__isnull=False).values_list("unit_id").annotate(Count("id")).order_by()
    )
    posts = dict(Post.objects.filter(running).values_list("organisation_id").annotate(Count("id")).order_by())
    duties = dict(Duty.objects.filter(running).values_list("organisation_id").annotate(Count("id")).order_by())
    rows = [
        {
            "cells": [one.name, one.place.name, posts.get(one.id, 0), duties.get(one.id, 0), open_now.get(one.id, 0)],
            "href": reverse("unit", args=[_mark(one)]),
        }
        for one in found
    ]
    done = {"ended": _("The unit is no more. What it held goes on with its heir.")}.get(request.GET.get("did", ""))
    context = {"rows": rows, "flash_list": [{"words": done}] if done else []}
    return frame.draw(request, "desk/units.html", context, here="units")


def _mark(unit: Organisation) -> str:
    return tokens.mark("unit", unit.id)


def _within(request: Request) -> QuerySet[Organisation]:
    """The units of the hat's own place and below: nobody sees or keeps those of somewhere else."""
    own = Place.objects.filter(id=request.hat.place)
    every = Organisation.objects.exclude(kind__in=REGISTERED).select_related("place").defer("place__outline")
    return every.filter(place__lo__gte=Subquery(own.values("lo")), place__lo__lte=Subquery(own.values("hi")))


def _every(request: Request) -> list[Organisation]:
    """Every one of them, one that has ended too."""
    return list(_within(request).order_by("kind", "id"))


def _found(mark: str, among: Sequence[Organisation]) -> Organisation:
    """The unit of a mark."""
    for unit in among:
        if _mark(unit) == mark:
            return unit
    raise Http404


@page("post.add")
def unit(request: Request, mark: str) -> HttpResponse:
    """One unit: its posts and lines, now and before, and what would become of its open tasks."""
    every = _every(request)
    return _one(request, _found(mark, every), every)


def _one(
    request: Request,
    unit: Organisation,
    every: Sequence[Organisation],
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    posts = list(Post.objects.filter(organisation=unit).order_by("until", "id")[:MOST])
    lines = list(Duty.objects.filter(organisation=unit).select_related("place").defer("place__outline").order_by("id"))
    areas = {area for post in posts for area in post.areas} | {line.area_id for line in lines if line.area_id}
    named = dict(Area.objects.filter(id__in=areas).values_list("id", "name"))
    others = [one for one in every if one.id != unit.id and (one.until is None or one.until > request.now)]
    grids = places.grids_in([unit.place_id], at=request.now)
    context = {
        "unit": unit,
        "mark": _mark(unit),
        "ended": words.moment(unit.until, request.now) if unit.until else "",
        "posts": _posts(request, posts, named),
        "lines": _lines(request, lines, named),
        "roles": speaking.roles(),
        "gives": [(role, words) for role, words in speaking.posts() if may_give(request.hat.role, role)],
        "keeps_duties": policy.may(request.hat, "duty.add"),
        "ends_units": policy.may(request.hat, "organisation.end"),
        "grids": [(str(grid.id), grid.name) for grid in grids],
        "heirs": [(_mark(one), one.name) for one in others],
        "held": _held(unit),
        "backstop": owners.backstop(unit.place_id, at=request.now).unit_name,
        "typed": {name: request.POST.get(name, "") for name in TYPED},
        "errors": errors or {},
        "flash_list": _did(request),
    }
    return frame.draw(request, "desk/unit.html", context, here="units", status=status)


def _posts(request: Request, posts: list[Post], named: Mapping[int, str]) -> list[dict[str, Any]]:
    roles = sorted({post.role for post in posts})
    at = sorted({post.place_id for post in posts})
    holders = {one.post: one.name for one in asking.colleagues(at, roles=roles, at=request.now)}
    return [
        {
            "mark": tokens.mark("post", post.id),
            "who": holders.get(post.id, ""),
            "title": post.title,
            "role": speaking.role_words(post.role),
            "areas": _(", ").join(named[area] for area in post.areas if area in named),
            "from": words.day(post.since, request.now),
            "until": words.day(post.until, request.now) if post.until else "",
            "own": post.account_id == request.hat.account,
            "may_end": may_give(request.hat.role, post.role),
        }
        for post in posts
    ]


def _lines(request: Request, lines: list[Duty], named: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "mark": tokens.mark("duty", line.id),
            "role": speaking.role_words(line.role),
            "where": named.get(line.area_id or 0, "") or (line.place.name if line.place else ""),
            "from": words.day(line.since, request.now),
            "until": words.day(line.until, request.now) if line.until else "",
        }
        for line in lines
    ]


def _held(unit: Organisation) -> list[tuple[str, int]]:
    """How many open tasks the unit holds, by role."""
    roles = Task.objects.filter(unit_id=unit.id, done=None).values_list("role", flat=True)
    return [(speaking.role_words(role), count) for role, count in Counter(roles[:1000]).most_common()]


def _did(request: Request) -> list[dict[str, str]]:
    known = {
        "appointed": _("Appointed from now on"),
        "post_ended": _("The post has ended"),
        "line": _("The line stands in the duty table"),
        "line_ended": _("The line has ended"),
    }
    did = known.get(request.GET.get("did", ""))
    return [{"words": did}] if did else []


@page("post.add", methods=("POST",), step_up=True)
def appoint(request: Request, mark: str) -> HttpResponse:
    """Give somebody with a login a post in the unit."""
    role, title = request.POST.get("role", ""), request.POST.get("title", "").strip()[:40]
    with scope.reading(request.hat, now=request.now):
        unit = _found(mark, _every(request))
        account = asking.find_account(login=request.POST.get("login", "").strip())
        grids = {str(grid.id): grid.id for grid in places.grids_in([unit.place_id], at=request.now)}
    errors = {} if account else {"login": _("Nobody has this login. Look at it again.")}
    if role not in dict(speaking.posts()):
        errors["role"] = _("Choose what they do.")
    if unit.until is not None:
        errors["login"] = _("This unit is no more.")
    if not errors and account is not None:
        areas = tuple(grids[one] for one in request.POST.getlist("grid") if one in grids)
        row = NewPost(account.id, unit.id, role, title or speaking.role_words(role), unit.place_id, areas)
        try:
            people.appoint_many(rows=[row], by=request.hat, now=request.now)
        except (NotForOneself, MustStayApart) as refused:
            errors["login"] = str(refused)
    return _again(request, unit, errors, did="appointed")


def _again(request: Request, unit: Organisation, errors: Mapping[str, str], *, did: str) -> HttpResponse:
    if errors:
        with scope.reading(request.hat, now=request.now):
            return _one(request, unit, _every(request), errors, status=422)
    return HttpResponseRedirect(f"{reverse('unit', args=[_mark(unit)])}?did={did}", status=303)


@page("post.end", methods=("POST",), step_up=True)
def end_post(request: Request, mark: str) -> HttpResponse:
    """Take a post away."""
    given, errors = request.POST.get("post", ""), {}
    with scope.reading(request.hat, now=request.now):
        unit = _found(mark, _every(request))
        posts = Post.objects.filter(organisation=unit, until=None).values_list("id", flat=True)
        wanted = next((number for number in posts if tokens.mark("post", number) == given), None)
    try:
        if wanted is not None:
            people.end_post(post_id=wanted, by=request.hat, now=request.now)
    except NotForOneself as refused:
        errors["login"] = str(refused)
    return _again(request, unit, errors, did="post_ended")


@page("duty.add", methods=("POST",), step_up=True)
def add_duty(request: Request, mark: str) -> HttpResponse:
    """The unit answers for a role at its place from now on."""
    role = request.POST.get("duty", "")
    with scope.reading(request.hat, now=request.now):
        unit = _found(mark, _every(request))
    errors = {} if role in dict(speaking.roles()) else {"duty": _("Choose what they do.")}
    if not errors:
        row = NewDuty(role, unit.id, place_id=unit.place_id)
        people.assign_duties_many(rows=[row], by=request.hat, now=request.now)
    return _again(request, unit, errors, did="line")


@page("duty.end", methods=("POST",), step_up=True)
def end_duty(request: Request, mark: str) -> HttpResponse:
    """A line of the duty table ends."""
    given = request.POST.get("line", "")
    with scope.reading(request.hat, now=request.now):
        unit = _found(mark, _every(request))
        lines = Duty.objects.filter(organisation=unit, until=None).values_list("id", flat=True)
        wanted = next((number for number in lines if tokens.mark("duty", number) == given), None)
    if wanted is not None:
        people.end_duty(duty_id=wanted, by=request.hat, now=request.now)
    return _again(request, unit, {}, did="line_ended")


@page("organisation.end", methods=("POST",), step_up=True)
def dissolve(request: Request, mark: str) -> HttpResponse:
    """End the unit. Its open tasks go to the heir that was named, else to the desk of last resort."""
    given = request.POST.get("heir", "")
    with scope.reading(request.hat, now=request.now):
        unit = _found(mark, _every(request))
        heir = _found(given, _every(request)) if given else None
        held = sum(count for _role, count in _held(unit))
    errors = {}
    if request.POST.get("name", "").strip() != unit.name:
        errors["name"] = _("Write the name of the unit as it stands above, so that no other one is ended.")
    elif unit.id == request.hat.unit:
        errors["name"] = _("This is your own unit. A colleague of another one does that.")
    else:
        try:
            successor = heir.id if heir else None
            people.dissolve(organisation_id=unit.id, successor_id=successor, by=request.hat, now=request.now)
        except Organisation.DoesNotExist:
            errors["name"] = _("This unit is no more.")
    if errors:
        return _again(request, unit, errors, did="")
    if held <= AT_ONCE:
        cases.succeed(by=request.hat, now=request.now)
    return HttpResponseRedirect(f"{reverse('units')}?did=ended", status=303)
