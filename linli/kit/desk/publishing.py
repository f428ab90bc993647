"""The catalogue at the desk: an editor drafts one entry as text, a second person sees what changes and publishes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.cases import catalogue as live
from linli.kernel.journal import actions as journal
from linli.kit import words
from linli.kit.desk import drafting, frame, speaking, tokens
from linli.kit.routes import Request, page
from linli.plumbing import pack_catalogue, pack_versions, packs, policy, scope
from linli.plumbing.pack_catalogue import Version
from linli.plumbing.packs.kinds import body_of


@page("pack.see")
def catalogue(request: Request) -> HttpResponse:
    """Every entry that holds, by kind, and the drafts that wait for a second person."""
    return _list(request)


def _list(request: Request, *, told: str = "", status: int = 200) -> HttpResponse:
    kinds = [name for name in packs.KINDS.names() if not packs.KINDS[name].sample]
    chosen = request.GET.get("kind", "items")
    chosen = chosen if chosen in kinds else "items"
    entries = pack_catalogue.heads(chosen, request.now)
    context = {
        "kinds": [(name, kind_words(name)) for name in kinds],
        "kind": chosen,
        "entries": [(code, name_of(found), found) for code, found in entries.items()],
        "drafts": [_waiting(one, request) for one in pack_catalogue.drafts()],
        "may_draft": policy.may(request.hat, "pack.draft"),
        "may_publish": policy.may(request.hat, "pack.publish"),
        "flash_list": [*_did(request), *([{"words": told, "kind": "wrong"}] if told else [])],
    }
    return frame.draw(request, "desk/catalogue.html", context, here="catalogue", status=status)


def _did(request: Request) -> list[dict[str, str]]:
    known = {
        "drafted": _("The draft waits for a second person to publish it"),
        "published": _("Published. New matters follow it from now on; running ones stay on their version"),
    }
    did = known.get(request.GET.get("did", ""))
    return [{"words": did, "kind": ""}] if did else []


def _waiting(draft: Version, request: Request) -> dict[str, Any]:
    before = _before(draft)
    return {
        "mark": tokens.mark("draft", draft.id),
        "kind": draft.kind,
        "kind_words": kind_words(draft.kind),
        "code": draft.code,
        "name": name_of(draft),
        "at": words.moment(draft.drafted, request.now),
        "is_own": draft.author == request.hat.account,
        "is_new": before is None,
        "lines": drafting.difference(body_of(before.value) if before else None, body_of(draft.value)),
    }


def _before(draft: Version) -> Version | None:
    """The version a draft was made from."""
    if not draft.base:
        return None
    return next((one for one in pack_catalogue.history(draft.kind, draft.code) if one.hash == draft.base), None)


def name_of(found: Version) -> str:
    """What an entry calls itself; its code where it has no name."""
    label = getattr(found.value, "label", None) or getattr(found.value, "text", None)
    return label.text(speaking.language()) if isinstance(label, packs.Words) else found.code


def kind_words(kind: str) -> str:
    """What people call a kind of entry."""
    known = {
        "items": pgettext("catalogue", "Matters"),
        "flows": _("Flows"),
        "calendars": _("Calendars"),
        "cities": _("City"),
        "notices": _("Messages"),
        "sectors": _("Sectors"),
        "sector_codes": _("Codes of the sectors"),
        "calls": pgettext("catalogue", "Targets of the hotline"),
        "contractors": pgettext("catalogue", "Contractors"),
        "indicators": pgettext("catalogue", "Indicators"),
        "ladders": pgettext("catalogue", "Ladders of escalation"),
        "patrols": pgettext("catalogue", "Patrol plans"),
        "pause_reasons": pgettext("catalogue", "Reasons to pause"),
        "phrases": pgettext("catalogue", "Words kept ready"),
        "publishing": pgettext("catalogue", "Rules of publishing"),
        "map_layers": pgettext("catalogue", "Layers of the map"),
        "register_checks": pgettext("catalogue", "Checks of the register"),
        "register_rules": pgettext("catalogue", "Rules of the register"),
        "quiet_hours": pgettext("catalogue", "Hours without text messages"),
        "routes": pgettext("catalogue", "Routing"),
        "urgencies": pgettext("catalogue", "Urgency"),
    }
    return known.get(kind, kind)


@page("pack.draft", methods=("GET", "POST"))
def entry(request: Request, kind: str, code: str) -> HttpResponse:
    """One entry as text; sent, it becomes a draft. What was typed stays, with the line of every mistake."""
    if kind not in packs.KINDS or packs.KINDS[kind].sample:
        raise Http404
    if request.method != "POST":
        newest = _newest(kind, code)
        return _editor(request, kind, code, drafting.written(body_of(newest.value)), base=newest.hash)
    text, base, is_new = request.POST.get("text", ""), request.POST.get("base", ""), bool(request.POST.get("new"))
    with scope.reading(request.hat, now=request.now):
        draft = drafting.read(kind, text)
        draft.mistakes += _of_code(draft, kind, code, is_new=is_new)
        if draft.piece is None or draft.mistakes:
            return _editor(request, kind, code, text, base=base, mistakes=draft.mistakes, status=422)
    try:
        pack_versions.draft(
            kind=kind,
            body=draft.piece.body,
            base="" if is_new else base,
            by=request.hat,
            now=request.now,
            record=journal.append,
        )
    except (pack_versions.Refused, packs.PacksRefused) as refused:
        with scope.reading(request.hat, now=request.now):
            said = [drafting.Said(0, line) for line in str(refused).splitlines()]
            return _editor(request, kind, code, text, base=base, mistakes=said, status=422)
    return HttpResponseRedirect(f"{reverse('catalogue')}?kind={kind}&did=drafted", status=303)


def _of_code(draft: drafting.Draft, kind: str, code: str, *, is_new: bool) -> list[drafting.Said]:
    """What is wrong with the code: that of an entry stays, that of a new one is nobody's yet."""
    if draft.piece is None:
        return []
    if not is_new:
        said = _("The code stays %(code)s: cases remember it.") % {"code": code}
        return [] if draft.piece.code == code else [drafting.Said(1, said)]
    taken = bool(pack_catalogue.history(kind, draft.piece.code))
    said = _("There is an entry %(code)s already. A new one has a code of its own.") % {"code": draft.piece.code}
    return [drafting.Said(1, said)] if taken else []


def _newest(kind: str, code: str) -> Version:
    found = pack_catalogue.history(kind, code)
    if not found:
        raise Http404
    return found[0]


def _editor(
    request: Request,
    kind: str,
    code: str,
    text: str,
    *,
    base: str,
    mistakes: list[drafting.Said] | None = None,
    status: int = 200,
) -> HttpResponse:
    newest = _newest(kind, code)
    context = {
        "kind": kind,
        "kind_words": kind_words(kind),
        "code": code,
        "name": name_of(newest),
        "number": newest.number,
        "since": words.moment(newest.effective_from, request.now) if newest.effective_from else "",
        "text": text,
        "base": base,
        "mistakes": mistakes or [],
        "rows": min(40, max(12, text.count("\n") + 3)),
    }
    return frame.draw(request, "desk/entry.html", context, here="catalogue", status=status)


@page("pack.publish", methods=("POST",), step_up=True)
def publish(request: Request) -> HttpResponse:
    """Make a draft live. Its author cannot; the database refuses it too."""
    given = request.POST.get("draft", "")
    with scope.reading(request.hat, now=request.now):
        waiting = pack_catalogue.drafts()
    wanted = next((one for one in waiting if constant_time_compare(tokens.mark("draft", one.id), given)), None)
    try:
        if wanted is None:
            raise pack_versions.NotADraft
        pack_versions.publish(wanted.id, by=request.hat, now=request.now, record=journal.append)
    except (pack_versions.Refused, packs.PacksRefused) as refused:
        with scope.reading(request.hat, now=request.now):
            return _list(request, told=str(refused), status=409)
    live.forget()
    return HttpResponseRedirect(f"{reverse('catalogue')}?kind={wanted.kind}&did=published", status=303)
