"""The words a unit keeps ready: all of them, one to change, how it came to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries
from linli.kernel.desks.actions import ChangedMeanwhile, PhraseRefused
from linli.kernel.desks.models import Phrase
from linli.kit import words
from linli.kit.desk import frame, gaps, listing, speaking, tokens
from linli.kit.routes import Request, page
from linli.plumbing import scope


def uses() -> list[tuple[str, str]]:
    """Where phrases are offered."""
    return [
        ("answer", _("in an answer")),
        ("contact", _("for a contact")),
        ("handover", _("for a handover")),
        ("note", _("for what was found or decided")),
    ]


@page("desk.keep", methods=("GET", "POST"))
def phrases(request: Request) -> HttpResponse:
    """All phrases of the unit and of the packs, and a form for a new one."""
    if request.method == "POST":
        return _keep(request, 0, 0)
    return _shown(request)


@page("desk.keep", methods=("GET", "POST"))
def phrase(request: Request, mark: str) -> HttpResponse:
    """One phrase of the unit: change it, retire it, see its versions."""
    if request.method != "POST":
        return _one(request, _found(request, mark))
    with scope.reading(request.hat, now=request.now):
        found = _found(request, mark)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdigit() and len(version) < 6 else 0
    if request.POST.get("retire"):
        desks.retire_phrase(root=found.root, version=seen, by=request.hat, now=request.now)
        return HttpResponseRedirect(reverse("phrases"), status=303)
    return _keep(request, found.root, seen)


def _found(request: Request, mark: str) -> Phrase:
    """The phrase of that mark, as it holds now."""
    every = queries.phrases(request.hat)
    found = next((one for one in every if tokens.mark("phrase", one.root) == mark), None)
    if found is None:
        raise Phrase.DoesNotExist
    return found


def _keep(request: Request, root: int, version: int) -> HttpResponse:
    try:
        desks.keep_phrase(
            name=request.POST.get("name", "")[:200],
            text=gaps.read(request.POST.get("text", "")[:5000]),
            uses=request.POST.getlist("uses"),
            items=[code for code in request.POST.getlist("items") if code][:50],
            root=root,
            version=version,
            by=request.hat,
            now=request.now,
        )
    except PhraseRefused as refused:
        return _again(request, root, {refused.field: gaps.shown(str(refused))}, 422)
    except ChangedMeanwhile as refused:
        return _again(request, root, {"text": str(refused)}, 409)
    return HttpResponseRedirect(reverse("phrases"), status=303)


def _again(request: Request, root: int, errors: Mapping[str, str], status: int) -> HttpResponse:
    """The form once more with what was typed; of a phrase that was changed meanwhile the new words above it."""
    with scope.reading(request.hat, now=request.now):
        if not root:
            return _shown(request, typed=request.POST, errors=errors, status=status)
        latest = queries.versions(request.hat, root)[0]
        return _one(request, latest, typed=request.POST, errors=errors, status=status)


def _shown(
    request: Request, *, typed: QueryDict | None = None, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    language, named = speaking.language(), dict(uses())
    context: dict[str, Any] = {
        "own": [
            (one, tokens.mark("phrase", one.root), [named[use] for use in one.uses if use in named])
            for one in queries.phrases(request.hat)
        ],
        "packs": [
            (
                one.label.text(language),
                gaps.shown(one.text.text(language)),
                [named[use] for use in one.uses if use in named],
            )
            for one in queries.pack_phrases(now=request.now)
        ],
        **_form(request, typed, errors),
    }
    return frame.draw(request, "desk/phrases.html", context, here="inbox", status=status)


def _one(
    request: Request,
    found: Phrase,
    *,
    typed: QueryDict | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "phrase": found,
        "mark": tokens.mark("phrase", found.root),
        "versions": [(one, words.moment(one.at, request.now)) for one in queries.versions(request.hat, found.root)],
        **_form(request, typed, errors, found),
    }
    return frame.draw(request, "desk/phrase.html", context, here="inbox", status=status)


def _form(
    request: Request, typed: QueryDict | None, errors: Mapping[str, str] | None, found: Phrase | None = None
) -> dict[str, Any]:
    return {
        "values": {
            "name": typed.get("name", "") if typed else found.name if found else "",
            "text": typed.get("text", "") if typed else gaps.shown(found.text) if found else "",
            "uses": typed.getlist("uses") if typed else found.uses if found else ["answer"],
            "items": typed.getlist("items") if typed else found.items if found else [],
        },
        "errors": errors or {},
        "uses": uses(),
        "gaps": gaps.explained(),
        "shown": gaps.shown,
        "items": listing.item_names(request.now),
    }
