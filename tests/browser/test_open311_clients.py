"""Clients that others wrote, at the running city: ``georeport`` in XML and JSON; ``three`` with photos and tokens."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from georeport import GeoReport

from linli.main.authenticator import this_step
from linli.main.launcher import trial
from tests.browser.city import City
from tests.drilling import clean
from tests.world import a_photo

pytestmark = pytest.mark.xdist_group("city")

THREE = Path(__file__).resolve().parents[1] / "open311" / "with_three.py"


@pytest.fixture(scope="module")
def key(city: City) -> str:
    """A key a supervisor made on the command line."""
    login = city.there.logins["supervisor"]
    command = [sys.executable, "-m", "linli", "key", "make", "别的应用", "--as", login, "--json"]
    code = city.shown_to(login, least=this_step())  # the newest there is: a command takes a while to begin
    typed = f"{city.there.password}\n{code}\n"
    done = subprocess.run(
        command, cwd=trial.REPO, env=_surroundings(city), input=typed, capture_output=True, text=True, check=True
    )
    (made,) = json.loads(done.stdout)
    return str(made["key"])


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_the_city(city: City, form: str) -> None:
    client = GeoReport(f"{city.public}/open311/v2", jurisdiction="nanning", output_format=form)
    services = client.get_service_list()
    assert {"hotline.lift", "hotline.stair_light"} <= {one["service_code"] for one in services}
    definition: Any = client.get_service_definition("hotline.ebike_charging")
    assert definition["service_code"] == "hotline.ebike_charging"
    requests = client.get_service_requests()
    assert len(requests) > 10
    closed = client.get_service_requests(status="closed", service_code="hotline.blocked_exit,hotline.noise")
    assert _every(closed, "status") == {"closed"}
    assert _every(closed, "service_code") == {"hotline.blocked_exit"}
    ids = [one["service_request_id"] for one in requests[:3]]
    assert {one["service_request_id"] for one in client.get_service_requests(",".join(ids))} == set(ids)
    assert client.get_service_request(ids[0])["service_request_id"] == ids[0]


def _every(found: Any, name: str) -> set[str]:
    """The values of a field; in XML the client gives a single request without its list."""
    return {one[name] for one in (found if isinstance(found, list) else [found])}


def test_three_does_everything_it_can(city: City, key: str) -> None:
    building = str(city_building(city))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(THREE), f"{city.public}/open311/v2", key, building],
        input=a_photo().content, capture_output=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["discovery"] == told["by_url"]
    assert told["discovery"]["endpoints"][0]["url"] == f"{city.public}/open311/v2"
    assert [one["datatype"] for one in told["definition"]["attributes"]] == ["singlevaluelist", "number"]
    (created,), (one,) = told["created"], told["one"]
    assert one["service_request_id"] == created["service_request_id"]
    assert (one["status"], one["service_code"], one["address"]) == ("open", "hotline.lift", "桃源路36号院")
    assert "秀兰" not in json.dumps(told["requests"], ensure_ascii=False)
    (pictured,) = told["with_photo"]
    assert {created["service_request_id"], pictured["service_request_id"]} <= {
        one["service_request_id"] for one in told["requests"]
    }
    assert created["service_request_id"] in {one["service_request_id"] for one in told["of_a_service"]}
    (queued,) = told["queued"]
    assert told["token"] == [{"service_request_id": None, "token": queued["token"]}]
    assert {one["status"] for one in told["closed"]} == {"closed"}
    assert told["between"] == []
    assert [error["code"] for error in told["refused"]] == [403]


def city_building(city: City) -> int:
    """桃源路36号院2栋, asked for as every program may."""
    with urlopen(f"{city.public}/api/v1/places?q={quote('桃源路36号院2栋')}") as answer:  # noqa: S310
        return int(json.load(answer)[0]["place"])


def _surroundings(city: City) -> dict[str, str]:
    return {**clean(), "LINLI_HOME": str(city.home), "LINLI_KEYS": str(city.home / "keys.json"), "LC_ALL": "C.UTF-8"}
