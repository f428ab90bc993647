"""schemathesis over the OpenAPI of both surfaces: whatever a program sends, the API answers as it says it does.

Requests are made up from the description, right ones and wrong ones. No answer may be a server error, none may have
a status, a type or a shape that is not declared, and nothing the description forbids may be accepted.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks as openapi

from linli.gates.open311.tests.conftest import a_key
from linli.kernel.publications.models import PublicFace
from tests.open311 import described
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

# A form that breaks off inside a file leaves that file to the collector; Django closes only whole ones at once.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")

CHECKS = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
]
REFUSALS = [400, 401, 403, 404, 409, 413, 422, 429]
EVERYBODY = ("visitor", "resident", "nobody", "clerk", "street_lead")
MOST = ("visitor", "resident", "clerk")
SURFACE = {"visitor": "public", "resident": "public"}


@pytest.fixture
def asker(request: pytest.FixtureRequest, world: World, db: None) -> Iterator[dict[str, str]]:
    """Somebody at a surface, by the headers of their session."""
    role = request.param
    with surface(SURFACE.get(role, "desk")):
        headers = _headers(world, role)  # before: the test client sets the signals as it leaves them
        with one_connection():
            yield headers


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests leave the connection of the test open, as Django's own test client has them do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def _headers(world: World, role: str) -> dict[str, str]:
    visit = Visit()
    if role == "resident":
        visit.enter(phone=world.residents[0].phone, password=PASSWORD)
    elif role not in ("visitor", "nobody"):
        visit.enter(login=world.login(world.hat(role)), password=PASSWORD)
    crumbs = "; ".join(f"{name}={crumb.value}" for name, crumb in visit.cookies.items())
    return {"Cookie": crumbs, "X-CSRFToken": visit.csrf} if crumbs else {}


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """What broken forms left is collected here, where it is expected, and not in whatever test comes next."""
    yield
    gc.collect()


def operations(where: str = "/api/v1/openapi.json", app: Any = None) -> Iterator[APIOperation[Any, Any, Any]]:
    """Every operation of the running surface."""
    config = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})
    schema = schemathesis.openapi.from_wsgi(where, app or WSGIHandler(), config=config)
    for found in schema.get_all_operations():
        yield found.ok()


def tried(
    headers: dict[str, str],
    *,
    examples: int,
    derandomize: bool,
    of: Iterable[APIOperation[Any, Any, Any]] | None = None,
    modes: Iterable[GenerationMode] = GenerationMode,
) -> list[str]:
    """What went wrong, by operation; each is tried with right and with wrong requests."""
    wrong: list[str] = []
    for operation in operations() if of is None else of:
        for mode in modes:
            wrong += _one(operation, mode, headers, examples=examples, derandomize=derandomize)
    return wrong


def _one(
    operation: APIOperation[Any, Any, Any], mode: GenerationMode, headers: dict[str, str], **how: Any
) -> list[str]:
    @given(case=operation.as_strategy(generation_mode=mode))
    @trying(
        max_examples=how["examples"], derandomize=how["derandomize"], deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )  # fmt: skip
    def answers_as_it_says(case: Any) -> None:
        response = case.call(headers={**headers, "Host": "localhost"})
        case.validate_response(response, checks=CHECKS)

    try:
        answers_as_it_says()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, operation.label  # nothing can be wrong where nothing is sent
    except FailureGroup as group:
        return [f"{operation.label} ({mode.value}): {failure}" for failure in group.exceptions]
    return []


@pytest.mark.asvs("V2.2.1", "V2.2.2", "V15.3.5")
@pytest.mark.dengbao("8.1.4.4 d")
@pytest.mark.parametrize("asker", MOST, indirect=True)
def test_whatever_is_sent(asker: dict[str, str]) -> None:
    wrong = tried(asker, examples=10, derandomize=True)
    assert not wrong, "\n".join(wrong)


@pytest.mark.proof
@pytest.mark.parametrize("asker", EVERYBODY, indirect=True)
def test_whatever_is_sent_and_much_of_it(asker: dict[str, str]) -> None:
    wrong = tried(asker, examples=100, derandomize=False)
    assert not wrong, "\n".join(wrong)


# -- nothing is left out


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["public", "desk"])
def test_every_operation_there_is_is_tried(world: World, name: str) -> None:
    """The routes below ``api/`` and the operations of the description are the same, method by method."""
    with surface(name), one_connection():
        told = {(one.method.upper(), one.path.removeprefix("/api/v1")) for one in operations()}
    routed = set(_routed(get_resolver(f"linli.main.urls_{name}").url_patterns))
    assert told == routed
    assert len(told) >= 10


def _routed(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every operation below ``api/v1/``."""
    for one in patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routed(one.url_patterns, path)
        elif (
            isinstance(one, URLPattern) and path.startswith("api/v1/") and one.name not in ("api-root", "openapi-json")
        ):
            methods = getattr(one.callback, "guard").methods  # noqa: B009
            yield from (
                (method, "/" + path.removeprefix("api/v1/").replace("<", "{").replace(">", "}")) for method in methods
            )


# -- GeoReport v2, which other cities' programs speak


@pytest.fixture
def georeport(world: World, db: None) -> Iterator[Iterable[APIOperation[Any, Any, Any]]]:
    """Its operations, described by us because the specification has no such page."""
    world.an_open_case()
    with as_login(""):
        code = PublicFace.objects.values_list("code", flat=True)[0]
    page = json.dumps(
        described.page(key=a_key(world, per_hour=100_000), service="hotline.stair_light", code=code)
    ).encode()
    product = WSGIHandler()

    def app(environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/described.json":
            start("200 OK", [("Content-Type", "application/json")])
            return [page]
        return product(environ, start)

    with surface("public"), one_connection():
        yield list(operations("/described.json", app))


@pytest.mark.parametrize("examples", [10, pytest.param(100, marks=pytest.mark.proof)])
def test_whatever_another_citys_program_sends(georeport: Iterable[APIOperation[Any, Any, Any]], examples: int) -> None:
    """The standard lets programs send fields nobody knows, so only right requests are made up here."""
    wrong = tried({}, examples=examples, derandomize=examples == 10, of=georeport, modes=[GenerationMode.POSITIVE])
    assert not wrong, "\n".join(wrong)
