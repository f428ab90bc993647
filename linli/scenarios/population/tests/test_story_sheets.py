"""Lists at the desk, told at the pages: what offices hold goes in, comes out, and goes in again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from linli.kernel.imports.models import Import
from linli.kernel.journal.models import Line, Payload
from linli.kernel.people.id_numbers import check_digit, credit_check
from linli.kit import importing
from tests import lists
from tests.at_the_screen import Page, Somebody
from tests.surfaces import as_login, surface
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
HERE = "星湖路6号院1栋"


def numbered(first: str) -> str:
    return first + check_digit(first)


NUMBER = numbered("45010319880312002")
FAMILY = (
    "姓名,身份证号,联系电话,住址,与房屋关系,户口簿号,与户主关系,户籍地,入住日期",
    f"=韦国强,{numbered('45010319550101001')},13877100001,{HERE}1单元101,业主,450108001,户主,450103,1999-05-01",
    f"韦国强,{numbered('45010319550101001')},13877100001,{HERE}1单元101,业主,450108001,户主,450103,1999-05-01",
    f"黄秀英,{numbered('45010319570303004')},,{HERE}1单元101,住户、户籍,450108001,配偶,450103,1999-05-01",
    f"梁小燕,{NUMBER},13877100003,{HERE}1单元102,租户,,,430104,2024-03-01",
    f"韦小宝,,,{HERE}1单元101,住户,450108001,孙子女,450103,",
)


@pytest.fixture
def officer(world: World, db: None) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(lists.officer(world)), PASSWORD)
    return somebody


def hand_in(officer: Somebody, world: World, kind: str, content: bytes, name: str) -> Page:
    """From the file to rows in the register, as far as nothing stands against them."""
    officer.open("/imports/new")
    page = officer.press("读这个文件", kind=kind, file=SimpleUploadedFile(name, content))
    if "哪一张表" in page:
        page = officer.press("读这张表", sheet=kind)
    at = page.path
    officer.press("逐行试算")
    worked(world)
    return officer.open(at)


def worked(world: World) -> None:
    with as_login(""):
        waiting = list(Import.objects.filter(state__in=["looking", "running", "undoing"]).values_list("id", flat=True))
    with as_login("worker"):
        for one in waiting:
            importing.work(import_id=one)


def take_in(officer: Somebody, world: World, rows: int) -> Page:
    at = officer.page.path
    officer.press(f"导入{rows}行")
    worked(world)
    return officer.open(at)


def taken_out(officer: Somebody, **given: str) -> bytes:
    """The file behind the form."""
    page = officer.open("/register/export")
    form = page.form_with("取走名单")
    with surface("desk"):
        answer = officer.visit.post(form.action, form.filled(given))
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    assert "spreadsheet" in answer["Content-Type"], answer.content.decode()
    return answer.content


def cells(content: bytes) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.touches("REG-08", "collect once with one standard and format; import with quality checks")
def test_a_list_goes_in_comes_out_and_goes_in_again_without_a_change(
    world: World, officer: Somebody, tmp_path: Path
) -> None:
    page = hand_in(officer, world, "人口", "\n".join(FAMILY).encode("gb18030"), "登记表.csv")
    assert "姓名里不能有" in page
    assert "分不清是不是同名的另一个人" in page
    take_in(officer, world, 3)
    masked = cells(taken_out(officer, kind="人口", community="星湖社区"))
    assert masked[0][:4] == ["姓名", "证件类型", "证件号码", "性别"]
    assert {row[0] for row in masked[1:]} == {"韦**", "黄**", "梁**"}
    assert not any(NUMBER in cell or "13877100003" in cell for row in masked for cell in row)
    assert "为什么" in refused(officer)
    whole = taken_out(
        officer, kind="人口", community="星湖社区", whole="完整的姓名和号码", reason="与派出所核对流动人口"
    )
    rows = cells(whole)
    assert ["梁小燕", "居民身份证", NUMBER] in [row[:3] for row in rows]
    assert [row[7] for row in rows if row[0] == "黄秀英"] == ["住户、户籍"]
    with as_login(""):
        lines = list(Line.objects.filter(verb="person.export").values_list("id", flat=True))
        assert len(lines) == 3
        assert "派出所" in str(Payload.objects.get(line_id=lines[0]).body)
    again = hand_in(officer, world, "人口", whole, "人口.xlsx")
    assert "没有要导入的" in again
    assert "没有变化 3" in again.words.replace("没有变化\n3", "没有变化 3")


def refused(officer: Somebody) -> str:
    """Whole without a reason is no file but the form again."""
    officer.open("/register/export")
    page = officer.press("取走名单", kind="人口", community="星湖社区", whole="完整的姓名和号码", reason=" ")
    assert page.status == 422
    return page.words


@pytest.mark.touches("REG-06", "registers of enterprises, social organisations, stationed units and vehicles")
def test_enterprises_stationed_units_and_vehicles_stand_in_the_register(world: World, officer: Somebody) -> None:
    hand_in(officer, world, "人口", "\n".join((FAMILY[0], FAMILY[4])).encode(), "人.csv")
    take_in(officer, world, 1)
    body = "91450103MA5K2ABCD"
    bodies = (
        "单位名称,统一社会信用代码,单位类型,联系电话,地址,所属社区",
        f"南宁星湖商贸有限公司,{body}{credit_check(body)},企业,0771-5551234,{HERE}1单元101,",
        "星湖书画协会,,社会团体,,,星湖社区",
        "星湖税务所,,驻区单位,0771-5550000,,星湖社区",
    )
    hand_in(officer, world, "单位", "\n".join(bodies).encode(), "单位.csv")
    assert "已导入" in take_in(officer, world, 3)
    cars = (
        "车牌号,车辆类型,能源类型,车主证件号码,地址",
        f"桂AD12345,小型汽车,纯电动,{NUMBER},{HERE}1单元102",
        f"桂A88888,小型汽车,汽油,{body}{credit_check(body)},{HERE}",
    )
    hand_in(officer, world, "车辆", "\n".join(cars).encode(), "车.csv")
    take_in(officer, world, 2)
    told = {row[0]: row for row in cells(taken_out(officer, kind="单位", community="星湖社区"))[1:]}
    assert set(told) == {"南宁星湖商贸有限公司", "星湖书画协会", "星湖税务所"}
    assert {row[2] for row in told.values()} == {"企业", "社会组织", "驻区单位"}
    out = cells(taken_out(officer, kind="车辆", community="星湖社区"))
    assert sorted(row[0] for row in out[1:]) == ["桂A***45", "桂A***88"]


def test_only_posts_that_keep_the_register_take_lists_out(world: World, officer: Somebody) -> None:
    worker = Somebody("desk")
    worker.log_in(world.login(world.hat("grid_worker")), PASSWORD)
    assert worker.open("/register/export").status == 403
    clerk = Somebody("desk")
    clerk.log_in(world.login(world.hat("clerk", "星湖社区")), PASSWORD)
    page = clerk.open("/register/export")
    assert page.status == 200
    assert "完整的姓名和号码" not in page
    assert "桃源北社区" not in page
