"""Every "no" of the API: a status, a sentence for the person in front of the program, and the field it is about."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import ValidationError as NinjaRefusal
from pydantic import ValidationError

from linli.gates.identity.refused import NotLetIn
from linli.kernel.cases.actions import SentTooMuch, TaskTaken
from linli.kernel.cases.catalogue import UnknownItem
from linli.kernel.cases.reports import NotAReport
from linli.kernel.papers.sniff import PhotoRefused
from linli.kernel.people.phones import PhoneWrong
from linli.kernel.ratings.actions import AlreadyRated
from linli.kit import unwell
from linli.plumbing.idempotency import KeyReused
from linli.plumbing.policy import NotAllowed

if TYPE_CHECKING:
    from linli.gates.web_api.api import Api

logger = logging.getLogger(__name__)


class Refused(Exception):
    """A "no" of the API itself; ``field`` names what to change, if it is one thing."""

    status = 422
    sentence: str | Promise = ""

    def __init__(self, sentence: str | Promise = "", *, field: str = "") -> None:
        self.said, self.field = sentence or self.sentence, field
        super().__init__(field)

    def __str__(self) -> str:
        return str(self.said)


class NotLoggedIn(Refused):
    status = 401
    sentence = gettext_lazy("Log in first.")


class LoginRefused(Refused):
    """The door's own sentence."""

    status = 401

    @classmethod
    def of(cls, refused: NotLetIn) -> Refused:
        said = refused.sentence
        return TooOften(said, field=refused.field) if refused.too_often else cls(said, field=refused.field)


class ForeignSite(Refused):
    status = 403
    sentence = gettext_lazy("A change needs the header X-CSRFToken with the token the login gave.")


class TooLarge(Refused):
    status = 413
    sentence = gettext_lazy("This is too much at once. Send fewer or smaller photos, as multipart/form-data.")


class TooOften(Refused):
    status = 429
    sentence = gettext_lazy("Too many tries. Wait a while and try again.")


class Unknown(Refused):
    """A field or a question nobody knows is a slip of the pen, and not a wish."""

    def __str__(self) -> str:
        return _("There is no field “%(field)s” here. Check how it is written.") % {"field": self.field}


class NotReadable(Refused):
    status = 422
    sentence = gettext_lazy("The body is not the JSON this address expects.")


Found = tuple[int, str, str]

# What the rooms raise: the status, and the field their sentence is about.
KNOWN: dict[type[Exception], tuple[int, str]] = {
    NotAllowed: (403, ""),
    SentTooMuch: (429, ""),
    TaskTaken: (409, "task"),
    AlreadyRated: (409, "grade"),
    KeyReused: (422, "Idempotency-Key"),
    UnknownItem: (422, "item"),
    PhotoRefused: (422, "photos"),
    PhoneWrong: (422, "phone"),
}


def problem_of(problem: Exception) -> Found:
    """Status, sentence and field of an exception that has a sentence of its own."""
    if isinstance(problem, Refused):
        return problem.status, str(problem), problem.field
    if isinstance(problem, NotAReport):
        return 422, str(problem), problem.field
    status, field = KNOWN[type(problem)]
    return status, str(problem), field


def answer(found: Found) -> HttpResponse:
    """A problem as JSON: ``{"sentence": …, "field": …}``."""
    status, sentence, field = found
    body = msgspec.json.encode({"sentence": sentence, "field": field})
    return HttpResponse(body, status=status, content_type="application/json")


def register(api: Api) -> None:
    """Teach an API to answer with sentences."""
    own: tuple[type[Exception], ...] = (Refused, NotAReport, *KNOWN)
    for kind in own:
        api.add_exception_handler(kind, _known)
    for kind, handler in _OTHERS.items():
        api.add_exception_handler(kind, handler)


def _known(_request: HttpRequest, problem: Any) -> HttpResponse:
    return answer(problem_of(problem))


def _not_found(_request: HttpRequest, _problem: Exception) -> HttpResponse:
    return answer((404, _("There is nothing here for you. Check the number and the code."), ""))


def _misfit(_request: HttpRequest, problem: ValidationError) -> HttpResponse:
    return answer(misfit(dict(problem.errors(include_url=False)[0])))


def _ninja_misfit(_request: HttpRequest, problem: NinjaRefusal) -> HttpResponse:
    return answer(misfit(problem.errors[0]))


def _too_large(_request: HttpRequest, _problem: Exception) -> HttpResponse:
    return answer(problem_of(TooLarge()))


def _unreadable(_request: HttpRequest, _problem: Exception) -> HttpResponse:
    return answer(problem_of(NotReadable()))


def _broken(request: HttpRequest, problem: Exception) -> HttpResponse:
    logger.error("%s %s", request.method, request.path, exc_info=problem)
    if sentence := unwell.sentence_of(problem):
        later = answer((unwell.STATUS, sentence, ""))
        later["Retry-After"] = str(unwell.RETRY_SECONDS)
        return later
    return answer((500, _("Something broke on our side. It has been noted; try again in a minute."), ""))


def misfit(error: dict[str, Any]) -> Found:
    """The first thing that does not fit the declared shape, in words that name the field."""
    where = error["loc"]
    field = ".".join(map(str, where[1:] if len(where) > 1 and where[0] in ("query", "path", "body") else where))
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "missing":
        return 422, _("“%(field)s” is missing.") % {"field": field}, field
    if kind == "extra_forbidden":
        return problem_of(Unknown(field=field))
    if kind == "string_too_long":
        words = _("“%(field)s” is longer than %(most)s characters. Shorten it.")
        return 422, words % {"field": field, "most": limits["max_length"]}, field
    if kind.startswith("json"):
        return 422, str(NotReadable()), ""
    return 422, _("“%(field)s” does not fit: look at what is expected in openapi.json.") % {"field": field}, field


_OTHERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    ObjectDoesNotExist: _not_found,
    Http404: _not_found,
    ValidationError: _misfit,
    NinjaRefusal: _ninja_misfit,
    RequestDataTooBig: _too_large,
    SuspiciousOperation: _too_large,
    MultiPartParserError: _unreadable,
    Exception: _broken,
}
