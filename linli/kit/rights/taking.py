"""Taking a copy along: asked for and fetched in one session. No address carries anything that opens it elsewhere.

The session keeps a secret of its own; a copy knows its keyed hash. Logged out, in another browser or after a day the
same address opens nothing (Decidim CVE-2026-45377 and CVE-2026-45378 were links that did).
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.papers import files
from linli.kernel.people import queries as people
from linli.kernel.rights import actions as rights
from linli.kernel.rights import document
from linli.kernel.rights.actions import TooManyCopies
from linli.kernel.rights.models import DataCopy
from linli.kernel.rights.queries.copies import copy_of_session, key_of
from linli.kit import words
from linli.kit.counter.here import language, page_of
from linli.kit.rights.making import FOLDER
from linli.kit.routes import OPEN, Request, owe, page
from linli.plumbing import crypto, scope

SECRET = "data_copy"  # noqa: S105  the name of it in the session
LATE = timedelta(minutes=5)  # from then on nobody waits for it any more: ask for another
State = DataCopy.State


@page("held.see")
def my_copy(request: Request) -> HttpResponse:
    """Ask for a copy, see how far it is, fetch it."""
    return _drawn(request)


def _drawn(request: Request, error: str = "", *, status: int = 200) -> HttpResponse:
    one = _of_session(request)
    late = one is not None and one.state == State.WAITING and request.now - one.asked > LATE
    template = "my_copy_part.html" if request.GET.get("part") == "copy" else "my_copy.html"
    return page_of(
        request,
        template,
        status,
        here="me",
        hat=request.hat,
        state="late" if late else str(one.state) if one else "",
        until=words.moment(one.until, request.now) if one else "",
        size=_size(one.size) if one else "",
        rows=one.rows if one else 0,
        error=error,
    )


@page("held.ask", methods=("POST",))
def ask_copy(request: Request) -> HttpResponse:
    """Have one made. A second tap while one is being made changes nothing."""
    with scope.reading(request.hat, now=request.now):
        whose, waiting = people.whose(request.hat), _of_session(request)
    if waiting is None or waiting.state != State.WAITING or request.now - waiting.asked > LATE:
        secret = request.session.setdefault(SECRET, secrets.token_urlsafe(32))
        request.session.modified = True
        try:
            rights.ask_copy(whose=whose, secret=secret, language=language(), by=request.hat, now=request.now)
        except TooManyCopies as refused:
            with scope.reading(request.hat, now=request.now):
                return _drawn(request, str(refused), status=429)
    return HttpResponseRedirect(reverse("my_copy"), status=303)


@page("held.see")
def copy_file(request: Request) -> HttpResponse:
    """The zip, for the session that asked for it and for nobody else."""
    one = _of_session(request)
    if one is None or one.state != State.READY:
        raise Http404
    try:
        content = crypto.unseal_under(key_of(one), files.read(FOLDER, one.file), bound=f"copy:{one.file}")
    except FileNotFoundError:
        raise Http404 from None
    owe(request, rights.note_fetched, copy_id=one.id)
    name = f"linli-{words.local(one.asked).date().isoformat()}.zip"
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_('my data') + '-' + name)}"
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@page(OPEN)
def copy_schema(request: Request) -> HttpResponse:  # noqa: ARG001  the same for everybody
    """The JSON Schema of ``data.json``."""
    return JsonResponse(document.schema(), content_type="application/schema+json")


def _of_session(request: Request) -> DataCopy | None:
    secret = request.session.get(SECRET, "")
    return copy_of_session(request.hat.account, secret, at=request.now)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1000)} kB"
