"""The rules of a place at the desk: what is asked, required and confirmed again there, since when, set by whom.

Whoever keeps the register reads them. An editor of the catalogue sets them for one place, from a day; a second person
publishes. A community may so differ from its city in everything the rules speak of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kernel.places.models import DIVISIONS, Place
from linli.kit import words
from linli.kit.board.asked import number
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import pack_catalogue, pack_versions, packs, policy, scope
from linli.plumbing.pack_catalogue import Version
from linli.scenarios.population.desk import saying as desk
from linli.scenarios.population.quality import checking, records, rules, saying, setting
from linli.scenarios.population.quality.rules import RegisterRules, Ruled

WHO = ("catalogue_editor", "catalogue_publisher")


def _path(request: Request) -> list[Place]:
    """The division that is asked for with everything above it. Editors of the city set rules for every place in it."""
    wanted = number(request.GET.get("place", "") or request.POST.get("place", "")) or request.hat.place
    path = places.path(wanted)
    if not path or path[-1].level not in DIVISIONS or path[-1].id not in request.hat.scopes:
        raise Http404
    return path


@page("rules.see")
def rules_of(request: Request) -> HttpResponse:
    """What holds in a place, record by record, and which set says so."""
    path = _path(request)
    place, held = path[-1], rules.sets(at=request.now)
    line = [one.code for one in path]
    ruled = rules.ruled(line, held)
    own = setting.own_set(place, held)
    own_codes = {code for one in held for code in one.value.places}
    newest, names = setting.newest(place, held), _names(request)
    context = {
        "place": place,
        "crumbs": _crumbs(request, path),
        "records": [_record(record, ruled) for record in records.RECORDS],
        "score": ruled.score,
        "sets": [_set(one, names, request) for one in ruled.sets],
        "own": own is not None,
        "is_city": place.parent_id is None,
        "to_come": _set(newest, names, request) if newest is not None and _is_to_come(newest, request) else None,
        "waits": [_waiting(one, names, request) for one in pack_catalogue.drafts() if _is_for(one, place)],
        "checks": _checks(line, request),
        "inside": [
            (one.name, _href(one), one.code in own_codes)
            for one in places.children(place.id)
            if one.level in DIVISIONS and one.id in request.hat.scopes
        ],
        "set": f"{reverse('register_rules_set')}?place={place.id}" if _may_set(request, place) else "",
        "catalogue": policy.may(request.hat, "pack.see"),
        "flash_list": _did(request),
    }
    return frame.draw(request, "population/quality/rules.html", context, here=_tab(request))


def _tab(request: Request) -> str:
    return "register" if policy.may(request.hat, "register.see") else "catalogue"


def _may_set(request: Request, place: Place) -> bool:
    return bool(place.code) and policy.may(request.hat, "pack.draft")


def _href(place: Place) -> str:
    return f"{reverse('register_rules')}?place={place.id}"


def _crumbs(request: Request, path: Sequence[Place], last: str = "") -> list[tuple[str, str]]:
    """Down the tree from rules to rules."""
    own = [(one.name, _href(one)) for one in path if one.id in request.hat.scopes]
    return [*own, (last, "")] if last else [*own[:-1], (own[-1][0], "")]


def _is_to_come(version: Version, request: Request) -> bool:
    return version.effective_from is not None and version.effective_from > request.now


def _is_for(draft: Version, place: Place) -> bool:
    return draft.kind == setting.KIND and (
        draft.value.places == [place.code] or (not draft.value.places and place.parent_id is None)
    )


def _did(request: Request) -> list[dict[str, str]]:
    said = _("The rules wait for a second person to publish them")
    return [{"words": said, "kind": ""}] if request.GET.get("did") == "drafted" else []


def _names(request: Request) -> dict[int, str]:
    """Who writes and publishes entries of the catalogue, by account. One statement."""
    return {one.account: one.label for one in people.colleagues(request.hat.scopes, roles=WHO, at=request.now)}


def _set(one: Version, names: Mapping[int, str], request: Request) -> dict[str, Any]:
    """A set with its version, since when it holds, who wrote and who published it."""
    return {
        "label": saying.text(one.value.label),
        "number": one.number,
        "since": words.day(one.effective_from, request.now) if one.effective_from else _("since always"),
        "source": one.value.source,
        "who": _who(one, names),
    }


def _who(one: Version, names: Mapping[int, str]) -> str:
    """Who wrote and who published it, by name; a set the city was founded with has neither."""
    if one.founded:
        return _("the city was founded with it")
    author, approver = names.get(one.author or 0, _("somebody")), names.get(one.approver or 0, _("somebody"))
    return _("written by %(author)s, published by %(approver)s") % {"author": author, "approver": approver}


def _waiting(draft: Version, names: Mapping[int, str], request: Request) -> dict[str, str]:
    return {
        "label": saying.text(draft.value.label),
        "at": words.moment(draft.drafted, request.now),
        "who": names.get(draft.author or 0, ""),
    }


def _record(record: str, ruled: Ruled) -> dict[str, Any]:
    """One kind of record as it is asked for here."""
    needs, required = ruled.needs(record), ruled.required(record)
    given = ruled.records[record].holds if record in ruled.records else {}
    by = next((one for one in reversed(ruled.sets) if record in one.value.records), None)
    return {
        "name": saying.record(record),
        "needs": [(saying.field(record, name), f"{weight:g}", name in required) for name, weight in needs.items()],
        "holds": [(held_words(record, kind), days) for kind, days in given.items()],
        "dated": record not in records.UNDATED,
        "by": saying.text(by.value.label) if by else "",
        "is_own": by is not None and bool(by.value.places) and by is ruled.sets[-1],
    }


def held_words(record: str, kind: str) -> str:
    """租户, 空置, 其他: by what a confirmation holds longer or shorter."""
    if kind == records.OTHER:
        return _("the rest") if record in records.KINDS else _("every one")
    return desk.kind(kind) if record == records.LINK else saying.use(kind)


def _checks(line: Sequence[str], request: Request) -> list[tuple[str, str]]:
    """The contradictions that are looked for here, with the limit each has."""
    found = checking.looked_for(line, checking.held(at=request.now))
    limits = [(one.entry, one.values["limit"]) for one in found]
    return [
        (saying.text(entry.label), _("limit %(limit)s") % {"limit": limit} if limit is not None else "")
        for entry, limit in limits
    ]


@page("pack.draft", methods=("GET", "POST"))
def set_rules(request: Request) -> HttpResponse:
    """The rules of one place as a form; sent, they wait for a second person. What was typed stays."""
    if request.method != "POST":
        path = _path(request)
        held = rules.sets(at=request.now)
        newest = setting.newest(path[-1], held)
        ruled = rules.ruled([one.code for one in path], held)
        own: RegisterRules | None = newest.value if newest else None
        return _form(request, path, setting.typed_of(_with(ruled, own), own), base=newest.hash if newest else "")
    typed, base = request.POST, request.POST.get("base", "")
    with scope.reading(request.hat, now=request.now):
        path = _path(request)
        held = rules.sets(at=request.now)
        newest, ruled = setting.newest(path[-1], held), rules.ruled([one.code for one in path], held)
        try:
            body = setting.body(path[-1], typed, ruled, newest)
        except setting.NotARule as wrong:
            return _form(request, path, typed, wrong.wrong, base=base, status=422)
    try:
        pack_versions.draft(
            kind=setting.KIND, body=body, base=base, by=request.hat, now=request.now, record=journal.append
        )
    except (pack_versions.Refused, packs.PacksRefused) as refused:
        with scope.reading(request.hat, now=request.now):
            return _form(request, path, typed, {"from": str(refused)}, base=base, status=422)
    return HttpResponseRedirect(f"{_href(path[-1])}&did=drafted", status=303)


def _with(ruled: Ruled, own: RegisterRules | None) -> Ruled:
    """The rules as they will hold with the place's own last set, begun or not."""
    if own is None:
        return ruled
    return Ruled({**ruled.records, **{str(name): rule for name, rule in own.records.items()}}, ruled.score, ())


def _form(
    request: Request,
    path: Sequence[Place],
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    base: str,
    status: int = 200,
) -> HttpResponse:
    context = {
        "place": path[-1],
        "is_city": path[-1].parent_id is None,
        "crumbs": _crumbs(request, path, _("Set the rules")),
        "records": [
            {
                "code": record,
                "name": saying.record(record),
                "fields": [(name, saying.field(record, name)) for name in records.FIELDS[record]],
                "kinds": [(kind, held_words(record, kind)) for kind in setting.kinds_of(record)],
            }
            for record in records.RECORDS
        ],
        "typed": typed,
        "base": base,
        "errors": errors or {},
    }
    return frame.draw(request, "population/quality/rules_set.html", context, here="catalogue", status=status)
