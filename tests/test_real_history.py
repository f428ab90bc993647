"""Real messages with their answers, recorded as matters of the past: the board says what the file says.

What the board shows is worked out here a second time, from the rows of the file alone and by other means.
"""

from __future__ import annotations

import csv
import os
import random
import re
import statistics
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.indicators import actions, queries
from linli.kernel.indicators.models import PLACE
from linli.kernel.indicators.periods import Period
from linli.main.imports import messages_file, recording
from linli.main.imports.messages_file import Message
from linli.main.imports.reports import RECORDED
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
FOLDER = Path(os.environ.get("LINLI_DATA") or BESIDE) / "messages"
REPLIES, MESSAGES = FOLDER / "replies_2816.csv", FOLDER / "messages_4326.csv"
SEED = int(os.environ.get("LINLI_SEED") or random.SystemRandom().randrange(10**9))

pytestmark = pytest.mark.skipif(
    not (REPLIES.exists() and MESSAGES.exists()),
    reason="neither LINLI_DATA nor ../shared/data holds messages/replies_2816.csv and messages_4326.csv",
)


def days_of(rows: Sequence[dict[str, str]]) -> list[float]:
    """How many calendar days each answer took, from the digits of both times."""
    return [(digits(row["答复时间"]) - digits(row["留言时间"])).total_seconds() / 86_400 for row in rows]


def digits(written: str) -> datetime:
    return datetime(*map(int, re.findall(r"\d+", written)))  # type: ignore[arg-type]  # noqa: DTZ001  as written


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def record(path: Path, numbers: set[str] | None = None) -> list[str]:
    """Record a file, or the messages of these numbers; what became of each row."""
    reading = messages_file.read(path, whole=True)
    chosen: list[Message] = [one for one in reading.messages if numbers is None or one.number in numbers]
    with as_login("worker"):
        outcomes = recording.record(chosen, reading, item="hotline.other", now=clock())
        return [one.what for one in outcomes] + ["unfit" for _one in reading.unfit]


def board(world: World) -> dict[str, queries.Reading]:
    """The figures of the whole city and all time, as the worker computes them."""
    robot = world.hat("robot")
    numbers = list(Case.objects.values_list("id", flat=True))
    with as_login("worker"):
        actions.touch(case_ids=numbers, by=robot, now=clock())
        actions.measure(by=robot, now=clock())
    hat = world.hat("supervisor")
    with as_login("desk"), scope.reading(hat, now=clock()):
        found = queries.readings(PLACE, [world.city], Period.of("all", day_of(clock())))
    return {code: reading for (_about, code), reading in found.items()}


def agree(figures: dict[str, queries.Reading], rows: Sequence[dict[str, str]]) -> None:
    days, said = days_of(rows), f"LINLI_SEED={SEED}"
    assert figures["answer_days"].base == figures["cases"].base == len(rows), said
    assert figures["answer_days"].value == pytest.approx(statistics.median(days), abs=1e-6), said
    for code, limit in (("within_7", 7), ("within_15", 15)):
        assert figures[code].value == sum(one <= limit for one in days) / len(days), (code, said)


def test_every_answered_message_is_a_case_and_the_board_says_what_the_file_says(world: World, db: None) -> None:
    rows = rows_of(REPLIES)
    assert record(REPLIES) == [RECORDED] * len(rows)
    assert len(rows) == 2816
    assert Case.objects.filter(closed__isnull=False).exclude(answer="").count() == 2816
    assert Event.objects.filter(verb="answer").count() == 2816
    assert not Task.objects.filter(done__isnull=True).exists()
    agree(board(world), rows)


def test_the_board_agrees_for_a_random_third_too(world: World, db: None) -> None:
    rows = rows_of(REPLIES)
    third = random.Random(SEED).sample(rows, len(rows) // 3)
    assert record(REPLIES, {row["留言编号"] for row in third}) == [RECORDED] * len(third)
    agree(board(world), third)


@pytest.mark.proof
def test_messages_without_answers_are_open_cases(world: World, db: None) -> None:
    assert record(MESSAGES) == [RECORDED] * 4326
    assert Task.objects.filter(done__isnull=True).count() == Case.objects.filter(closed__isnull=True).count() == 4326
    figures = board(world)
    assert (figures["cases"].base, figures["answer_days"].value, figures["within_15"].value) == (4326, None, 0.0)
