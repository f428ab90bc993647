"""Units, posts and the duty table at the desk: appoint, end, dissolve with an heir; and never for oneself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from linli.kernel.people.models import Organisation, Post
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Any:
    settings.HOME = tmp_path


@pytest.fixture
def keeper(world: World) -> Somebody:
    return _enter(world.login(world.hat("supervisor")))


def _enter(login: str) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(login, PASSWORD)
    return somebody


def test_a_unit_is_dissolved_and_its_heir_has_what_was_open(world: World, keeper: Somebody) -> None:
    opened = world.an_open_case(until="handle")
    before = world.task(opened)
    keeper.open("/units")
    keeper.follow("桂和物业")
    assert "莫天明" in keeper.page, "who holds a post below the unit's own place is named too"
    assert "物业 1件" in keeper.page.words.replace("\n", " "), "what becomes of the open tasks is shown before"
    assert keeper.press("解散", heir="嘉邻物业", name="桂和").status == 422
    keeper.press("解散", heir="嘉邻物业", name="桂和物业")
    assert "这个单位撤了" in keeper.page
    after = world.task(opened)
    assert (after.unit_name, after.step, after.due) == ("嘉邻物业", before.step, before.due)
    with as_login(""):
        gone = Organisation.objects.get(name="桂和物业")
        assert gone.until is not None
        assert not Post.objects.filter(organisation=gone, until=None).exists()
    assert "桂和物业" not in keeper.page
    holder = Somebody("desk")
    holder.open("/login")
    assert holder.press("登录", login="motianming", password=PASSWORD).status == 422, "a post that ended opens nothing"
    assert "登录名或密码不对" in holder.page, "nor does the door say whose it was"
    assert "登录工作台" in holder.open("/")


def test_somebody_is_appointed_and_their_post_ends(world: World, keeper: Somebody) -> None:
    keeper.open("/units")
    keeper.follow("星湖社区居民委员会")
    assert keeper.press("任命", login="nobody-here", role="社区前台").status == 422
    keeper.press("任命", login="huangzhiqiang", role="社区前台", title="代班社工")
    assert "从现在起任职" in keeper.page
    clerk = _enter("huangzhiqiang")
    assert "代班社工" in clerk.open("/me")
    ended = next(form for form in keeper.page.forms if "撤销这个岗位" in form.buttons and _of(form, keeper, "代班社工"))
    keeper.page.forms = [ended]
    keeper.press("撤销这个岗位")
    assert "代班社工" not in clerk.open("/me")


def _of(form: Any, keeper: Somebody, title: str) -> bool:
    """Whether a form ends the post of this title: the last of the list."""
    forms = [one for one in keeper.page.forms if "撤销这个岗位" in one.buttons]
    return form is forms[-1] and title in keeper.page.words


def test_nobody_appoints_themselves_and_no_clerk_gets_in(world: World, keeper: Somebody) -> None:
    keeper.open("/units")
    keeper.follow("新竹街道办事处")
    own = world.login(world.hat("supervisor"))
    assert keeper.press("任命", login=own, role="街道负责人").status == 422
    assert "这是您自己的岗位" in keeper.page
    clerk = _enter(world.login(world.hat("clerk", "桃源北社区")))
    assert clerk.open("/units").status == 403


def test_a_key_is_shown_once_used_and_taken_back(world: World, keeper: Somebody) -> None:
    keeper.open("/me")
    keeper.follow("接口钥匙")
    assert keeper.press("发一把", name="").status == 422
    keeper.press("发一把", name="南宁市政 路灯巡检", place="青秀区")
    secret = next(word for word in keeper.page.words.split() if "." in word and len(word) > 30)
    shown = secret[:8]
    assert shown in keeper.open("/api-keys")
    assert secret not in keeper.page.words
    assert "还没用过" in keeper.page
    keeper.press("收回")
    assert "收回了" in keeper.page
    assert not any("收回" in form.buttons for form in keeper.page.forms)
