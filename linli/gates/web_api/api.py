"""One API of one surface: operations that each name their action of the policy, and what they take and answer.

django-ninja keeps the routes and writes the OpenAPI page. Answers are encoded straight from plain values, because
a model built for each row costs more than the row; a test holds every answer against its declared shape.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, get_args

import msgspec
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema

from linli.gates.web_api import bodies, problems
from linli.gates.web_api.entry import Entry
from linli.gates.web_api.shapes import Problem
from linli.kit.routes import OPEN, Guard, Request, write_what_is_owed
from linli.plumbing import scope

Handler = TypeVar("Handler", bound=Callable[..., Any])
REFUSALS = frozenset({400, 401, 403, 404, 409, 413, 422, 429})


class Api(NinjaAPI):
    """The operations of one surface, at ``/api/v1/``; described at ``/api/v1/openapi.json``."""

    def __init__(self, surface: str, *, title: str, description: str) -> None:
        super().__init__(
            title=title, version="1", description=description, urls_namespace=f"api_{surface}", docs_url=None
        )
        self.guards: dict[str, Guard] = {}
        self.bodies: list[type[Schema]] = []
        self._described: OpenAPISchema | None = None
        problems.register(self)

    def operation(
        self,
        method: str,
        path: str,
        *,
        may: str,
        answers: Any,
        takes: type[Schema] | None = None,
        photos: bool = False,
        status: int = 200,
    ) -> Callable[[Handler], Handler]:
        """Route a handler. ``takes`` is the shape of the body it reads with ``bodies.read``."""

        def added(handler: Handler) -> Handler:
            name = handler.__name__
            self.bodies += [takes] if takes else []
            self.guards[name] = Guard(may, (method,))
            self.default_router.add_api_operation(
                path,
                [method],
                _answering(handler, method, status),
                auth=Entry(may, method, asked=_asked(handler)),
                response={status: answers, REFUSALS: Problem},
                operation_id=name,
                url_name=name,
                openapi_extra=bodies.described(takes, photos=photos) if takes else {},
            )
            return handler

        return added

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The description, with the shapes of the bodies among its components; written once, read by anybody."""
        if self._described is None:
            self._described = super().get_openapi_schema(**given)
            for body in self.bodies:
                shape = body.model_json_schema(ref_template=bodies.REFERENCE)
                inner = shape.pop("$defs", {})
                self._described["components"]["schemas"].update({**inner, body.__name__: shape})
        return self._described

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The routes, each with the guard that ``linli check`` looks for."""
        patterns, application, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                if pattern.name not in self.guards:  # the library's own: its root, the description
                    pattern.callback = require_safe(pattern.callback)
                view: Any = pattern.callback
                view.guard = self.guards.get(pattern.name or "", Guard(OPEN, ("GET",)))
        return patterns, application, namespace


def _asked(handler: Callable[..., Any]) -> frozenset[str]:
    """What may stand behind the question mark of an operation's address."""
    names: set[str] = set()
    for name, parameter in list(signature(handler).parameters.items())[1:]:
        shape = get_args(parameter.annotation)[:1]  # Query[Shape] is Annotated[Shape, …]
        names |= set(shape[0].model_fields) if shape else {name}
    return frozenset(names)


def _answering(handler: Callable[..., Any], method: str, status: int) -> Callable[..., HttpResponse]:
    """The handler as a view: reading happens in the one read-only transaction, an action opens its own.

    What it owes to the journal (:func:`linli.kit.routes.owe`) is written before the answer is handed over.
    """

    @wraps(handler)
    def view(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        request.owed = []
        if method != "GET":
            answer = written(handler(request, *args, **kwargs), status=status)
        else:
            with scope.reading(request.hat, now=request.now):
                answer = written(handler(request, *args, **kwargs), status=status)
        write_what_is_owed(request)
        return answer

    return view


def written(answer: Any, *, status: int = 200) -> HttpResponse:
    """An answer as JSON; times are ISO 8601 in UTC. A handler may have made the response itself."""
    if isinstance(answer, HttpResponse):
        return answer
    return HttpResponse(msgspec.json.encode(answer), status=status, content_type="application/json")
