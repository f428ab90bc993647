"""The report form as it is drawn: the catalogue, the list of addresses, the map, the photos kept so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from linli.kernel.cases import catalogue, suggesting
from linli.kernel.cases.packs import Item
from linli.kernel.cases.reports import Photo
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kit.counter import about, asking, forms, here, places_search, similar
from linli.kit.counter.forms import Typed
from linli.kit.counter.here import Here, page_of
from linli.kit.counter.photos import drawn
from linli.kit.routes import Request
from linli.plumbing.scope import VISITOR


@dataclass(slots=True)
class Form:
    """The form on its way through one request: what was typed, the photos so far, what is wrong."""

    typed: Typed
    photos: list[Photo] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    searched: bool = False
    alike: Sequence[similar.Alike] = ()
    restored: bool = False
    asks_more: bool = False


def draw(request: Request, form: Form, *, status: int = 200, is_shell: bool = False) -> HttpResponse:
    """The page with everything that was typed in it; as a shell it holds nothing about anybody."""
    typed, at = form.typed, None if is_shell else here.here_of(request)
    chosen = forms.chosen_place(typed) if typed.place else None
    if not typed.item and typed.text:
        _guess(typed, request.now)
    if not typed.community and at is not None and not form.errors:
        typed.community = str(at.id)
    return page_of(
        request,
        "report.html",
        status,
        at=at,
        typed=asdict(typed),
        errors=form.errors,
        restored=form.restored,
        hat=VISITOR if is_shell else request.hat,
        is_shell=is_shell,
        items=groups(request.now),
        asks=asking.drawn(now=request.now),
        asks_more=form.asks_more,
        found=places_search.found(typed.q, chosen=chosen) if form.searched or typed.q or chosen else None,
        alike=form.alike,
        divisions=places_search.divisions(),
        about=about.options(_scope(typed, chosen), at=request.now),
        kept_photos=drawn(form.photos),
        map=_map(request, typed, chosen or at),
        most=forms.MOST_PHOTOS,
        promise=promise_of(_item(typed.item, request.now)),
    )


def _guess(typed: Typed, now: datetime) -> None:
    """Choose beforehand what the words are probably about; whoever writes may choose otherwise."""
    found = suggesting.suggestion(typed.text, at=now)
    if found is not None:
        typed.item = typed.guessed = found.code


def _scope(typed: Typed, chosen: Place | None) -> int | None:
    """The division the form speaks of so far."""
    if chosen is not None:
        return chosen.scope_id
    found = places.place(int(typed.community)) if typed.community.isdigit() and len(typed.community) < 10 else None
    return found.scope_id if found else None


def promise_of(item: Item | None) -> dict[str, str]:
    """Within which time somebody gets in touch and the matter is done; empty before an item is chosen."""
    if item is None:
        return {"contact": "", "promised": "", "unsure": ""}
    limits = [limit for limit in (item.contact, item.promised) if limit is not None]
    return {
        "contact": similar.limit_words(item.contact),
        "promised": similar.limit_words(item.promised),
        "unsure": "1" if any(limit.unverified for limit in limits) else "",
    }


def _item(code: str, now: datetime) -> Item | None:
    return next((item for item in catalogue.items(at=now) if item.code == code), None)


def groups(now: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """The catalogue as groups of a choice, for residents and for whoever takes in what they say."""
    found: dict[str, list[tuple[str, str]]] = {}
    for item in catalogue.items(at=now):
        group = found.setdefault(item.group.text(here.language()), [])
        group.append((item.code, item.label.text(here.language())))
    return list(found.items())


def _map(request: Request, typed: Typed, around: Place | Here | None) -> dict[str, Any]:
    """Where the map opens: at the pin, else at the chosen place or the community, else over the whole city."""
    city = catalogue.city(at=request.now)
    limits = (city.west, city.south, city.east, city.north)
    options: dict[str, Any] = {"limits": limits, "zoom": 16}
    at = forms.pin(typed)
    if at is not None and places.inside_city(*at, limits):
        options["center"] = at
    elif around is not None and around.lon is not None:
        options["center"] = (around.lon, around.lat)
    else:
        options |= {"center": ((city.west + city.east) / 2, (city.south + city.north) / 2), "zoom": 12}
    return options
