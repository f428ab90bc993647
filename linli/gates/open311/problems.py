"""Every "no" of the gate: the status the specification names, and an ``errors`` list with sentences for a person.

404 for what does not exist, 403 for a missing or wrong key, 400 for everything else. The code in the list may say
it more closely (413, 429); the status never does.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.gates.open311 import written
from linli.kernel.cases.actions import SentTooMuch
from linli.kernel.cases.catalogue import UnknownItem
from linli.kernel.cases.reports import NotAReport
from linli.kernel.papers.sniff import PhotoRefused
from linli.kernel.people.phones import PhoneWrong
from linli.plumbing.idempotency import KeyReused

logger = logging.getLogger(__name__)


class Refused(Exception):
    """A "no" of the gate itself. ``code`` is the HTTP status unless another one says it more closely."""

    status = 400

    def __init__(self, *sentences: str | Promise, code: int = 0) -> None:
        self.sentences, self.code = sentences, code or self.status
        super().__init__(self.code)


class NotThere(Refused):
    status = 404


class KeyRefused(Refused):
    status = 403


def told(problem: Exception, form: str) -> HttpResponse:
    """A problem as the list of errors the specification asks for."""
    refused = refusal_of(problem)
    errors = [{"code": refused.code, "description": str(sentence)} for sentence in refused.sentences]
    made = written.answer(errors, "errors", form, status=refused.status)
    made["Cache-Control"] = "no-store"
    return made


def refusal_of(problem: Exception) -> Refused:
    """What an exception comes to at this gate."""
    if isinstance(problem, Refused):
        return problem
    if isinstance(problem, UnknownItem):
        return NotThere(_("There is no service with this service_code. GET services lists them."))
    if isinstance(problem, SentTooMuch):
        return Refused(str(problem), code=429)
    if isinstance(problem, NotAReport | PhotoRefused | PhoneWrong | KeyReused):
        return Refused(str(problem))
    if isinstance(problem, ObjectDoesNotExist | Http404):
        return NotThere(_("There is nothing under this id. Check how it is written."))
    if isinstance(problem, RequestDataTooBig):
        return too_large()
    return Refused(_("What was sent cannot be read. Send a form: application/x-www-form-urlencoded, in UTF-8."))


def too_large() -> Refused:
    return Refused(_("This is too much at once. Nine photos of 20 MB each and a few pages of text fit."), code=413)


def broken(request: HttpRequest, problem: Exception, form: str) -> HttpResponse:
    """Something broke on our side: it is logged, and said."""
    logger.error("%s %s", request.method, request.path, exc_info=problem)
    sentence = _("Something broke on our side. It has been noted; try again in a minute.")
    made = written.answer([{"code": 500, "description": sentence}], "errors", form, status=500)
    made["Cache-Control"] = "no-store"
    return made


KNOWN: tuple[type[Exception], ...] = (
    Refused, SentTooMuch, UnknownItem, NotAReport, PhotoRefused, PhoneWrong, KeyReused, ObjectDoesNotExist, Http404,
    RequestDataTooBig, SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError,
)  # fmt: skip


def are_known(problem: Any) -> bool:
    return isinstance(problem, KNOWN)
