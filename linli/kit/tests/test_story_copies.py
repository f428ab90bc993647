"""Taking along what is held about oneself: all of it, within a minute, for that session and a day."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import jsonschema_rs
import pytest
from django.conf import settings

from linli.kernel.rights.models import DataCopy
from linli.kit.rights import making
from linli.kit.tests.test_story_data import home, told_of  # noqa: F401  home is a fixture
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody, at_home
from tests.surfaces import as_login
from tests.world import PASSWORD, World


def make_copies() -> None:
    """What the worker does with the jobs that wait."""
    with as_login(""):
        waiting = list(DataCopy.objects.filter(state="waiting").values_list("id", flat=True))
    with as_login("worker"):
        for one in waiting:
            making.copy(one)


def opened(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(answer.content))


@pytest.mark.touches("DAT-07", "个人数据权益、隐私，以及这方面的教育")
def test_a_copy_holds_everything_and_opens_in_its_session_alone(world: World, db: None) -> None:
    told_of(world)
    me = at_home(world)
    me.open("/my/data")
    me.follow("带走一份")
    assert "不到一分钟" in me.press("做一份")
    began = perf_counter()
    make_copies()
    assert perf_counter() - began < 60
    me.open("/my/data/copy")
    got = me.get("/my/data/copy.zip")
    assert got.status_code == 200
    assert "attachment" in got["Content-Disposition"]
    with opened(got) as archive:
        told = json.loads(archive.read("data.json"))
        jsonschema_rs.validate(json.loads(archive.read("data.schema.json")), told)
        html = archive.read("index.html").decode()
        assert [name for name in archive.namelist() if name.startswith("files/")]
    tables = {one["table"]: one["rows"] for one in told["tables"]}
    assert tables["people_person"][0]["values"]["name"] == "覃秀兰"
    assert tables["people_person"][0]["values"]["phone"] == "13800138001"
    assert "桃源路36号院2栋2单元301" in tables["people_residence"][0]["values"]["place"]
    assert {"cases_case", "cases_event_body", "assets_vehicle", "papers_paper", "publications_follower"} <= set(tables)
    assert "覃秀兰" in html
    assert "_sealed" not in html
    assert "韦建国" not in json.dumps(told, ensure_ascii=False)
    other_browser = at_home(world)
    assert other_browser.get("/my/data/copy.zip").status_code == 404
    assert at_home(world, 1).get("/my/data/copy.zip").status_code == 404
    stranger = Somebody("public")
    assert stranger.get("/my/data/copy.zip").status_code in (302, 303)
    assert me.get("/my/data/copy.zip").status_code == 200  # the others have not spoilt it


def test_a_copy_is_gone_after_log_out_and_after_a_day(world: World, db: None) -> None:
    me = at_home(world)
    me.open("/my/data/copy")
    me.press("做一份")
    make_copies()
    with as_login(""):
        one = DataCopy.objects.get()
        held = list(Path(settings.HOME).glob("copies/*/*"))
        assert len(held) == 1
        assert "覃秀兰".encode() not in held[0].read_bytes()
        DataCopy.objects.update(until=clock() - timedelta(seconds=1))
    assert me.get("/my/data/copy.zip").status_code == 404
    with as_login("worker"):
        assert making.sweep() == 1
    with as_login(""):
        DataCopy.objects.update(until=clock() + timedelta(hours=1))
        assert DataCopy.objects.get(id=one.id).key_sealed is None
    assert not list(Path(settings.HOME).glob("copies/*/*"))
    again = at_home(world)
    again.open("/my/data/copy")
    again.press("做一份")
    make_copies()
    again.open("/me")
    again.press("退出")
    assert again.get("/my/data/copy.zip").status_code in (302, 303)
    again.open("/login/password")
    again.press("登录", phone=world.residents[0].phone, password=PASSWORD)
    assert again.get("/my/data/copy.zip").status_code == 404
