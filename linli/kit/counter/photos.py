"""Photos of a case and of a form that has not been sent, served to whoever may see them.

An address names the case by its number, the event by its place in the shown history, the photo by its place there.
The wall decides who sees the case; what is in quarantine never opens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases.models import Case, Event
from linli.kernel.cases.reports import Photo
from linli.kernel.papers import queries as papers
from linli.kernel.papers.models import Paper
from linli.kernel.papers.queries import NotToBeShown
from linli.kernel.papers.sniff import PhotoRefused, look
from linli.kit import kept
from linli.kit.counter import history
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import numbers

View = Callable[..., HttpResponse]
AN_HOUR = "private, max-age=3600"


def _kept_by_the_browser(view: View) -> View:
    """A photo never changes, so its own browser may keep it for an hour; nobody between may."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = AN_HOUR
            del response["Expires"]
        return response

    return wrapper


@_kept_by_the_browser
@page("case.see")
def paper(request: Request, number: str, event: int, place: int, size: str = "") -> HttpResponse:  # noqa: ARG001
    """A clean photo of a case, or its small form for lists."""
    case = Case.objects.get(number=numbers.tidy(number))
    told = history.shown(list(Event.objects.filter(case_id=case.id, shown=True).select_related("body")))
    if not event or not place:  # the first is 1; Python would take 0 for the last
        raise Http404
    try:
        wanted = Paper.objects.get(id=told[event - 1].body.papers[place - 1])
        content = papers.open_thumb(wanted) if size == "small" else papers.open_paper(wanted)
    except (IndexError, NotToBeShown) as nothing:
        raise Http404 from nothing
    return _picture(content, wanted.media_type)


@_kept_by_the_browser
@page(OPEN)
def kept_photo(request: Request, name: str) -> HttpResponse:
    """A photo of a form of this very browser that has not been sent yet."""
    found = kept.photo(request, name)
    if found is None:
        raise Http404
    try:
        return _picture(found.content, look(found.content).media_type)
    except PhotoRefused as nothing:
        raise Http404 from nothing


def drawn(photos: Sequence[Photo]) -> list[dict[str, str]]:
    """Kept photos as the form shows them, each with a box to leave it out."""
    return [
        {
            "src": reverse("kept_photo", args=(photo.name,)),
            "alt": _("Photo %(number)s, kept until you send") % {"number": number},
            "name": kept.LEAVE_OUT,
            "value": photo.name,
        }
        for number, photo in enumerate(photos, 1)
    ]


def _picture(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
