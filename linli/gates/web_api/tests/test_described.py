"""openapi.json says everything there is, and every operation has its guard."""

from __future__ import annotations

import re
from typing import Any

import pytest

from linli.gates.web_api.api import Api
from linli.gates.web_api.desk import api as desk_api
from linli.gates.web_api.public import api as public_api
from linli.kit.routes import OPEN, guard_of
from linli.plumbing import policy
from tests.surfaces import Visit


@pytest.mark.asvs("V8.2.1")
@pytest.mark.parametrize("api", [public_api, desk_api], ids=["public", "desk"])
def test_every_route_has_a_guard_somebody_declared(api: Api) -> None:
    patterns = api.urls[0]
    assert len(patterns) > 8
    for pattern in patterns:
        guard = guard_of(pattern.callback)
        assert guard is not None, pattern
        assert guard.may == OPEN or policy.roles_for(guard.may), pattern


@pytest.mark.parametrize("name", ["public", "desk"])
def test_the_description_is_whole(request: pytest.FixtureRequest, name: str) -> None:
    visit: Visit = request.getfixturevalue(name)
    answer = visit.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    said: dict[str, Any] = answer.json()
    refs = set(re.findall(r'"#/components/schemas/(\w+)"', answer.content.decode()))
    assert refs <= set(said["components"]["schemas"])
    api = public_api if name == "public" else desk_api
    operations = [one for path in said["paths"].values() for one in path.values()]
    assert {one["operationId"] for one in operations} == set(api.guards)
    assert all(one["description"] for one in operations)


@pytest.mark.asvs("V14.2.3")
def test_there_is_no_page_with_foreign_scripts(public: Visit) -> None:
    assert public.get("/api/v1/docs").status_code == 404


def test_an_address_nobody_has(public: Visit) -> None:
    assert public.get("/api/v1/nothing").status_code == 404
    assert public.get("/api/v1/").status_code == 404
