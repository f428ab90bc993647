"""What a resident writes is sorted beforehand by what the city learnt from its own cases, and can be chosen anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from linli.kernel.cases import actions as cases
from linli.kernel.cases import suggesting
from linli.kernel.cases.actions import learning
from linli.kernel.cases.models import Event
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
SAID = {
    "hotline.stair_light": ("楼道灯不亮", "三楼的灯坏了", "灯泡一闪一闪", "楼梯间全黑灯不亮"),
    "hotline.noise": ("半夜放音响吵", "楼上装修噪声大", "广场舞太吵睡不着", "烧烤店吵到凌晨"),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(HOME=tmp_path):
        suggesting.forget()
        yield tmp_path
        suggesting.forget()


def teach(world: World) -> None:
    """Two months of matters of two kinds."""
    reports = [
        world.a_report(item=item, text=f"{text}，{'请来看看' * (number % 3)}第{'一二三四五六七八九十'[number]}次了。")
        for number in range(10)
        for item, texts in SAID.items()
        for text in texts
    ]
    cases.open_many(reports=reports, by=world.hat("clerk", "桃源北社区"), now=clock())
    assert learning.learn_from_cases(by=world.hat("robot"), now=clock())


def test_the_guess_is_chosen_beforehand_and_what_was_guessed_is_kept(world: World) -> None:
    teach(world)
    resident = Somebody("public")
    resident.open("/report?text=五楼的灯坏了")
    assert "按您写的猜的" in resident.page
    form = resident.page.form_with("送出")
    assert form.fields["item"] == ["hotline.stair_light"]
    resident.press("送出", item="电梯故障", community="桃源北社区")
    assert "NN-" in resident.page, resident.page.words
    with as_login(""):
        opened = Event.objects.filter(verb="opened").select_related("body").order_by("-id")[0]
    assert opened.body.data["guessed"] == "hotline.stair_light"


def test_what_is_not_clear_is_not_guessed(world: World) -> None:
    resident = Somebody("public")
    resident.open("/report?text=五楼的灯坏了")
    assert "按您写的猜的" not in resident.page, "nothing was learnt yet"
    teach(world)
    suggesting.forget()
    resident.open("/report?text=请问社保卡怎么换")
    assert "按您写的猜的" not in resident.page
    assert resident.page.form_with("送出").fields["item"] == [""]


def test_a_lesson_keeps_no_word_and_secret_cases_teach_nothing(world: World) -> None:
    teach(world)
    with as_login(""):
        from linli.kernel.cases.models_learning import Learning

        row = Learning.objects.get()
    learnt = learning.read(bytes(row.body))
    assert learnt.texts == row.cases == 80
    assert set(learnt.labels) == set(SAID)
    assert "灯" not in bytes(row.body).decode("utf-8", "ignore")
