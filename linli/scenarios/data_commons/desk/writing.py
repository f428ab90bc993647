"""Writing an entry: from one of the kinds the packs know, which a data source computes, or in one's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.kernel.grants import actions
from linli.kernel.grants.actions import FieldSaid, NewItem
from linli.kernel.grants.packs import OpenItemEntry
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.places.models import DIVISIONS, Place
from linli.kit.desk import frame, tokens
from linli.kit.routes import Request, page
from linli.plumbing import pack_catalogue, scope
from linli.scenarios.data_commons.desk import saying

TYPED = ("title", "title_en", "about", "legal_basis", "conditions", "quality", "at_least", "every_days", "place", "own")
OWN_FIELDS = 8  # lines of an entry in one's own words


@page("open_list.draft", methods=("GET", "POST"))
def new_item(request: Request) -> HttpResponse:
    """The kinds to choose from; after the choice, the form."""
    if request.method != "POST":
        return _form(request, _typed_of(_kind(request, request.GET.get("of", ""))))
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    try:
        actions.draft_item(row=_row(request, typed), by=request.hat, now=request.now)
    except DataRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _form(request, typed, {refused.field: str(refused)}, status=422)
    return HttpResponseRedirect(f"{reverse('open_list')}?did=drafted", status=303)


def kinds(request: Request) -> dict[str, OpenItemEntry]:
    """The entries the packs offer to every unit."""
    return {code: one.value for code, one in pack_catalogue.heads("open_items", request.now).items()}


def _kind(request: Request, code: str) -> OpenItemEntry | None:
    return kinds(request).get(code)


def _typed_of(kind: OpenItemEntry | None) -> dict[str, str]:
    if kind is None:
        return dict.fromkeys(TYPED, "") | {"every_days": "1", "at_least": "1"}
    return dict.fromkeys(TYPED, "") | {
        "title": kind.label.zh,
        "title_en": kind.label.en,
        "about": kind.about.text(saying.language()),
        "legal_basis": kind.legal_basis,
        "conditions": kind.conditions,
        "at_least": str(kind.at_least),
        "every_days": str(kind.every_days),
    }


def _row(request: Request, typed: Mapping[str, str]) -> NewItem:
    """The entry a form makes. A kind of the packs brings its columns; own words bring their own."""
    with scope.reading(request.hat, now=request.now):
        kind = _kind(request, request.POST.get("of", ""))
        place = next((one.id for mark, _name, one in _places(request) if mark == typed["place"]), 0)
    ticked = set(request.POST.getlist("field"))
    if kind is not None:
        fields = [
            FieldSaid(one.code, one.label.zh, one.label.en, one.level) for one in kind.columns if one.code in ticked
        ]
    else:
        fields = own_fields(typed["own"])
    return NewItem(
        code=kind.code if kind else f"own.{tokens.mark('own item', typed['title'])[:12]}",
        unit_id=request.hat.unit,
        place_id=place,
        title=typed["title"],
        title_en=typed["title_en"],
        about=typed["about"],
        fields=fields,
        legal_basis=typed["legal_basis"],
        unverified=bool(request.POST.get("unverified")),
        every_days=_number(typed["every_days"]),
        at_least=_number(typed["at_least"]),
        conditions=typed["conditions"],
        quality=typed["quality"],
        source=kind.data if kind else "",
    )  # fmt: skip


def own_fields(text: str) -> list[FieldSaid]:
    """A line for each column: its name, and how closely it is held after a colon; for staff where nothing is said."""
    held = {saying.level(one): one for one in ("public", "internal", "personal", "sensitive")}
    made = []
    for place, line in enumerate(filter(None, (one.strip() for one in text.splitlines())), 1):
        name, _sign, level = line.replace(":", "：").partition("：")
        made.append(FieldSaid(f"f{place}", name.strip(), "", held.get(level.strip(), level or "internal")))
    return made


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _places(request: Request) -> list[tuple[str, str, Place]]:
    rows = Place.objects.filter(id__in=request.hat.scopes, level__in=DIVISIONS, until__isnull=True).defer("outline")
    return [(tokens.mark("division", one.id), one.name, one) for one in rows.order_by("lo", "-hi")[:400]]


def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str] | None = None, *, status: int = 200
) -> HttpResponse:
    chosen = request.POST.get("of", "") or request.GET.get("of", "")
    offered = kinds(request)
    kind = offered.get(chosen)
    places = _places(request)
    ticked = request.POST.getlist("field") or ([one.code for one in kind.columns] if kind else [])
    own = next((mark for mark, _name, one in places if one.id == request.hat.place), "")
    language = saying.language()
    context: dict[str, Any] = {
        "kinds": [(code, one.label.text(language), one.about.text(language)) for code, one in offered.items()],
        "of": chosen if kind else "own" if chosen == "own" else "",
        "columns": [
            (one.code, one.label.text(language), saying.level(one.level)) for one in (kind.columns if kind else ())
        ],
        "ticked": ticked,
        "places": [(mark, name) for mark, name, _one in places],
        "typed": {**typed, "place": typed.get("place") or own},
        "unverified": bool(request.POST.get("unverified")) or not typed.get("legal_basis"),
        "levels": [saying.level(one) for one in ("public", "internal", "personal", "sensitive")],
        "errors": errors or {},
    }  # fmt: skip
    return frame.draw(request, "data_commons/new_item.html", context, here="open_list", status=status)
