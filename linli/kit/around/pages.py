"""The list of public matters with its map beside it. Nobody needs a login, and no cache may mix two languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from linli.kernel.cases import catalogue
from linli.kernel.publications import queries as publications
from linli.kernel.publications.models import PublicFace
from linli.kernel.publications.queries import MOST
from linli.kit.around import asking, showing
from linli.kit.around.asking import PER_PAGE, Filters
from linli.kit.around.showing import Shown
from linli.kit.counter import here, places_search
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page

A_MINUTE = "private, max-age=60"
MARGIN = 0.002  # degrees round the outermost pins


@page(OPEN)
def around(request: Request) -> HttpResponse:
    """周围的事: what is being seen to and what was answered, the newest first."""
    now = request.now
    filters = asking.read(request.GET.dict(), now=now)
    asked = asking.asked(filters, now=now)
    total = publications.count(asked)
    faces = publications.listed(asked, limit=PER_PAGE, offset=filters.offset)
    matters = showing.shown_many(faces, now=now)
    answer = page_of(
        request,
        "around.html",
        here="around",
        at=here.here_of(request),
        matters=matters,
        filters=filters.given,
        chosen=_chosen(filters, request),
        choices=_choices(request),
        pages=_pages(filters, total),
        total=f"{MOST:,}+" if total == MOST else f"{total:,}",
        feed=filters.address(reverse("around_feed")),
        map=_map(request, faces, matters) if any(face.lon is not None for face in faces) else None,
    )
    answer["Cache-Control"] = A_MINUTE
    return answer


def _choices(request: Request) -> dict[str, Any]:
    return {
        "groups": asking.groups(request.now),
        "states": asking.states(),
        "spans": asking.spans(),
        "divisions": places_search.divisions()[1:],  # without 不知道
    }


def _chosen(filters: Filters, request: Request) -> list[tuple[str, str]]:
    """The filters in force, in words, each with the address that takes it away."""
    names = {
        "group": dict(asking.groups(request.now)),
        "item": showing.titles_of(request.now),
        "state": dict(asking.states()),
        "days": dict(asking.spans()),
    }
    given = filters.given
    words = {name: str(labels[given[name]]) for name, labels in names.items() if given.get(name) in labels}
    if "community" in given:
        words["community"] = asking.community_name(given["community"])
    return [(said, filters.address(reverse("around"), without=name)) for name, said in words.items()]


def _pages(filters: Filters, total: int) -> dict[str, Any] | None:
    """Which part of the list this is; nothing where one page holds it all."""
    last = -(-total // PER_PAGE)
    if last <= 1:
        return None
    near = {1, last, filters.page - 1, filters.page, filters.page + 1}
    numbers: list[int | None] = []
    for number in sorted(one for one in near if 1 <= one <= last):
        if numbers and numbers[-1] is not None and number > numbers[-1] + 1:
            numbers.append(None)
        numbers.append(number)
    path = reverse("around")
    return {
        "first": filters.offset + 1,
        "last": min(filters.offset + PER_PAGE, total),
        "numbers": numbers,
        "current": filters.page,
        "href": lambda number: filters.address(path, page=number),
        "before": filters.address(path, page=filters.page - 1) if filters.page > 1 else "",
        "after": filters.address(path, page=filters.page + 1) if filters.page < last else "",
    }


def _map(request: Request, faces: Sequence[PublicFace], matters: Sequence[Shown]) -> dict[str, Any]:
    """The matters of this page as pins, where the square lies that its place is known by."""
    city = catalogue.city(at=request.now)
    pins: list[dict[str, Any]] = []
    spots: list[tuple[float, float]] = []
    for face, one in zip(faces, matters, strict=True):
        if face.lon is None or face.lat is None:
            continue
        spots.append((face.lon, face.lat))
        words = ", ".join(part for part in (one.title, one.where, one.lamp[1]) if part)
        pins.append(
            {"lon": face.lon, "lat": face.lat, "lamp": one.lamp[0] or "green", "words": words, "href": one.href}
        )
    lons, lats = [lon for lon, _lat in spots], [lat for _lon, lat in spots]
    return {
        "bounds": (min(lons) - MARGIN, min(lats) - MARGIN, max(lons) + MARGIN, max(lats) + MARGIN),
        "center": (sum(lons) / len(lons), sum(lats) / len(lats)),
        "limits": (city.west, city.south, city.east, city.north),
        "matters": pins,
    }
