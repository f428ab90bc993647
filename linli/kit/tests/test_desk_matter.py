"""The page of a case: what it shows to whom, what can be sent from it, and that nothing typed is ever lost."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel.cases.models import Event, Handover
from linli.kernel.journal.models import Line
from linli.kit.desk import tokens
from linli.kit.tests.desk_site import do, enter, mark_of, open_page
from linli.kit.tests.test_desk_inbox import statements
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import World, a_photo

MOST_STATEMENTS = 12  # with the session, the hat, and the line that somebody looked


def upload(name: str = "IMG_1.jpg", content: bytes | None = None, *, take: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_photo(take=take).content if content is None else content)


def events_of(world: World, case: int) -> list[Event]:
    with scope.reading(world.hat("robot"), now=clock()):
        return list(Event.objects.filter(case_id=case).select_related("body").order_by("id"))


def lines_of(case: int, verb: str) -> int:
    with as_login(""):
        return Line.objects.filter(verb=verb, record=case).count()


def test_the_page_names_what_where_how_long_and_whose(world: World, desk: Visit) -> None:
    opened = world.an_open_case(photos=(a_photo(),))
    page = open_page(enter(desk, world, world.holder(opened)), f"/case/{opened.number}")
    for words in (
        "楼道灯不亮",
        "桃源路36号院2栋",
        "居民时钟",
        "法定时钟",
        "3个工作日",
        "时限待部门确认",
        "匿名",
        "桂和物业",
    ):
        assert words in page, words
    assert "能看到这件事" in page


def test_the_page_costs_what_it_may(world: World, desk: Visit) -> None:
    opened = world.an_open_case(reporter=world.a_named(), photos=(a_photo(),), until="handle")
    enter(desk, world, world.holder(opened))
    open_page(desk, f"/case/{opened.number}")
    with CaptureQueriesContext(connection) as queries:
        open_page(desk, f"/case/{opened.number}")
    spent = statements(queries)
    assert len(spent) <= MOST_STATEMENTS, "\n".join(spent)


@pytest.mark.asvs("V16.2.1")
@pytest.mark.dengbao("8.1.4.3 a")
def test_a_look_at_a_named_reporter_is_written_down_and_an_anonymous_one_is_not(world: World, desk: Visit) -> None:
    named, nobody = world.an_open_case(reporter=world.a_named()), world.an_open_case()
    enter(desk, world, world.holder(named))
    page = open_page(desk, f"/case/{named.number}")
    open_page(desk, f"/case/{nobody.number}")
    assert "覃**" in page
    assert "覃秀兰" not in page
    assert "13800138001" not in page
    assert lines_of(named.case_id, "case.read") == 1
    assert lines_of(nobody.case_id, "case.read") == 0


def test_a_case_on_paper_is_written_down_with_the_look_and_costs_what_it_may(world: World, desk: Visit) -> None:
    named, nobody = world.an_open_case(reporter=world.a_named(), photos=(a_photo(),)), world.an_open_case()
    enter(desk, world, world.holder(named))
    open_page(desk, f"/case/{named.number}/print")
    open_page(desk, f"/case/{nobody.number}/print")
    assert [lines_of(one.case_id, "case.export") for one in (named, nobody)] == [1, 1]
    assert [lines_of(one.case_id, "case.read") for one in (named, nobody)] == [1, 0]
    with CaptureQueriesContext(connection) as queries:
        open_page(desk, f"/case/{named.number}/print")
    assert len(statements(queries)) <= MOST_STATEMENTS


@pytest.mark.asvs("V16.5.3")
@pytest.mark.dengbao("8.1.4.3 a", "8.1.4.3 d")
def test_no_line_no_page(world: World, desk: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    named = world.an_open_case(reporter=world.a_named())
    enter(desk, world, world.holder(named))
    desk.raise_request_exception = False
    with as_login(""), connection.cursor() as cursor:
        cursor.execute("revoke insert on journal_line from linli_desk")
    answer = desk.get(f"/case/{named.number}")
    assert answer.status_code == 500
    assert "覃" not in answer.content.decode()


@pytest.mark.asvs("V8.2.3", "V15.3.1")
@pytest.mark.dengbao("8.1.4.3 b", "8.1.4.11 a")
def test_the_whole_number_needs_a_reason_and_leaves_a_trace(world: World, desk: Visit) -> None:
    opened = world.an_open_case(reporter=world.a_named())
    enter(desk, world, world.holder(opened))
    path = f"/case/{opened.number}/whole-number"
    answer = desk.send(path, {"reason": "  "})
    assert answer.status_code == 422
    assert "13800138001" not in answer.content.decode()
    answer = desk.send(path, {"reason": "约上门时间"})
    assert answer.status_code == 200
    assert "13800138001" in answer.content.decode()
    assert "覃秀兰" in answer.content.decode()
    assert lines_of(opened.subject_id, "person.reveal") == 2


def test_a_case_goes_from_the_desk_to_the_answer(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(desk, world, world.holder(opened))
    for action, given in (
        ("accept", {}),
        ("contacted", {"text": "打过电话，约好下午去。"}),
        ("handled", {"text": "换了灯头。", "photo": upload()}),
        ("answer", {"text": "灯今天修好了，再不亮就打物业电话。", "outcome": "fixed", "release": "1"}),
    ):
        answer = do(desk, opened, action, given)
        assert answer.status_code == 303, answer.content.decode()
        assert answer["Location"] == f"/case/{opened.number}?did={action}"
    assert world.step(opened) == "confirm"
    assert [event.verb for event in events_of(world, opened.case_id)] == [
        "opened",
        "accept",
        "contacted",
        "handled",
        "answer",
    ]
    page = open_page(desk, f"/case/{opened.number}?did=answer")
    assert "办了：答复居民" in page
    assert "灯今天修好了，再不亮就打物业电话。" in page


def test_only_the_holder_is_offered_actions_and_everybody_else_a_note(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    clerk = world.hat("clerk", "桃源北社区")
    page = open_page(enter(desk, world, clerk), f"/case/{opened.number}")
    assert 'name="task"' not in page
    assert "桂和物业手里" in page
    mark = tokens.task_mark(world.task(opened))
    answer = do(desk, opened, "accept", mark=mark)
    assert answer.status_code == 403
    assert world.step(opened) == "accept"
    answer = desk.send(f"/case/{opened.number}/add-note", {"text": "住户说晚上八点后在家。"})
    assert answer.status_code == 303
    page = open_page(desk, f"/case/{opened.number}")
    assert "住户说晚上八点后在家。" in page
    assert "居民看不到" in page
    assert not events_of(world, opened.case_id)[-1].shown


def test_a_note_for_the_resident_is_shown_to_them(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(desk, world, world.holder(opened))
    desk.send(f"/case/{opened.number}/add-note", {"text": "明天上午九点来。", "tell": "1"})
    assert events_of(world, opened.case_id)[-1].shown
    assert desk.send(f"/case/{opened.number}/add-note", {"text": " "}).status_code == 422


def test_what_is_missing_is_said_and_what_was_typed_stays(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="handle")
    enter(desk, world, world.holder(opened))
    answer = do(desk, opened, "handled", {"text": "换了灯头，两层都亮。"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "换了灯头，两层都亮。" in page
    assert "f-handled-photo-wrong" in page
    assert world.step(opened) == "handle"


def test_photos_of_a_refused_form_are_kept_and_go_with_it(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="handle")
    enter(desk, world, world.holder(opened))
    answer = do(desk, opened, "handled", {"text": "", "photo": [upload(), upload(take=1)]})
    assert answer.status_code == 422
    assert "刚才选的2张照片还在" in answer.content.decode()
    answer = do(desk, opened, "handled", {"text": "换好了。", "kept": "1"})
    assert answer.status_code == 303
    assert len(events_of(world, opened.case_id)[-1].body.papers) == 2


def test_a_file_that_is_no_photo_is_named(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="handle")
    enter(desk, world, world.holder(opened))
    answer = do(desk, opened, "handled", {"text": "换好了。", "photo": upload("公函.jpg", b"%PDF-1.7 no photo")})
    assert answer.status_code == 422
    assert "公函.jpg" in answer.content.decode()
    assert world.step(opened) == "handle"


def test_a_page_older_than_the_case_moves_nothing_and_loses_nothing(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="handle")
    enter(desk, world, world.holder(opened))
    mark = mark_of(desk, opened)
    world.act(opened, "handled")
    answer = do(desk, opened, "handled", {"text": "我也去看过了，已经亮了。", "photo": upload()}, mark=mark)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我也去看过了，已经亮了。" in page
    assert world.step(opened) == "answer"


def test_one_form_sent_twice_is_done_once(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(desk, world, world.holder(opened))
    mark = mark_of(desk, opened)
    first, second = (do(desk, opened, "accept", mark=mark) for _ in range(2))
    assert first.status_code == second.status_code == 303
    mark = mark_of(desk, opened)
    for _ in range(2):
        do(desk, opened, "contacted", {"text": "打过电话。"}, mark=mark)
    assert [event.verb for event in events_of(world, opened.case_id)] == ["opened", "accept", "contacted"]


def test_a_made_up_mark_or_action_moves_nothing(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(desk, world, world.holder(opened))
    assert do(desk, opened, "accept", mark="0" * 32).status_code == 409
    assert do(desk, opened, "answer", {"text": "好了", "outcome": "fixed"}).status_code == 409
    assert world.step(opened) == "accept"


def test_a_place_is_found_by_its_address_and_set(world: World, desk: Visit) -> None:
    opened = world.an_open_case(place=None, where="桃源路36号院")
    enter(desk, world, world.hat("clerk", "桃源北社区"))
    page = open_page(desk, f"/case/{opened.number}")
    assert "桃源路36号院2栋" in page  # looked for with the words of the report
    fragment = open_page(desk, "/buildings?find=桃源路36号院3栋")
    assert "<html" not in fragment
    assert "桃源路36号院3栋" in fragment
    assert do(desk, opened, "placed").status_code == 422
    again = do(desk, opened, "placed", {"search": "1", "find": "桃源路36号院1栋"})
    assert again.status_code == 200
    assert "桃源路36号院1栋" in again.content.decode()
    assert do(desk, opened, "placed", {"place": world.building("taoyuan_36-1")}).status_code == 303
    assert world.case(opened).where == "桃源路36号院1栋"
    assert world.step(opened) == "accept"


def test_handing_over_needs_somebody_who_takes_over(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(desk, world, world.holder(opened))
    answer = do(desk, opened, "hand_over", {"text": "线路归网格协调"})
    assert answer.status_code == 422
    assert "线路归网格协调" in answer.content.decode()
    page = open_page(desk, f"/case/{opened.number}")
    option = re.search(r'<option value="([0-9a-f]{32})">[^<]*网格员', page)
    assert option
    answer = do(desk, opened, "hand_over", {"text": "线路归网格协调", "next_owner": option[1]})
    assert answer.status_code == 303
    assert world.holder(opened).role == "grid_worker"
    with as_login(""):
        assert Handover.objects.filter(case_id=opened.case_id).count() == 1
    page = open_page(desk, f"/case/{opened.number}")  # whoever held it may still look
    assert "<h2>转交</h2>" in page
    assert "线路归网格协调" in page


def test_grades_are_shown_and_the_rater_is_not(world: World, desk: Visit) -> None:
    with as_login(""):
        opened = world.an_open_case(until="confirm", by=world.resident(), reporter=world.a_named())
        world.rate(opened, 2, by=world.resident(), text="还是不亮")
    lead = world.holder(opened)
    page = open_page(enter(desk, world, lead), f"/case/{opened.number}")
    assert "不满意" in page
    assert "还是不亮" in page
    assert "退回重办" in page
    assert "覃秀兰" not in page
