"""邻里, told at the screens: a resident raises a topic, the committee shows and answers it before everybody, a
neighbour replies; and an editor finds what nobody has looked at in time, which residents had stopped seeing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from linli.kernel.publications import actions
from linli.kernel.publications.listeners import robot
from linli.kit import editorial
from linli.kit.desk.announcing import end_of
from linli.plumbing import scope, time
from linli.plumbing.days import day_of
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.telling import tell_everybody
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db

TITLE = "院里老樟树的枝挡了路灯"
WORDS = "天一黑3栋门口就看不见路，能不能修一修枝。"


@pytest.fixture
def resident(world: World) -> Somebody:
    return at_home(world, 0)


@pytest.fixture
def clerk(world: World) -> Somebody:
    return at_the_desk(world, world.hat("clerk", "桃源北社区"))


def at_home(world: World, number: int) -> Somebody:
    """A resident who has logged in; their home says which community is theirs."""
    somebody = Somebody("public")
    somebody.log_in_by_code(world.residents[number].phone)
    return somebody


def at_the_desk(world: World, hat: Hat) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(hat), PASSWORD)
    return somebody


def above(world: World, role: str) -> Hat:
    """Whoever holds a role at the street above 桃源北社区."""
    return next(hat for hat in world.desks.hats if hat.role == role and world.community() in hat.scopes)


@pytest.mark.proves("GOV-03", "two-way digital space; demands collected and answered in public")
def test_a_demand_is_raised_and_answered_before_everybody(world: World, resident: Somebody, clerk: Somebody) -> None:
    resident.open("/neighbours")
    resident.follow("提个话题")
    assert resident.press("送出", title="", text=WORDS, name="三楼老覃").status == 422
    assert resident.page.form_with("送出").fields["text"] == [WORDS]
    resident.press("送出", title=TITLE)
    assert "送出了" in resident.page
    assert "只有您看得到" in resident.page

    stranger = Somebody("public")
    stranger.visit.cookies["linli_community"] = str(world.community())
    assert TITLE not in stranger.open("/neighbours")

    page = clerk.open("/publications")
    assert WORDS in page
    clerk.press("登给大家看")
    assert "登出来了" in clerk.page

    assert TITLE in stranger.open("/neighbours")
    stranger.follow(TITLE)
    assert WORDS in stranger.page
    assert "三楼老覃" in stranger.page
    assert "等答复" in stranger.page
    everything = stranger.page.words
    for secret in (world.residents[0].name, world.residents[0].phone, "301"):
        assert secret not in everything

    clerk.open("/publications")
    clerk.follow(TITLE)
    clerk.press("当众答复", text="园林队周四上午来修枝，修完晚上我们去看一眼灯。")
    assert "官方答复" in stranger.open(stranger.page.path)
    assert "周四上午来修枝" in stranger.page

    tell_everybody()
    assert f"您提的“{TITLE}”有答复了" in resident.open("/")

    neighbour = at_home(world, 1)
    neighbour.open("/neighbours")
    neighbour.follow(TITLE)
    neighbour.press("送出", text="5栋门口那棵也挡，一起看看。", name="5栋小韦")
    clerk.open("/publications")
    assert "回复“" in clerk.page
    clerk.press("登给大家看")
    assert "5栋门口那棵也挡" in stranger.open(stranger.page.path)


def test_what_is_not_shown_has_a_reason_and_only_its_writer_reads_it(resident: Somebody, clerk: Somebody) -> None:
    resident.open("/neighbours/new")
    resident.press("送出", title="张三家的事", text="张三电话13900139000，大家都去找他。", name="路人")
    page = clerk.open("/publications")
    assert "好像有电话或证件号" in page
    assert clerk.press("不登", reason="").status == 422
    clerk.press("不登", reason="里面有别人的电话，去掉再送")
    assert "没有登出：里面有别人的电话，去掉再送" in resident.open("/neighbours")
    tell_everybody()
    assert "没有登出来：里面有别人的电话" in resident.open("/")
    assert "张三" not in Somebody("public").open("/neighbours")


def test_what_nobody_has_looked_at_can_be_taken_back(resident: Somebody, clerk: Somebody) -> None:
    resident.open("/neighbours/new")
    resident.press("送出", title="写错了", text="写错了。", name="路人")
    clerk.open("/publications")
    resident.open("/neighbours")
    resident.press("收回")
    assert "收回了" in resident.page
    assert clerk.press("登给大家看").status == 409
    assert "同事已经看过了" in clerk.page


@pytest.mark.proves("CHN-03", "content never stale")
def test_nothing_stale_is_ever_shown_and_the_editor_finds_it(world: World, clerk: Somebody) -> None:
    clerk.open("/publications/new")
    tomorrow = day_of(clock() + timedelta(days=60)).isoformat()
    assert (
        clerk.press("登给大家看", place="桃源北社区", title="社区食堂几点开", text="早七点。", until="").status == 422
    )
    assert clerk.page.form_with("登给大家看").fields["title"] == ["社区食堂几点开"]
    clerk.press("登给大家看", until=tomorrow)
    assert "大家现在都能看到" in clerk.page

    long_ago = clock() - timedelta(days=40)
    hat = world.hat("clerk", "桃源北社区")
    with scope.reading(hat, now=long_ago):
        rules = editorial.rules(long_ago)
    old = rules.words(scope_id=world.community(), title="夏天的开门时间", text="晚九点关门。", until=end_of(tomorrow))
    actions.announce(words=old, by=hat, now=long_ago)

    resident = Somebody("public")
    resident.visit.cookies["linli_community"] = str(world.community())
    page = resident.open("/neighbours")
    assert "社区食堂几点开" in page
    assert "夏天的开门时间" not in page, "nobody has looked at it for forty days"

    actions.remind_editors(by=robot(), now=clock())
    tell_everybody()
    assert "“夏天的开门时间”要核对了" in clerk.open("/notices")
    assert "核对以前居民看不到" in clerk.open("/publications")
    clerk.follow("夏天的开门时间")
    clerk.press("还对，继续登")
    assert "夏天的开门时间" in resident.open("/neighbours")

    clerk.open(clerk.page.path)
    clerk.press("修改", title="冬天的开门时间", text="晚七点关门。", until=tomorrow)
    assert "以前的文字" in clerk.page
    assert "晚七点关门" in resident.open(clerk.page.path.replace("publications", "neighbours").split("?")[0])
    assert "改过1次" in resident.page


def test_whoever_oversees_finds_the_stalest_community(world: World) -> None:
    lead = at_the_desk(world, above(world, "street_lead"))
    page = lead.open("/publications")
    assert "各社区内容新不新" in page
    row = re.search(r"桃源北社区\n0\n0\n0\n从没有 · 很久没有新内容", page.words)
    assert row, page.words


def test_an_announcement_of_the_street_stands_in_its_communities_and_no_others(world: World) -> None:
    hat = above(world, "street_clerk")
    street_clerk = at_the_desk(world, hat)
    street_clerk.open("/publications/new")
    until = day_of(time.now() + timedelta(days=20)).isoformat()
    street_clerk.press("登给大家看", place="中山街道", title="周六停水", text="8:00–12:00停水。", until=until)
    own, other = Somebody("public"), Somebody("public")
    own.visit.cookies["linli_community"] = str(world.community("桃源北社区"))
    there = {world.community("天桃社区"), world.community("星湖社区")} - set(hat.scopes)
    other.visit.cookies["linli_community"] = str(next(iter(there)))
    assert "周六停水" in own.open("/neighbours")
    assert "周六停水" not in other.open("/neighbours")
