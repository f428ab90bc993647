"""A form that is too large to be read at all: more files or more text than any form of the house asks for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.kit import kept, refusals


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """What came could not be read. Nothing of it could be kept, and the sentence says so."""
    back = kept.local_path(request.headers.get("Referer", "")) or "/"
    sentence = _("That was more than this form takes: at most 9 photos and a few pages of text. Go back and send less.")
    return refusals.refuse(request, 400, sentence, back=back)
