"""What an auditor takes along: a bundle of the journal, or one line with its proof, verified without this city."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import IO
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.gates.witnesses import queries as witnesses
from linli.kernel.journal import actions as journal
from linli.kernel.journal import bundle as bundles
from linli.kernel.journal import proving, queries, stored
from linli.kernel.journal.models import Checkpoint
from linli.kernel.journal.reading import Kept
from linli.kit import words
from linli.kit.pacing import Pace
from linli.kit.routes import Request, owe, page

MOST = 100_000  # lines; more than these are written by the command line
BUNDLES = Pace("bundle", 20)


@page("journal.see", step_up=True, pace=BUNDLES)
def bundle(request: Request) -> HttpResponse:
    """The last lines up to now; ``?leaf=`` one line. That it leaves the house is written down."""
    newest = queries.newest_checkpoint()
    if newest is None:
        raise Http404
    if typed := request.GET.get("leaf", "").strip():
        return _one(request, newest, typed)
    first, keys = since(newest, MOST), proving.keys_of(newest.note)
    try:
        source = kept(request, first)
        answer = _download(lambda file: bundles.write(file, source, keys=keys), _name(request, _("journal bundle")))
    except LookupError:  # what the tree is made of is gone: the page says so
        return HttpResponseRedirect(f"{reverse('audit')}?check=1#check")
    owe(request, journal.note_bundle, first=first, count=stored.head().size - first)
    return answer


def _one(request: Request, newest: Checkpoint, typed: str) -> HttpResponse:
    line = line_of(typed)
    found = proving.proof_of(line) if line is not None else None
    if found is None:
        raise Http404
    keys, name = proving.keys_of(newest.note), _("journal line %(number)s") % {"number": found.index + 1}
    answer = _download(lambda file: bundles.write_one(file, found, keys=keys), _name(request, name))
    owe(request, journal.note_bundle, first=found.index, count=1)
    return answer


def since(newest: Checkpoint, most: int) -> int:
    """The size of the tree from which on no more than about so many lines are left."""
    return queries.checkpoint_since(newest.size - most) if newest.size > most else 0


def kept(request: Request, first: int) -> Kept:
    """The journal from that size on, and what witnesses in reach hold, inside the transaction of the page."""
    return Kept(by=request.hat, now=lambda: request.now, since=first, witnessed=witnesses.held(), on_page=True)


def line_of(typed: str) -> int | None:
    """The line that has this number in the order of the seal; None where there is none."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
    return stored.line_at(number - 1) if number else None


def _name(request: Request, what: str) -> str:
    return f"{what} {words.local(request.now):%Y-%m-%d}"


def _download(write: Callable[[IO[bytes]], object], name: str) -> HttpResponse:
    with tempfile.TemporaryFile() as file:
        write(file)
        file.seek(0)
        answer = HttpResponse(file.read(), content_type="application/gzip")
    answer["Content-Disposition"] = f"attachment; filename=\"journal.gz\"; filename*=UTF-8''{quote(name, safe='')}.gz"
    answer["Cache-Control"] = "no-store"
    return answer
