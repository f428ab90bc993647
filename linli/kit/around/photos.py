"""Released photos, at the address of the public matter they belong to. Nobody needs to be anybody to see them."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from linli.kernel.publications import queries as publications
from linli.kernel.publications.queries import released
from linli.kit.routes import OPEN, Request, page

A_DAY = "public, max-age=86400"


@page(OPEN)
def photo(request: Request, code: str, name: str) -> HttpResponse:  # noqa: ARG001  the first parameter of every page
    """One released photo: the copy that was made for everybody, without place and time inside."""
    face = publications.one(code)
    found = next((one for one in publications.photos_of([face]).get(face.case_id, []) if one.code == name), None)
    if found is None:
        raise Http404
    try:
        content = released.open_photo(found)
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer = HttpResponse(content, content_type=found.media_type)
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = A_DAY
    answer.sets_browser = False  # type: ignore[attr-defined]
    return answer
