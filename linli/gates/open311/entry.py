"""The door of every resource: its method, the city asked for, the encoding; then the view, and its "no" as errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from linli.gates.open311 import problems, written
from linli.gates.open311.problems import NotThere, Refused
from linli.kernel.cases import catalogue
from linli.kit.routes import OPEN, Guard, Request
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock

ENDPOINT = "/open311/v2"
ALLOWED_HEADERS = "Content-Type, Idempotency-Key, Accept-Language"
UNREADABLE = "\ufffd"


def resource(may: str, *methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Guard a view of the gate with an action of the policy. Whoever asks is a visitor: sessions count for nothing."""

    def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: Any, **kwargs: Any) -> HttpResponse:
            form = kwargs.setdefault("form", written.XML)
            made = _answered(view, request, form, methods, kwargs)
            made.sets_browser = False  # type: ignore[attr-defined]
            return made

        wrapper.guard = Guard(may, methods)  # type: ignore[attr-defined]
        return csrf_exempt(wrapper)  # filing needs a key, and no cookie is looked at

    return guarded


def _answered(
    view: Callable[..., HttpResponse], request: Any, form: str, methods: tuple[str, ...], given: dict[str, Any]
) -> HttpResponse:
    if request.method == "OPTIONS":
        return _preflight(methods)
    try:
        _look_over(request, methods, given)
        return view(request, **given)
    except Exception as problem:
        if problems.are_known(problem):
            return problems.told(problem, form)
        return problems.broken(request, problem, form)


def _look_over(request: Request, methods: tuple[str, ...], given: dict[str, Any]) -> None:
    """Give the request its moment and its hat; refuse what cannot be meant for here."""
    if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
        raise Refused(_("This address takes %(methods)s only.") % {"methods": ", ".join(methods)}, code=405)
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdigit() and int(announced) > settings.REQUEST_MOST:
        raise problems.too_large()
    request.now, request.hat = clock(), VISITOR
    for name, value in [*request.GET.items(), *given.items()]:
        readable(name, str(value))
    of_this_city(request, request.GET.get("jurisdiction_id", ""))


def readable(name: str, value: str) -> None:
    """Refuse text that is not UTF-8 or holds signs no text has."""
    if UNREADABLE in name + value or any(ord(sign) < 32 and sign not in "\t\n\r" for sign in name + value):
        raise Refused(_("“%(name)s” is not UTF-8 text. Send it again in UTF-8.") % {"name": name.strip(UNREADABLE)})


def of_this_city(request: Request, jurisdiction: str) -> None:
    """One database is one city, so the id may be left out; the id of another city is not found."""
    own = {catalogue.city(at=request.now).code, urlsplit(settings.PUBLIC_URL).hostname}
    if jurisdiction and jurisdiction not in own:
        raise NotThere(_("There is no jurisdiction_id “%(given)s” here. Leave it out.") % {"given": jurisdiction[:60]})


def _preflight(methods: tuple[str, ...]) -> HttpResponse:
    """What a browser asks before a page of another site may send a form with a key."""
    made = HttpResponse(status=204)
    made["Access-Control-Allow-Origin"] = "*"
    made["Access-Control-Allow-Methods"] = ", ".join(("OPTIONS", *methods))
    made["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
    made["Access-Control-Max-Age"] = "86400"
    return made


@resource(OPEN, "GET", "POST")
def nothing(request: HttpRequest, form: str) -> HttpResponse:  # noqa: ARG001
    """Every address below the endpoint that means nothing."""
    raise Refused(_("This address means nothing here. See discovery.xml for the endpoint; formats are xml and json."))
