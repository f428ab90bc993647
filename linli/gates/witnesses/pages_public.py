"""The journal as everybody may see it: how far it is sealed, the signed checkpoint, who keeps it outside."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from linli.engines.merkle.notes import Note
from linli.gates.witnesses import queries as witnesses
from linli.gates.witnesses.models import WitnessReceipt
from linli.kernel.journal import proving, queries
from linli.kit import words
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page


@page(OPEN)
def journal(request: Request) -> HttpResponse:
    """In words, for residents; the note itself for programs."""
    newest = queries.newest_checkpoint()
    held = [
        {"name": one.name, "size": one.size, "taken": words.moment(one.taken, request.now) if one.taken else ""}
        for one in witnesses.standing()
    ]
    context: dict[str, Any] = {
        "newest": newest,
        "made": words.moment(newest.made, request.now) if newest else "",
        "keys": [str(key) for key in proving.keys_of(newest.note)] if newest else [],
        "witnesses": held,
    }
    return page_of(request, "journal.html", **context)


@page(OPEN)
def checkpoint(_request: Request) -> HttpResponse:
    """The newest checkpoint as a note (c2sp.org/tlog-checkpoint), with the cosignatures that came for it."""
    newest = queries.newest_checkpoint()
    if newest is None:
        raise Http404
    cosigned = WitnessReceipt.objects.filter(size=newest.size).exclude(cosignature="").order_by("id")
    lines = "".join(cosigned.values_list("cosignature", flat=True))
    note = Note.read(newest.note + lines) if lines else None
    return HttpResponse(newest.note + (lines if note else ""), content_type="text/plain; charset=utf-8")
