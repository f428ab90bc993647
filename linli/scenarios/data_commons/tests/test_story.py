"""At the pages: a district opens data, a community asks, uses it, and after the grant is taken back gets nothing;
a street gets old people by name for their care, and each of them can read of it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from linli.gates.exchange import signed
from linli.gates.exchange.tests.programs import Program
from linli.gates.exchange.tests.test_exchange import elder
from linli.kernel.grants.models import GrantUse
from linli.kernel.indicators import actions as indicators
from linli.kernel.journal.models import Line, Payload
from linli.plumbing.time import now as clock
from tests.at_the_screen import Page, Somebody
from tests.commons import OFFICER, OWNER, WRITER
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


def somebody(world: World, login: str) -> Somebody:
    one = Somebody("desk")
    one.log_in(login, PASSWORD)
    return one


def opens(world: World, title: str, *, refresh: str = "1") -> str:
    """The district writes, owns and publishes an entry of the packs; its address."""
    writer, owner, officer = (somebody(world, login) for login in (WRITER, OWNER, OFFICER))
    writer.open("/open-list/new")
    writer.follow(title)
    assert "写好了" in writer.press("记下来", every_days=refresh)
    for one, label, said in (
        (owner, "代表本单位确认", "本单位确认了"),
        (officer, "放进开放清单", "已经放进开放清单"),
    ):
        one.open("/open-list")
        one.follow(title)
        assert said in one.press(label), one.page.words
    return officer.page.path


def asks(who: Somebody, at: str, **given: Any) -> Page:
    who.open(at)
    who.follow("申请用这项数据")
    return who.press("送出申请", **given)


@pytest.mark.proves("DAT-02", "区（县）及以上向街道、社区开放数据的清单")
@pytest.mark.proves("DAT-03", "数据流回社区")
def test_a_district_opens_and_a_community_gets_its_own_numbers_back(world: World) -> None:
    at = opens(world, "社区底册数量和质量")
    clerk = somebody(world, world.login(world.hat("clerk", "桃源北社区")))
    page = clerk.open("/open-list")
    assert "社区底册数量和质量" in page
    page = asks(clerk, at, purpose="核对社区底册", why="对照区里的数", legal_basis="社区工作任务清单",
                field=["community", "dwellings", "people"])  # fmt: skip
    assert "等数据单位定" in page
    assert "您来定" not in page  # who asked does not decide
    owner = somebody(world, OWNER)
    owner.open("/open-list")
    owner.follow("社区底册数量和质量")
    page = owner.press("同意")
    assert "批了" in page
    page = clerk.open("/open-list")
    assert "本单位可以用的" in page
    clerk.follow("看数据")
    page = clerk.page
    assert page.status == 200
    assert "用途：核对社区底册" in page
    assert "桃源北社区" in page.words.split("住着的人")[1]
    assert "天桃社区" not in page  # granted for the own community
    assert "太少" in page  # two people live here: fewer than ten are not told
    sheet = clerk.get(page.links["导出Excel"])
    book = load_workbook(io.BytesIO(sheet.content))
    assert [cell.value for cell in book.worksheets[0][1]] == ["社区", "房屋", "住着的人"]
    assert book.worksheets[0]["A2"].value == "桃源北社区"
    assert book.worksheets[0].max_row == 2
    uses = GrantUse.objects.order_by("id").values_list("way", "rows", "refused")
    assert list(uses) == [("screen", 1, ""), ("sheet", 1, "")]
    owner.open("/open-list")
    owner.follow("社区底册数量和质量")
    assert "用过2次" in owner.page
    owner.follow("桃源北社区居民委员会")
    assert "屏幕上看" in owner.page
    assert "收回" in owner.press("收回", reason="清单要重新编")
    page = clerk.open(page.path)
    assert page.status == 403
    assert "已经收回：清单要重新编" in page
    assert "桃源北社区" not in page.words.split("来取过")[0].split("已经收回")[1]
    assert clerk.get(f"{page.path}.xlsx").status_code == 403
    assert GrantUse.objects.exclude(refused="").count() == 2


@pytest.mark.proves("DAT-03", "数据流回社区")
def test_the_matters_of_a_community_flow_back_by_month(world: World) -> None:
    for _ in range(4):
        world.an_open_case()
    with as_login(""):
        from linli.kernel.cases.models import Case

        numbers = list(Case.objects.values_list("id", flat=True))
    indicators.touch(case_ids=numbers, by=world.hat("robot"), now=clock())
    indicators.measure(by=world.hat("robot"), now=clock())
    at = opens(world, "各社区每月办件")
    clerk = somebody(world, world.login(world.hat("clerk", "桃源北社区")))
    asks(clerk, at, purpose="看看居民急什么", why="编社区服务计划", legal_basis="社区工作任务清单",
         field=["month", "item", "reported", "answered"])  # fmt: skip
    owner = somebody(world, OWNER)
    owner.open("/open-list")
    owner.follow("各社区每月办件")
    owner.press("同意")
    clerk.open("/open-list")
    page = clerk.follow("看数据")
    assert "楼道灯" in page
    assert "表里没有人名" in page


@pytest.mark.touches("DAT-01", "各家系统互相共享、连成一体，没有孤岛")
@pytest.mark.touches("DAT-04", "城市大脑接上综治、公安、住建、应急、卫健、民政")
@pytest.mark.touches("DAT-05", "采集的权、使用的权，清清楚楚")
@pytest.mark.touches("DAT-06", "采集和使用都透明，本人看得见")
def test_a_street_gets_old_people_by_name_and_its_program_too(world: World, tmp_path: Any) -> None:
    person = elder(world)
    at = opens(world, "80岁以上独居老人")
    street = somebody(world, "huangxiaoling")
    page = asks(street, at, purpose="独居老人上门照料", why="每周上门一次", legal_basis="居家养老任务",
                field=["community", "address", "name", "phone"])  # fmt: skip
    assert "等数据单位定" in page
    for login, said in ((OWNER, "等数据专员定"), (OFFICER, "批了")):
        one = somebody(world, login)
        one.open("/open-list")
        one.follow("80岁以上独居老人")
        assert said in one.press("同意")
    street.open("/open-list")
    page = street.follow("看数据")
    assert "农玉兰" in page
    assert "桃源路36号院3栋1单元101" in page
    assert "表里1人都能看到" in page
    read = Line.objects.get(verb="person.export", record=person)
    assert Payload.objects.get(line_id=read.id).body["reason"] == "独居老人上门照料"
    program = Program()
    street.open("/open-list")
    street.follow("80岁以上独居老人")
    page = street.press("让它用", name="养老关爱程序", public_key="不是公钥")
    assert page.status == 422
    assert "44个字符" in page
    page = street.press("让它用", name="养老关爱程序", public_key=program.public_text)
    program.key = next(word for word in page.words.split() if len(word) == 12 and word.isalnum() and word.isupper())
    sent = program.signs({"purpose": "独居老人上门照料", "fields": ["name", "phone"]})
    answer = program.send(sent)
    assert answer.json()["rows"] == [{"name": "农玉兰", "phone": "13900000038"}]
    kept = program.keeps(sent, answer)
    assert signed.verify(json.loads(json.dumps(kept))).problems == ()
    kept["answer"]["body"] = kept["request"]["body"]
    assert signed.verify(kept).problems == ("answer",)
    assert "程序取用" in street.open(page.path.split("?")[0])


def test_everybody_reads_what_goes_where_and_no_name(world: World) -> None:
    elder(world)
    at = opens(world, "80岁以上独居老人")
    street = somebody(world, "huangxiaoling")
    asks(street, at, purpose="独居老人上门照料", why="每周上门一次", legal_basis="居家养老任务", field=["name"])
    for login in (OWNER, OFFICER):
        one = somebody(world, login)
        one.open("/open-list")
        one.follow("80岁以上独居老人")
        one.press("同意")
    visitor = Somebody("public")
    page = visitor.open("/open-data")
    assert page.status == 200
    for words in ("80岁以上独居老人", "青秀区社会治理服务中心", "中山街道办事处", "独居老人上门照料", "敏感个人信息"):
        assert words in page, words
    for name in ("农玉兰", "黄晓玲", "卢志红", "甘雅琴"):
        assert name not in page


def test_a_form_that_says_too_little_keeps_what_was_typed(world: World) -> None:
    at = opens(world, "各社区每月办件")
    clerk = somebody(world, world.login(world.hat("clerk", "桃源北社区")))
    page = asks(clerk, at, purpose="看看居民急什么", why="", legal_basis="任务清单", field=["month"])
    assert page.status == 422
    assert page.form_with("送出申请").fields["purpose"] == ["看看居民急什么"]
    assert page.form_with("送出申请").fields["field"] == ["month"]


def test_another_unit_does_not_open_the_data_of_a_grant(world: World) -> None:
    elder(world)
    at = opens(world, "各社区每月办件")
    clerk = somebody(world, world.login(world.hat("clerk", "桃源北社区")))
    asks(clerk, at, purpose="看看居民急什么", why="编计划", legal_basis="任务清单", field=["month"])
    owner = somebody(world, OWNER)
    owner.open("/open-list")
    owner.follow("各社区每月办件")
    owner.press("同意")
    data = clerk.open("/open-list").links["看数据"]
    other = somebody(world, world.login(world.hat("clerk", "天桃社区")))
    assert other.open(data).status == 403
    assert "看数据" not in other.open("/open-list").links
    assert not GrantUse.objects.exists()
