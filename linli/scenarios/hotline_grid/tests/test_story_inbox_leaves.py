"""A clerk's desk besides its list: paper, a file for Excel, words kept ready, one reporter's matters, many at once."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest

from linli.kernel.cases.reports import Reporter
from linli.kernel.journal.models import Line
from tests.at_the_screen import Page, Somebody
from tests.surfaces import as_login, surface
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
WASTE = "community.bulky_waste"
PHONE = "13912345678"
CALLER = Reporter("named", name="覃老伯", phone=PHONE)
ROWS = 23


@pytest.fixture
def clerk(world: World) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat("clerk", "桃源北社区")), PASSWORD)
    return somebody


def _lines(verb: str) -> int:
    with as_login(""):
        return Line.objects.filter(verb__startswith=verb).count()


def _exports() -> int:
    return _lines("list.export") + _lines("case.export")


def _send(clerk: Somebody, path: str, **data: Any) -> Page:
    """A form whose boxes stand outside of it, as a browser sends it."""
    with surface("desk"):
        answer = clerk.visit.send(path, data)
        if answer.status_code == 303:
            answer = clerk.visit.get(answer["Location"])
    clerk.page = Page(path, answer.status_code, answer.content.decode())
    return clerk.page


def _ticks(clerk: Somebody, query: str) -> list[str]:
    html = clerk.get(f"/?{query}").content.decode()
    return re.findall(r'name="tick" form="many" value="([^"]+)"', html)


def test_a_list_leaves_on_paper_and_as_excel_masked_and_written_down(world: World, clerk: Somebody) -> None:
    opened = world.an_open_case(
        item=WASTE, title=f"旧沙发，找{PHONE}", reporter=CALLER, text=f"旧沙发挡在门口，打{PHONE}。"
    )
    other = world.an_open_case(item=WASTE)
    before = _exports()
    page = clerk.open("/print")
    assert opened.number in page
    assert PHONE not in page.words
    assert "打印" in page
    sheet = clerk.get("/list.xlsx")
    assert sheet["Content-Type"].startswith("application/vnd.openxmlformats")
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head = next(row for row in rows if row and row[0] == "编号")
    table = [row for row in rows[rows.index(head) + 1 :] if row[0]]
    assert {row[0] for row in table} == {opened.number, other.number}
    assert PHONE not in str(rows)
    assert all(row[head.index("环节")] == "接单" for row in table)
    linked = [cell.hyperlink.target for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert any(str(target).endswith(f"/case/{opened.number}") for target in linked)
    assert _exports() == before + 2, "what leaves the screen is written down"
    page = clerk.open(f"/case/{opened.number}/print")
    assert "覃**" in page
    assert PHONE not in page.words, "neither in its title nor in what was reported"
    assert "139****5678" in page
    assert _exports() == before + 3


def test_words_kept_ready_are_kept_changed_and_taken_away(clerk: Somebody) -> None:
    clerk.open("/phrases")
    assert clerk.press("存下这段话", name="", text="").status == 422
    clerk.press("存下这段话", name="大件垃圾", text="大件垃圾周三上午清，请放在单元门口。", uses="答复时")
    assert "大件垃圾" in clerk.page
    clerk.follow("大件垃圾")
    clerk.press("存下改动", text="大件垃圾周五上午清，请放在单元门口。")
    clerk.open("/phrases")
    clerk.follow("大件垃圾")
    assert "周五" in clerk.page
    assert "周三" in clerk.page, "how it came to be is kept"
    clerk.press("以后不用了")
    assert "大件垃圾" not in clerk.page.links


def test_matters_of_one_reporter_are_found_with_a_reason_only(world: World, clerk: Somebody) -> None:
    opened = world.an_open_case(item=WASTE, reporter=CALLER)
    foreign = world.an_open_case(
        item=WASTE, reporter=CALLER, scope=world.community("星湖社区"), place=world.building("xinghu_6-1")
    )
    before = _lines("reporter.search")
    clerk.open("/reporter")
    assert clerk.press("找一找", who=PHONE, reason="").status == 422
    assert clerk.page.form_with("找一找").fields["who"] == [PHONE]
    clerk.press("找一找", who=PHONE, reason="居民来电问进展")
    assert opened.number in str(clerk.page.links)
    assert foreign.number not in str(clerk.page.links)
    clerk.press("找一找", who="莫名", reason="居民来电问进展")
    assert opened.number not in str(clerk.page.links)
    assert _lines("reporter.search") >= before + 2, "who looked for whom, and why, is written down"


def test_the_page_of_keys_names_every_key_of_a_case(world: World, clerk: Somebody) -> None:
    page = clerk.open("/keys")
    opened = world.an_open_case(item=WASTE)
    html = clerk.get(f"/case/{opened.number}").content.decode()
    offered = set(re.findall(r'data-key="([A-Z])"', html))
    assert offered
    assert not [key for key in offered if key not in page.words], "every key that works is told"


def test_more_than_twenty_rows_go_on_and_what_failed_is_told(world: World, clerk: Somebody) -> None:
    for _number in range(ROWS):
        world.an_open_case(item=WASTE)
    ticks = _ticks(clerk, "size=100")
    assert len(ticks) == ROWS
    gone = ticks[20].partition(".")[0]
    page = _send(clerk, "/many", tick=ticks, act="accept", next="/")
    assert f"20 / {ROWS}" in page
    assert "还有3件没办到" in page
    assert world.step(_case(gone)) == "accept"
    world.act(_case(gone), "accept", by=world.hat("clerk", login="lujing"))  # faster with one of those that wait
    clerk.press("接着办")
    assert f"22 / {ROWS}" in clerk.page
    assert "1件没办" in clerk.page
    assert gone in clerk.page
    assert "陆静 全科社工先办了" in clerk.page
    assert {world.step(_case(one.partition(".")[0])) for one in ticks} == {"handle"}


def _case(number: str) -> int:
    from linli.kernel.cases.models import Case

    with as_login(""):
        return Case.objects.get(number=number).id
