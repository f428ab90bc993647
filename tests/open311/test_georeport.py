"""Open311 as the published specification has it: every resource, in XML and JSON, for many states of the city."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.gates.open311 import keys
from linli.gates.open311.keys import Wish
from linli.gates.open311.models import FiledRequest
from linli.kernel.cases.models import Case
from linli.kernel.publications.models import PublicFace, PublicPhoto
from linli.plumbing.time import now as clock
from tests.open311 import georeport
from tests.surfaces import Visit, as_login, surface
from tests.world import World, a_photo

V2 = "/open311/v2"


@dataclass(slots=True)
class Asker:
    """Somebody who asks in both forms and has both answers validated and held against each other."""

    visit: Visit
    key: str

    def gets(self, kind: str, path: str, **given: Any) -> Any:
        """The JSON content of an answer that is right in both forms and says the same in both."""
        told = {}
        for form in (georeport.XML, georeport.JSON):
            answer = self.visit.get(f"{path}.{form}", given)
            told[form] = self.valid(kind, form, answer)
        assert told[georeport.XML] == georeport.as_text(told[georeport.JSON])
        return told[georeport.JSON]

    def posts(self, kind: str, fields: dict[str, Any], **more: Any) -> Any:
        """File the same in both forms, each with words of its own."""
        told = {}
        for form in (georeport.XML, georeport.JSON):
            sent = {"api_key": self.key, **fields}
            if "description" in sent:
                sent["description"] += f"（{form}）"
            answer = self.visit.post(
                f"{V2}/requests.{form}", urlencode(sent, doseq=True),
                content_type="application/x-www-form-urlencoded; charset=utf-8", **more,
            )  # fmt: skip
            told[form] = self.valid(kind, form, answer)
        return told[georeport.JSON]

    def valid(self, kind: str, form: str, answer: Any) -> Any:
        body = answer.content
        found = georeport.problems(
            kind, form, status=answer.status_code, content_type=answer.get("Content-Type", ""), body=body
        )
        assert found == [], body.decode()[:2000]
        if form == georeport.XML:
            return georeport.of_xml(body.decode(), georeport.KINDS[kind].root)
        return json.loads(body)


@pytest.fixture
def asker(world: World, db: None) -> Iterator[Asker]:
    with surface("desk"):
        key = keys.make(wish=Wish("验"), by=world.hat("supervisor"), now=clock()).secret
    with surface("public"):
        yield Asker(Visit(), key)


def in_every_state(world: World) -> None:
    """Cases that wait, are placed by nobody, are answered aloud and in silence, are closed, are open again."""
    now = clock()
    with as_login(""):
        for item in ("hotline.rubbish", "hotline.noise", "hotline.lift"):
            world.an_open_case(item=item, text="<b>几个人</b> & 一袋“垃圾”\n第二行 😀")
        world.an_open_case(place=None, where="江边绿道第三个凉亭")
        world.an_open_case(until="handle")
        answered = world.an_open_case(until="answer")
        world.act(answered, "answer", release=True, text="修好了 <i>&amp;</i> ]]> 您看看")
        PublicPhoto.objects.create(
            code="PHOTO00000", case_id=answered.case_id, paper_id=1, file="x", media_type="image/jpeg", released=now
        )
        world.an_open_case(until="confirm")
        closed = world.an_open_case(until="confirm", at=now - timedelta(days=20))
        world.rate(closed, 5)
        again = world.an_open_case(until="confirm", item="hotline.rubbish", text="又满了。")
        world.rate(again, 1)
        world.an_open_case(item="community.neighbours", text="吵架")


def test_discovery(asker: Asker) -> None:
    told = asker.gets("discovery", "/open311/discovery")
    assert told == asker.gets("discovery", f"{V2}/discovery")
    assert told["endpoints"][0]["url"] == f"{settings.PUBLIC_URL}{V2}"


def test_services_and_their_definitions(asker: Asker) -> None:
    services = asker.gets("services", f"{V2}/services")
    assert len(services) > 8
    assert {one["type"] for one in services} == {"realtime", "batch"}
    for one in services:
        told = asker.gets("definition", f"{V2}/services/{one['service_code']}")
        assert bool(told["attributes"]) == one["metadata"]
    assert any(one["metadata"] for one in services)


def test_requests_in_every_state(world: World, asker: Asker) -> None:
    in_every_state(world)
    told = asker.gets("requests", f"{V2}/requests")
    assert len(told) >= 8
    assert {one["status"] for one in told} == {"open", "closed"}
    assert len([one for one in told if one["media_url"]]) == 1
    for one in told:
        assert asker.gets("request", f"{V2}/requests/{one['service_request_id']}") == [one]
    for given in (
        {"status": "open"}, {"status": "closed"}, {"status": "open,closed"}, {"service_code": "hotline.rubbish"},
        {"page_size": 3}, {"page_size": 3, "page": 2}, {"page": 1}, {"jurisdiction_id": "nanning"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-01-31T00:00:00+08:00"},
        {"service_request_id": ",".join(one["service_request_id"] for one in told[:3])},
    ):  # fmt: skip
        asker.gets("requests", f"{V2}/requests", **given)


def test_a_request_is_created_and_found_again(world: World, asker: Asker) -> None:
    here = {"lat": "22.8075", "long": "108.3436"}
    (told,) = asker.posts("created", {"service_code": "hotline.lift", "description": "电梯停了。", **here})
    asker.gets("request", f"{V2}/requests/{told['service_request_id']}")
    asker.posts("created", {"service_code": "hotline.lift", "address_string": "桃源路36号院2栋", "description": "又停"})
    asker.posts("created", {"service_code": "hotline.lift", "address_id": world.building(), "description": "还停"})
    (told,) = asker.posts("created", {"service_code": "community.neighbours", "description": "吵。", **here})
    (known,) = asker.gets("token", f"{V2}/tokens/{told['token']}")
    assert known == {"service_request_id": None, "token": told["token"]}
    with as_login(""):
        case = FiledRequest.objects.get(token=told["token"]).case_id
        world.act(case, "placed" if world.step(case) == "place" else "accept")
    (known,) = asker.gets("token", f"{V2}/tokens/{told['token']}")
    asker.gets("request", f"{V2}/requests/{known['service_request_id']}")


def test_answers_to_the_questions_of_a_service(world: World, asker: Asker) -> None:
    asked = asker.gets("definition", f"{V2}/services/hotline.ebike_charging")["attributes"]
    assert [one["datatype"] for one in asked] == ["singlevaluelist", "number"]
    here = {"service_code": "hotline.ebike_charging", "lat": "22.8075", "long": "108.3436", "description": "充电"}
    asker.posts("created", {**here, "attribute[where]": "stairs", "attribute[bikes]": "4"})
    with as_login(""):
        assert "充在哪里：楼梯间" in Case.objects.latest("id").text
    for wrong in ({"attribute[where]": "moon"}, {"attribute[bikes]": "many", "attribute[where]": "stairs"},
                  {"attribute[where][]": ["stairs", "home"]}, {"attribute[colour]": "red"}):  # fmt: skip
        asker.posts("errors", {**here, **wrong})


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("services", {"jurisdiction_id": "sfgov.org"}, 404),
        ("services/nothing", {}, 404),
        ("services/hotline.lift", {"jurisdiction_id": "x"}, 404),
        ("requests", {"jurisdiction_id": "x"}, 404),
        ("requests/NOTHING00000", {}, 404),
        ("requests/NOTHING00000", {"jurisdiction_id": "x"}, 404),
        ("tokens/NOTHING00000", {}, 404),
        ("tokens/<script>", {}, 404),
        ("requests", {"status": "half"}, 400),
        ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-12-01T00:00:00Z"}, 400),
        ("requests", {"start_date": "tomorrow"}, 400),
        ("requests", {"page_size": "5000"}, 400),
        ("requests", {"page_size": "100", "page": "11"}, 400),
        ("cases", {}, 400),
    ],
)
def test_errors_of_reading(asker: Asker, path: str, given: dict[str, str], status: int) -> None:
    asker.gets("errors", f"{V2}/{path}", **given)
    assert asker.visit.get(f"{V2}/{path}.xml", given).status_code == status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "xyz"}, 403),
        ({}, 400),
        ({"service_code": "001"}, 404),
        ({"service_code": "hotline.lift"}, 400),
        ({"service_code": "hotline.lift", "lat": "22.8", "long": "108.34", "jurisdiction_id": "city.gov"}, 404),
        ({"service_code": "hotline.lift", "lat": "108.34", "long": "22.8"}, 400),
        ({"service_code": "hotline.lift", "lat": "22.8", "long": "108.34", "phone": "5"}, 400),
    ],
)
def test_errors_of_filing(asker: Asker, fields: dict[str, str], status: int) -> None:
    asker.posts("errors", fields)
    answer = asker.visit.post(f"{V2}/requests.xml", {"api_key": asker.key, **fields})
    assert answer.status_code == status


def test_photos_come_as_the_applications_in_use_send_them(world: World, asker: Asker) -> None:
    photo = a_photo()
    sent = {"api_key": asker.key, "service_code": "hotline.lift", "lat": "22.8075", "long": "108.3436"}
    for name in ("media", "media[]", "photo", "file"):
        files = {name: SimpleUploadedFile("p.jpg", photo.content)}
        answer = asker.visit.post(f"{V2}/requests.xml", {**sent, "description": name, **files})
        asker.valid("created", georeport.XML, answer)


def test_a_list_ends_with_the_thousandth(world: World, asker: Asker) -> None:
    now = clock()
    with as_login(""):
        PublicFace.objects.bulk_create(
            PublicFace(
                case_id=10**9 + number, code=f"{number:012d}", item="hotline.lift", title="电梯故障",
                scope_id=world.community(), state="open", opened=now - timedelta(seconds=number), changed=now,
            )
            for number in range(1005)
        )  # fmt: skip
    assert len(asker.gets("requests", f"{V2}/requests")) == 1000
    seen = [one["service_request_id"] for page in range(1, 5)
            for one in asker.gets("requests", f"{V2}/requests", page=page, page_size=250)]  # fmt: skip
    assert len(set(seen)) == 1000
