"""Where this browser says it is: the community somebody chose, or the one a resident lives in.

Nothing is guessed from an address or a position. The choice is a cookie of this browser; the duty phone that every
page of 长辈版 calls is the community's own, else the city's hotline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from linli.kernel.cases import catalogue
from linli.kernel.people.models import Duty, Residence
from linli.kernel.places import queries as places
from linli.kernel.places.models import Level, Place
from linli.kit.routes import Request

COOKIE = "linli_community"
ROLE_ON_DUTY = "clerk"


@dataclass(frozen=True, slots=True)
class Here:
    """A community as the first screen names it. ``home`` is a resident's own address, empty for others."""

    id: int
    name: str
    street: str
    phone: str
    lon: float | None
    lat: float | None
    home: str = ""


def here_of(request: Request) -> Here | None:
    """The community of this browser, else of the resident's home; None where nobody has said."""
    number = request.COOKIES.get(COOKIE, "")
    if number.isascii() and number.isdigit() and len(number) < 10:
        return _community(int(number))
    if request.hat.person:
        lives = Residence.objects.filter(person_id=request.hat.person, until__isnull=True).order_by("id").first()
        if lives is not None:
            return _community(lives.scope_id, home=places.label(lives.place_id))
    return None


def communities(street: int | None = None, *, limit: int = 200) -> list[Place]:
    """The communities of a street, or of the whole city where it has few enough for one list."""
    rows = _communities().filter(parent_id=street) if street else _communities()
    return list(rows.order_by("parent_id", "id")[:limit])


def streets(*, limit: int = 400) -> list[Place]:
    """Every street of the city, with its district."""
    rows = Place.objects.filter(level=Level.STREET, until__isnull=True).select_related("parent").defer("outline")
    return list(rows.order_by("parent_id", "id")[:limit])


def city_scope() -> int:
    """The city itself: the scope of a matter of which nobody knows where it is."""
    return Place.objects.filter(level=Level.CITY).order_by("id").values_list("id", flat=True)[0]


def page_of(request: Request, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page. In 长辈版 it calls the duty phone of the community, else the city's hotline."""
    if request.COOKIES.get("linli_edition") == "elder" and not hasattr(request, "duty_phone"):
        at = context.get("at") or here_of(request)
        request.duty_phone = (at.phone if at else "") or hotline(request)  # type: ignore[attr-defined]
    return render(request, f"counter/{template}", context, status=status)


def hotline(request: Request) -> str:
    """The number that answers for the whole city."""
    return catalogue.city(at=request.now).hotline


def language() -> str:
    """The language of this page, as packs ask for it."""
    return get_language() or "zh-hans"


def _communities() -> QuerySet[Place]:
    rows = Place.objects.filter(level=Level.COMMUNITY, until__isnull=True)
    return rows.select_related("parent").defer("outline")


def _community(number: int, *, home: str = "") -> Here | None:
    duties = Duty.objects.filter(until__isnull=True, role=ROLE_ON_DUTY, place_id=OuterRef("id"))
    phones = duties.exclude(organisation__phone="").order_by("id").values("organisation__phone")
    found = _communities().filter(id=number).annotate(phone=Subquery(phones[:1])).first()
    if found is None:
        return None
    street = found.parent.name if found.parent else ""
    return Here(found.id, found.name, street, found.phone or "", found.lon, found.lat, home)
