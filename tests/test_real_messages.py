"""Real messages of residents, a hundred (in the long proof three), from the API through every desk to a closed case.

Drawn at random. They are from another city (A市, A3区 and so on), so nobody can place them but a person: they wait as
"grid unknown".
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import tidy
from linli.main.commands.import_file import body_of, outcome_of
from linli.main.imports import messages_file
from linli.main.imports.filing import Answer
from linli.main.imports.messages_file import Message, Reading
from linli.main.imports.reports import FILED, REFUSED, Outcome, Report
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World, a_photo

SEED = int(os.environ.get("LINLI_SEED", "20261123"))
BUILDINGS = ("taoyuan_36-1", "taoyuan_36-2", "tiantao_17-1", "xinghu_6-1")
WORK = ("confirmed_on_site", "accept", "handled", "answer")

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
SOURCE = Path(os.environ.get("LINLI_DATA") or BESIDE) / "messages" / "messages_4326.csv"

pytestmark = pytest.mark.skipif(
    not SOURCE.exists(),
    reason="neither LINLI_DATA nor ../shared/data holds messages/messages_4326.csv: there are no real messages to file",
)


@dataclass(slots=True)
class Desks:
    """Every member of staff who is asked for, logged in once."""

    world: World
    visits: dict[str, Visit] = field(default_factory=dict)

    def of(self, login: str) -> Visit:
        if login not in self.visits:
            self.visits[login] = Visit()
            self.visits[login].enter(login=login, password=PASSWORD)
        return self.visits[login]

    def holder(self, number: str) -> Visit:
        """Whoever holds the open task of a case."""
        with as_login(""):
            hat = self.world.holder(Case.objects.only("id").get(number=number).id)
        return self.of(self.world.login(hat))


@pytest.fixture(scope="module")
def reading() -> Reading:
    return messages_file.read(SOURCE)


@pytest.mark.parametrize("count", [100, pytest.param(300, marks=pytest.mark.proof)])
def test_real_messages_are_seen_through(
    world: World, transactional_db: None, reading: Reading, tmp_path: Path, count: int
) -> None:
    drawn = random.Random(SEED).sample([*reading.messages, *reading.unfit], count)
    with surface("public"):
        outcomes = [file(Visit(), row) for row in drawn]
    filed = [one for one in outcomes if one.what == FILED]
    report = Report(SOURCE, reading, outcomes, clock())
    report.write(tmp_path)
    said = [f"line {one.row.line}: {one.reason}" for one in report.refused]
    assert len(filed) + len(said) == count
    assert all(one.reason for one in report.refused)
    assert len(filed) >= 0.97 * count, said
    with surface("desk"):
        see_through(world, filed)
    with surface("public"):
        for one in filed:
            rate(Visit(), one)
    with as_login(""):
        assert Case.objects.filter(closed__isnull=False).count() == len(filed)


def file(visit: Visit, row: Any) -> Outcome:
    """Over the API, in the very body the import command sends."""
    if not isinstance(row, Message):
        return Outcome(row, REFUSED, reason=row.reason)
    answer = visit.api("POST", "matters", body_of(row, item="hotline.other", by_staff=False, dated=False))
    return outcome_of(row, Answer(answer.status_code, answer.json()))


def see_through(world: World, filed: list[Outcome]) -> None:
    """Found in the sorting desk's queue, opened and compared, placed, then worked on by whoever holds it."""
    desks = Desks(world)
    sorting = desks.of("liaoshihua")
    assert found(sorting) == {one.number for one in filed}
    buildings = cycle(BUILDINGS)
    for one in filed:
        assert isinstance(one.row, Message)
        case = sorting.api("GET", f"cases/{one.number}").json()
        assert (case["title"], case["text"]) == (tidy(one.row.title), tidy(one.row.text)), one.row.line
        assert case["events"][0]["words"] == case["text"]
        act(sorting, one, action="placed", place=world.building(next(buildings)), task=case["task"])
    for action in WORK:
        for one in filed:
            act(desks.holder(one.number), one, action=action, **words_of(action))


def found(visit: Visit) -> set[str]:
    """Every number in the queue of matters nobody has placed yet, page by page."""
    return {task["number"] for page in pages(visit) for task in page}


def pages(visit: Visit) -> Iterator[list[dict[str, Any]]]:
    offset, more = 0, True
    while more:
        page = visit.api("GET", "inbox", {"view": "unplaced", "limit": 100, "offset": offset}).json()
        offset, more = offset + 100, page["more"]
        yield page["tasks"]


def words_of(action: str) -> dict[str, Any]:
    words: dict[str, dict[str, Any]] = {
        "confirmed_on_site": {"text": "到现场看过，情况属实。"},
        "accept": {},
        "handled": {"text": "已经处理好。", "files": [a_photo(after=True)]},
        "answer": {"text": "您反映的事办好了，请看一看。", "outcome": "fixed"},
    }
    return words[action]


def act(visit: Visit, one: Outcome, **body: Any) -> None:
    answer = visit.api("POST", f"cases/{one.number}/actions", body)
    assert answer.status_code == 200, (one.row.line, body["action"], answer.content.decode())


def rate(visit: Visit, one: Outcome) -> None:
    """The reporter reads the answer with the code of their receipt and is content; that closes the case."""
    code = {"X-Receipt-Code": one.receipt}
    told = visit.api("GET", f"matters/{one.number}", **code).json()
    assert told["answer"], one.row.line
    assert visit.api("POST", f"matters/{one.number}/rating", {"grade": 5}, **code).status_code == 200
    assert datetime.fromisoformat(visit.api("GET", f"matters/{one.number}", **code).json()["closed"])


def test_every_message_of_the_file_is_one_or_has_its_reason(reading: Reading) -> None:
    assert len(reading.messages) + len(reading.unfit) == 4326
    assert all(one.at is not None for one in reading.messages)
    assert all(one.reason for one in reading.unfit)
