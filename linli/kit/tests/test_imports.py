"""Lists taken in at the desk: handed in, columns confirmed, looked through, taken in, undone; no script is needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from openpyxl import Workbook, load_workbook

from linli.kernel.imports import actions as imports
from linli.kernel.imports import kinds
from linli.kernel.imports.models import Import
from linli.kernel.imports.tests.shelf import BANNED, LENT, Shelf
from linli.kernel.journal.models import Line
from linli.kernel.people.models import Post
from linli.kit import importing
from linli.plumbing.time import now as clock
from tests.at_the_screen import Page, Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
HEADS = "书号,书名,页数,备注"


@pytest.fixture
def shelf(world: World, db: None, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    one = Shelf()
    one.build()
    monkeypatch.setitem(kinds._kinds, one.code, one)
    return one


@pytest.fixture
def officer(world: World, shelf: Shelf, tmp_path: Path) -> Iterator[Somebody]:
    """The data officer of the street, before the desk."""
    somebody = Somebody("desk")
    hat = next(one for one in world.desks.hats if one.role == "data_officer" and one.place == world.places["xinzhu"])
    with override_settings(HOME=tmp_path):
        somebody.log_in(world.login(hat), PASSWORD)
        yield somebody


def a_file(*rows: str, name: str = "books.csv", head: str = HEADS) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([head, *rows]).encode("gb18030"), content_type="text/csv")


def handed_in(officer: Somebody, file: SimpleUploadedFile) -> Page:
    officer.open("/imports/new")
    return officer.press("读这个文件", kind="Books", file=file)


def worked(world: World) -> None:
    """The worker does what waits."""
    with as_login("worker"):
        for one in _waiting(world):
            importing.work(import_id=one)


def _waiting(world: World) -> list[int]:
    with as_login(""):
        return list(Import.objects.filter(state__in=["looking", "running", "undoing"]).values_list("id", flat=True))


def test_a_data_officer_takes_a_list_in_and_gives_it_back(world: World, officer: Somebody, shelf: Shelf) -> None:
    assert officer.open("/").path == "/imports"
    assert "还没有" in officer.page
    page = handed_in(officer, a_file("B1,红楼梦,1606,", f"B2,{BANNED},9,", "B3,边城,134,旧"))
    assert "每一列是什么意思" in page
    assert "红楼梦" in page
    page = officer.press("逐行试算")
    assert "正在试算" in page
    worked(world)
    page = officer.open(page.path)
    assert "导入2行" in str([form.buttons for form in page.forms])
    assert "does not stand on this shelf" in page
    assert not shelf.all()
    page = officer.press("导入2行")
    worked(world)
    page = officer.open(page.path)
    assert "已导入" in page
    assert [row[1] for row in shelf.all()] == ["红楼梦", "边城"]
    page = officer.follow("撤销这次导入")
    assert "2行是新的" in page
    officer.press("撤销这次导入")
    worked(world)
    assert "已撤销" in officer.open(page.path.removesuffix("/undo"))
    assert not shelf.all()
    assert "books.csv" in officer.open("/imports")


def test_what_was_refused_comes_back_in_its_own_columns_with_the_reason(world: World, officer: Somebody) -> None:
    page = handed_in(officer, a_file(f"B2,{BANNED},9,=1+1", "B3,边城,134,"))
    officer.press("逐行试算")
    worked(world)
    answer = officer.get(f"{page.path}/refused.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["书号", "书名", "页数", "备注", "行号", "原因"]
    assert rows[1][:5] == ["B2", BANNED, "9", "'=1+1", "2"]
    assert "shelf" in rows[1][5]
    book = load_workbook(io.BytesIO(officer.get(f"{page.path}/refused.xlsx").content))
    line = [cell.value for cell in book.worksheets[0][2]]
    assert line[:4] == ["B2", BANNED, "9", "=1+1"]
    assert book.worksheets[0]["D2"].data_type == "s"
    with as_login(""):
        assert Line.objects.filter(verb="import.export").count() == 2


def test_columns_are_remembered_for_the_unit(world: World, officer: Somebody) -> None:
    head = "编码甲,名称乙"
    page = handed_in(officer, a_file("B1,红楼梦", head=head))
    assert "没有一列是" in page
    assert page.form_with("逐行试算").fields["column-0"] == [""]
    officer.press("逐行试算", **{"column-0": "Number", "column-1": "Title"})
    worked(world)
    assert "导入1行" in str([form.buttons for form in officer.open(page.path).forms])
    again = handed_in(officer, a_file("B2,围城", head=head))
    assert again.form_with("逐行试算").fields["column-0"] == ["number"]


def test_of_a_workbook_with_two_sheets_one_is_chosen(world: World, officer: Somebody, tmp_path: Path) -> None:
    book = Workbook()
    for number, name in enumerate(("说明", "书目"), 1):
        sheet = book.active if number == 1 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        sheet.append(["书号", "书名"])
        sheet.append([f"B{number}", f"第{number}本"])
    content = io.BytesIO()
    book.save(content)
    page = handed_in(officer, SimpleUploadedFile("books.xlsx", content.getvalue()))
    assert "哪一张表" in page
    page = officer.press("读这张表", sheet="书目")
    assert "第2本" in page
    assert not list((tmp_path / "handed_in").iterdir())


def test_the_same_file_twice_leads_to_the_first(world: World, officer: Somebody) -> None:
    first = handed_in(officer, a_file("B1,红楼梦,1606,"))
    page = handed_in(officer, a_file("B1,红楼梦,1606,"))
    assert page.status == 422
    assert officer.follow("看那次导入").path == first.path
    handed_in(officer, a_file("B1,红楼梦,1606,"))
    assert (
        officer.press("读这个文件", kind="Books", file=a_file("B1,红楼梦,1606,"), again="还是要再交一次").path
        != first.path
    )


UNREADABLE = {
    "选文件": b"",
    "这不是表格": b"%PDF-1.7 x",
    "不完整": b"PK\x03\x04 cut off",
    "一行也没有": "书号,书名\n".encode(),
}


def test_a_file_nobody_can_read_is_told(officer: Somebody) -> None:
    for says, content in UNREADABLE.items():
        page = handed_in(officer, SimpleUploadedFile("list.xlsx", content))
        assert page.status == 422, says
        assert says in page


def test_a_stopped_import_goes_on(world: World, officer: Somebody, shelf: Shelf) -> None:
    page = handed_in(officer, a_file(*(f"B{n},第{n}本,9," for n in range(1, 30))))
    officer.press("逐行试算")
    worked(world)
    officer.open(page.path)
    officer.press("导入29行")
    stopped = officer.press("停下")
    assert "中途停了" in stopped
    assert not shelf.all()
    officer.press("接着办")
    worked(world)
    assert len(shelf.all()) == 29


def test_nothing_is_done_in_the_name_of_somebody_whose_post_has_ended(
    world: World, officer: Somebody, shelf: Shelf
) -> None:
    """Ended between two portions, the one under way is the last; a colleague goes on from there."""
    handed_in(officer, a_file(*(f"B{number},书{number},9," for number in range(600))))
    at = officer.page.path
    officer.press("逐行试算")
    worked(world)
    officer.open(at)
    officer.press("导入600行")
    hat = next(one for one in world.desks.hats if one.role == "data_officer" and one.place == world.places["xinzhu"])

    def ends_after(portions: int) -> None:
        with as_login("worker"):
            asked = [True] * portions + [False] * 9
            imports.work(
                import_id=_waiting(world)[0], worker=world.hat("robot"), clock=clock,
                holds=lambda by, at: importing.holds(by, at) and asked.pop(0),
            )  # fmt: skip

    ends_after(1)  # asked before the first portion, which is small whatever the machine; gone before the second
    with as_login(""):
        one = Import.objects.get()
        assert (one.state, 0 < one.counts["run"]["new"] < 600) == ("stopped", True)
    page = officer.open(at)
    assert "不在这个岗位了" in page
    officer.press("接着办")
    with as_login(""):
        Post.objects.filter(id=hat.post).update(until=clock())
    before = shelf.all()
    worked(world)
    with as_login(""):
        again = Import.objects.get()
        assert (again.state, again.counts, shelf.all()) == ("stopped", one.counts, before)
        assert again.remarks.count(again.remarks[-1]) == 1


def test_what_has_to_stay_is_said(world: World, officer: Somebody, shelf: Shelf) -> None:
    page = handed_in(officer, a_file(f"B1,{LENT},9,", "B2,围城,359,"))
    officer.press("逐行试算")
    worked(world)
    officer.open(page.path)
    officer.press("导入2行")
    worked(world)
    officer.open(page.path)
    officer.follow("撤销这次导入")
    officer.press("撤销这次导入")
    worked(world)
    assert "留下了" in officer.open(page.path)
    assert len(shelf.all()) == 1


@pytest.mark.asvs("V8.2.1")
def test_other_posts_take_nothing_in(world: World, officer: Somebody) -> None:
    page = handed_in(officer, a_file("B1,红楼梦,1606,"))
    for role in ("clerk", "supervisor"):
        other = Somebody("desk")
        other.log_in(world.login(world.hat(role)), PASSWORD)
        for path in ("/imports", "/imports/new", page.path, f"{page.path}/refused.csv", f"{page.path}/undo"):
            assert other.open(path).status == 403, (role, path)


@pytest.mark.asvs("V8.4.1")
def test_an_officer_of_elsewhere_does_not_see_it(world: World, officer: Somebody) -> None:
    """A street's list is seen by the officers of its district and city; a district's is not by the street's."""
    page = handed_in(officer, a_file("B1,红楼梦,1606,"))
    above = Somebody("desk")
    hat = next(one for one in world.desks.hats if one.role == "data_officer" and one.place == world.places["qingxiu"])
    above.log_in(world.login(hat), PASSWORD)
    assert above.open(page.path).status == 200
    mine = handed_in(above, a_file("B9,边城,134,"))
    assert officer.open(mine.path).status == 404
    assert officer.open("/imports/aaaaaaaaaaaaaaaaaaaaaaaaaa").status == 404
