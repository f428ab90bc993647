"""What could not be read, at the desk: the list with reasons, one message as far as it can be read, two ways out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.gates.mail import decoding
from linli.gates.unread import actions
from linli.gates.unread.actions import AlreadySettled
from linli.gates.unread.models import Unread
from linli.kernel.cases import catalogue
from linli.kernel.cases.reports import NotAReport, Report
from linli.kernel.places import queries as places
from linli.kit import words
from linli.kit.counter import forms, places_search, sheet
from linli.kit.desk import frame, tokens
from linli.kit.routes import Request, owe, page
from linli.plumbing import scope

MOST = 100
SHOWN = 8_000  # characters of a message that are drawn
TYPED = ("item", "text", "community", "why")


@page("unread.settle")
def unread(request: Request) -> HttpResponse:
    """What waits, the oldest first, and what was made of the last ones."""
    waiting = list(Unread.objects.filter(settled=None).defer("raw").order_by("id")[:MOST])
    settled = list(Unread.objects.exclude(settled=None).defer("raw").order_by("-settled")[:20])
    did = {
        "opened": _("Taken in as a report"),
        "dismissed": _("Put away with your reason"),
        "gone": str(AlreadySettled()),
    }.get(request.GET.get("did", ""))
    context = {
        "waiting": [_row(one, request) for one in waiting],
        "settled": [_row(one, request) for one in settled],
        "flash_list": [{"words": did}] if did else [],
    }
    return frame.draw(request, "desk/unread.html", context, here="me")


def _row(one: Unread, request: Request) -> dict[str, Any]:
    return {
        "mark": tokens.mark("unread", one.id),
        "source": {"mail": _("a letter"), "open311": _("from another program")}.get(one.source, one.source),
        "sender": one.sender,
        "at": words.moment(one.at, request.now),
        "size": one.size,
        "reason": one.reason,
        "ending": one.number or one.why,
        "number": one.number,
        "who": one.who,
    }


def _found(mark: str) -> Unread:
    for number in Unread.objects.order_by("-id").values_list("id", flat=True)[:2000]:
        if tokens.mark("unread", number) == mark:
            return Unread.objects.get(id=number)
    raise Http404


@page("unread.settle")
def message(request: Request, mark: str) -> HttpResponse:
    """One message as far as it can be made out, and what can be done about it."""
    return _one(request, _found(mark), {}, {})


def _one(
    request: Request, one: Unread, typed: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    owe(request, actions.note_look, unread=one.id)
    said = legible(actions.raw_of(one))
    context = {
        "row": _row(one, request),
        "mark": tokens.mark("unread", one.id),
        "is_open": one.settled is None,
        "said": said[:SHOWN],
        "more": max(0, one.size - SHOWN),
        "items": sheet.groups(request.now),
        "divisions": places_search.divisions(),
        "typed": {"text": said[:SHOWN], "item": "", "community": "", "why": "", **typed},
        "errors": errors,
    }
    return frame.draw(request, "desk/unread_one.html", context, here="me", status=status)


def legible(raw: bytes) -> str:
    """Bytes as text, whatever can be made out: what is no sign of a text is left out."""
    text = decoding.words(raw)
    return "".join(sign for sign in text if sign in "\n\t" or (sign.isprintable() and sign != "\ufffd"))


@page("unread.settle", methods=("POST",))
def settle(request: Request, mark: str) -> HttpResponse:
    """Take it in as a report, or put it away with a reason."""
    typed = {name: request.POST.get(name, "") for name in TYPED}
    with scope.reading(request.hat, now=request.now):
        one = _found(mark)
    did = request.POST.get("act", "")
    try:
        if did == "dismissed":
            actions.dismiss(unread=one.id, why=typed["why"], by=request.hat, now=request.now)
        else:
            with scope.reading(request.hat, now=request.now):
                report = _report(request, typed, one)
            actions.take_in(unread=one.id, report=report, by=request.hat, now=request.now)
    except AlreadySettled:
        did = "gone"
    except NotAReport as wrong:
        with scope.reading(request.hat, now=request.now):
            return _one(request, one, typed, {wrong.field: str(wrong)}, status=422)
    return HttpResponseRedirect(f"{reverse('unread')}?did={did or 'opened'}", status=303)


def _report(request: Request, typed: Mapping[str, str], one: Unread) -> Report:
    """What a clerk made out, as a report without a reporter; its place is found where such matters are sorted."""
    if typed["item"] not in {item.code for item in catalogue.items(at=request.now)}:
        raise NotAReport("item", _("Choose what it is about. If you cannot tell, choose “Something else”."))
    chosen = forms.chosen_place(forms.Typed(place=typed["community"]))
    division = chosen or places.place(one.scope_id)
    scope_id = division.scope_id if division is not None else one.scope_id
    return Report(item=typed["item"], text=typed["text"], scope=scope_id, at=one.at, channel=CHANNELS[one.source])


CHANNELS = {"mail": "mail", "open311": "open311"}
