"""Messages with their answers, recorded as matters of the past: every row is a case, once, or has its reason."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.cases.models import Case, Clock, Event, Origin, Task
from linli.kernel.cases.reports import tidy
from linli.kernel.journal.models import Line
from linli.kernel.notices.models import Notice
from linli.main import wiring
from linli.main.imports import messages_file, oddities, recording
from linli.main.imports.messages_file import BEIJING, HEAD_OF_HISTORY, Message
from linli.main.imports.reports import RECORDED, REPEATED, Outcome, Report
from linli.plumbing import dispatch
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
SIGNED = "已经修好。桃源北社区居民委员会2019年5月10日"
FIRST = ("1", "A1", "桃源北社区路灯坏了", "2019/4/25 9:32:09", "三天没亮了。", SIGNED, "2019/5/10 14:56:53")
ROWS = {
    "plain": FIRST,
    "open": ("2", "A2", "星湖社区噪声", "2019/5/1 8:00:00", "夜里很吵。", "", ""),
    "no time of the answer": ("3", "A3", "灯", "2019/5/1 8:00:00", "灯坏了。", "修好了。", ""),
    "older answer": ("4", "A4", "灯", "2019/5/2 8:00:00", "灯坏了。", "修好了。", "2019/5/1 8:00:00"),
    "other form": ("5", "A5", "天桃社区的灯", "2019-05-01 08:00:00", "灯坏了。", "修好了。", "2019年5月3日"),
    "twice": ("6", "A1", "桃源北社区路灯坏了", "2019/4/26 9:00:00", "三天没亮了。", "知道了。", "2019/4/27 9:00:00"),
    "no text": ("7", "A7", "天桃社区的灯不亮", "2019/5/1 8:00:00", " \n", "修好了。", "2019/5/2 8:00:00"),
    "long": ("8", "A8", "天桃社区", "2019/5/1 8:00:00", "长" * 25_000, "收到。", "2019/5/2 8:00:00"),
    "no time": ("9", "A9", "天桃社区", "", "灯坏了。", "收到。", "2019/5/2 8:00:00"),
    "to come": ("10", "A10", "天桃社区", "2029/5/1 8:00:00", "灯坏了。", "收到。", "2029/5/2 8:00:00"),
    "nothing": ("11", "A11", "", "2019/5/1 8:00:00", "", "收到。", "2019/5/2 8:00:00"),
    "the very same row": FIRST,
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "答复.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows([HEAD_OF_HISTORY, *ROWS.values()])
    return path


def recorded(file: Path, *, most: int | None = None) -> list[Outcome]:
    reading = messages_file.read(file)
    with as_login("worker"):
        return list(islice(recording.record(reading.messages, reading, item="hotline.other", now=NOW), most))


def case_of(outcomes: list[Outcome], row: str) -> Case:
    line = messages_line(row)
    number = next(one.number for one in outcomes if one.row.line == line)
    return Case.objects.get(number=number)


def messages_line(row: str) -> int:
    """The line a row begins in: one of them has a line break in its text."""
    place = list(ROWS).index(row)
    return 2 + place + sum(cells[4].count("\n") for cells in list(ROWS.values())[:place])


def test_a_message_is_a_case_with_its_answer_at_its_own_times(world: World, db: None, file: Path) -> None:
    outcomes = recorded(file)
    case = case_of(outcomes, "plain")
    asked, replied = datetime(2019, 4, 25, 9, 32, 9, tzinfo=BEIJING), datetime(2019, 5, 10, 14, 56, 53, tzinfo=BEIJING)
    assert (case.at, case.closed, case.step, case.channel) == (asked, replied, "end", "import")
    assert case.answer.startswith("已经修好。")
    assert case.scope_id == world.community("桃源北社区")
    opened, answered = Event.objects.filter(case_id=case.id).order_by("id")
    assert (opened.verb, opened.at, answered.verb, answered.at) == ("opened", asked, "answer", replied)
    assert answered.unit_name == "桃源北社区居民委员会"
    assert answered.recorded - case.recorded < timedelta(minutes=1)
    assert abs(case.recorded - clock()) < timedelta(hours=1)
    assert not Task.objects.filter(case_id=case.id, done__isnull=True).exists()
    assert not Clock.objects.filter(case_id=case.id, stopped__isnull=True).exists()
    assert Line.objects.filter(kind="case", record=case.id).count() == 2


def test_what_is_odd_is_recorded_and_told_row_by_row(world: World, db: None, file: Path, tmp_path: Path) -> None:
    outcomes = recorded(file)
    reading = messages_file.read(file)
    assert [one.row.line for one in outcomes] == [messages_line(row) for row in ROWS if row != "nothing"]
    assert [one.line for one in reading.unfit] == [messages_line("nothing")]
    closed = {row for row in ROWS if row != "nothing" and case_of(outcomes, row).closed}
    assert closed == {"plain", "other form", "twice", "no text", "long", "the very same row"}
    odd = {one.row.line for one in outcomes if one.oddities}
    assert odd == {messages_line(row) for row in ROWS if row not in ("plain", "open", "nothing")}
    assert case_of(outcomes, "no text").text == "天桃社区的灯不亮"
    kept = Event.objects.filter(case_id=case_of(outcomes, "older answer").id, verb="added").select_related("body")
    assert [event.body.text for event in kept] == ["修好了。"]
    long = case_of(outcomes, "long")
    rest = Event.objects.filter(case_id=long.id, verb="added").select_related("body").order_by("id")
    assert long.text + "".join(event.body.text for event in rest) == "长" * 25_000
    assert case_of(outcomes, "no time").at == NOW
    report = Report(file, reading, outcomes, NOW)
    report.write(tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text()
    assert all(what in page for one in outcomes for what in one.oddities)


def test_the_same_file_again_adds_nothing_and_a_stopped_run_goes_on(
    world: World, db: None, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "BATCH", 4)
    recorded(file, most=5)
    assert 0 < Case.objects.count() < len(ROWS) - 1
    before = Case.objects.count()
    again = recorded(file)
    assert [one.what for one in again] == [REPEATED] * before + [RECORDED] * (len(ROWS) - 1 - before)
    assert {one.what for one in recorded(file)} == {REPEATED}
    assert Case.objects.count() == Origin.objects.count() == len(ROWS) - 1


def test_nobody_is_told_old_news(world: World, transactional_db: None, file: Path) -> None:
    recorded(file)
    with as_login("worker"):
        handed, deadline = 0, monotonic() + 120
        while handed < 3 * len(ROWS):  # another database of the same server may hold the horizon back for a moment
            assert monotonic() < deadline
            handed += dispatch.drain(wiring.listeners(), clock=clock)
    assert not Notice.objects.exists()


def test_an_open_message_lies_with_the_office_of_its_place(world: World, db: None, file: Path) -> None:
    case = case_of(recorded(file), "open")
    task = Task.objects.get(case_id=case.id)
    assert (task.done, task.role, task.unit_name) == (None, "clerk", "星湖社区居民委员会")
    assert world.holder(case.id).role == "clerk"


TIMES = st.sampled_from(
    ["", "昨天", "2019/5/1", "2019/5/1 8:00:00", "2019-05-02 9:00:00", "2019/13/1", "2031/1/1 0:00"]
)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(WORDS, WORDS, TIMES, WORDS, TIMES), max_size=6))
def test_an_answer_counts_only_with_two_times_in_their_order(rows: list[tuple[str, ...]]) -> None:
    messages = [a_message(line, row) for line, row in enumerate(rows, start=2) if row[0].strip() or row[1].strip()]
    for past in oddities.of_all(messages, now=NOW):
        assert past.parts or not tidy(past.message.text + past.message.title)
        if past.replied is not None:
            assert past.at is not None
            assert past.at <= past.replied <= NOW
            assert past.answer
        elif past.answer:
            assert past.oddities  # an answer that does not count says why


def a_message(line: int, row: tuple[str, ...]) -> Message:
    title, text, time, answer, replied = row
    cells: dict[str, Any] = {"留言时间": time, "答复意见": answer, "答复时间": replied}
    return Message(line, str(line), f"A{line}", title.strip(), text.strip(), None, cells)
