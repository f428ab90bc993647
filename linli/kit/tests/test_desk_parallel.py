"""The page of a case with several units at work: lanes, forms of every task on this desk, and cases of its own."""

from __future__ import annotations

import re

import pytest

from linli.kernel.cases.models import Case
from linli.kit.desk import tokens
from linli.kit.tests.desk_site import enter, open_page
from linli.kit.tests.test_desk_matter import upload
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.surfaces import Visit
from tests.world import World

UNITS = ("street_clerk", "enforcement_staff")


def fields(world: World, case: int, **lines: str) -> dict[str, str]:
    """The form that brings in units: marks of their desks, what each is asked."""
    units = world.units(*lines, case=case)
    given = {"rows": str(len(units))}
    for number, (unit, brief) in enumerate(zip(units, lines.values(), strict=True), 1):
        given |= {f"co_unit_{number}": tokens.owner_mark(unit.owner), f"co_brief_{number}": brief}
    return given


def test_units_are_brought_in_from_the_page_and_each_reports_from_its_own(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="accept")
    lead = world.holder(opened)
    enter(desk, world, lead)
    path = f"/case/{opened.number}/share"
    given = fields(world, opened.case_id, street_clerk="请查线路", enforcement_staff="请清占道")
    answer = desk.send(path, {**given, "task": tokens.task_mark(world.task(opened))})
    assert answer.status_code == 303
    page = open_page(desk, f"/case/{opened.number}")
    assert "桂和物业牵头，等中山街道办事处、中山城管执法中队回话" in page
    for words in ("2个单位协办", "已回0，共2", "请查线路", "请清占道", "等回齐"):
        assert words in page, words
    assert "回齐以后在这里送出" in page

    task = next(task for task in world.parts(opened) if task.role == "street_clerk")
    enter(desk, world, world.desks.holder(task))
    page = open_page(desk, f"/case/{opened.number}")
    assert "请您这里办：请查线路" in page
    assert "处理好了" not in "".join(re.findall(r"<summary.*?</summary>", page))
    sent = {"task": tokens.task_mark(task), "text": "线路没有问题。"}
    assert desk.send(f"/case/{opened.number}/helped", sent).status_code == 303
    page = open_page(desk, f"/case/{opened.number}")
    assert "已回1，共2" in page
    assert "线路没有问题。" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"co_unit_1": ""}, "选一选，由哪个单位办"),
        ({"co_brief_1": ""}, "每个单位都要写明"),
        ({"co_unit_1": "", "co_brief_1": ""}, "至少选一个协办单位"),
        ({"co_brief_1": "长" * 301}, "300字以内"),
    ],
)
def test_a_form_with_something_missing_keeps_what_was_typed(
    world: World, desk: Visit, change: dict[str, str], words: str
) -> None:
    opened = world.an_open_case(until="accept")
    enter(desk, world, world.holder(opened))
    given = fields(world, opened.case_id, street_clerk="请查线路")
    mark = tokens.task_mark(world.task(opened))
    sent = {**given, "text": "线路老化，一家办不了。", "task": mark, **change}
    answer = desk.send(f"/case/{opened.number}/share", sent)
    page = answer.content.decode()
    assert (answer.status_code, words in page, "线路老化，一家办不了。" in page) == (422, True, True)
    assert world.step(opened) == "accept"


def test_one_more_line_keeps_those_that_are_filled(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="accept")
    enter(desk, world, world.holder(opened))
    given = fields(world, opened.case_id, street_clerk="请查线路", enforcement_staff="请清占道")
    sent = {**given, "task": tokens.task_mark(world.task(opened)), "more": "1"}
    answer = desk.send(f"/case/{opened.number}/share", sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('class="unit-line"') == 4
    assert "请清占道" in page
    assert world.step(opened) == "accept"


def test_sending_before_everybody_is_in_says_who_is_missing(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="accept")
    world.act(opened, "share", co_handlers=world.units(*UNITS, case=opened))
    enter(desk, world, world.holder(opened))
    sent = {"task": tokens.task_mark(world.task(opened)), "text": "换好了。"}
    answer = desk.send(f"/case/{opened.number}/contacted", sent)
    assert answer.status_code == 303
    answer = desk.send(f"/case/{opened.number}/handled", {**sent, "photo": upload()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还没回齐：中山街道办事处、中山城管执法中队" in page
    assert "换好了。" in page
    assert world.step(opened) == "together"


def test_a_matter_of_its_own_is_opened_and_both_pages_lead_to_each_other(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="handle")
    enter(desk, world, world.holder(opened))
    path = f"/case/{opened.number}/open-child"
    wrong = desk.send(path, {"child_item": "no.such", "child_text": "井盖也要换"})
    assert (wrong.status_code, "井盖也要换" in wrong.content.decode()) == (422, True)
    answer = desk.send(path, {"child_item": "hotline.lift", "child_text": "电梯间的灯也要换。", "awaited": "1"})
    assert answer.status_code == 303
    with scope.reading(world.hat("robot"), now=clock()):
        child = Case.objects.get(parent_id=opened.case_id)
    page = open_page(desk, f"/case/{opened.number}")
    assert f'href="/case/{child.number}"' in page
    assert "还等1件" in page
    page = open_page(desk, f"/case/{child.number}")
    assert "原件" in page
    assert f'href="/case/{opened.number}"' in page
    assert "另开一件" not in page
