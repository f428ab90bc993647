"""Whoever cannot see a case hears nothing of it: asked of every post of the world, beside the walls themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from linli.gates.live import admissions, reading
from linli.gates.live.admissions import Admission
from linli.gates.live.hub import MOST_WAITING, Hub, Link, Message, Page, Standing
from linli.kernel.cases.models import Case
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import Visit
from tests.world import World


class Inside:
    """The database of the running test, asked as the live process asks its own."""

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> Inside:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            self.rows: list[tuple[Any, ...]] = cursor.fetchall()
        return self

    async def fetchall(self) -> list[tuple[Any, ...]]:
        return self.rows


@pytest.fixture
def session(db: None) -> str:
    with connection.cursor() as cursor:
        cursor.execute("insert into django_session values ('desk-live', '', now() + interval '1 hour')")
    return "desk-live"


def standing(hat: Hat, session: str) -> Standing | None:
    given = admissions.issue(hat, session=session, until=clock() + timedelta(hours=1), now=clock())
    admission = admissions.opened(given, now=clock())
    assert admission is not None
    return _standings([admission]).get(admission)


def _standings(wanted: list[Admission]) -> dict[Admission, Standing]:
    return dict(_done(reading.standings(Inside(), wanted)))  # type: ignore[arg-type]


def _done(work: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine gives that waits for nothing: in this thread, on the connection of the test."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine under a loop of its own: a browser of another test may keep its loop running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def message(case: int) -> Message:
    found = _done(reading.Reader()._cases(Inside(), {case}))  # type: ignore[arg-type]
    number, subject, links = found[case]
    return Message("case", number, "case.moved", links, subject)


def test_a_page_hears_of_exactly_the_cases_its_hat_sees(world: World, session: str) -> None:
    lead = next(hat for hat in world.desks.hats if hat.role == "street_lead")
    clerk = world.hat("clerk", "桃源北社区")
    cases = [
        world.an_open_case(),
        world.an_open_case(until="handle"),
        world.an_open_case(confidential=True),
        world.an_open_case(scope=world.community("星湖社区"), place=world.building("xinghu_6-1")),
        world.an_open_case(scope=world.city, place=None),
        world.an_open_case(about_unit=clerk.unit),
        world.an_open_case(about_unit=lead.unit, about_account=lead.account),
    ]
    told = [message(case.case_id) for case in cases]
    heard_by = 0
    for hat in world.desks.hats:
        page = standing(hat, session)
        assert page is not None
        with scope.reading(hat, now=clock()):
            seen = {row.number for row in Case.objects.all()}
        sees_cases = hat.role not in ("catalogue_editor", "catalogue_publisher", "data_officer", "auditor")
        for case, one in zip(cases, told, strict=True):
            assert page.hears(one) == (sees_cases and case.number in seen), (hat.label, case.number)
            heard_by += page.hears(one)
    assert heard_by > 10


def test_a_resident_hears_of_their_own_and_of_nobody_elses(world: World, session: str) -> None:
    mine = world.an_open_case(by=world.resident(0), reporter=world.a_named(0))
    other = world.an_open_case(by=world.resident(2), reporter=world.a_named(2))
    page = standing(world.resident(0), session)
    assert page is not None
    assert (page.hears(message(mine.case_id)), page.hears(message(other.case_id))) == (True, False)
    notice = Message("notice", subject=world.residents[2].subject)
    assert not page.hears(notice)


@pytest.mark.asvs("V7.4.2")
def test_whose_session_or_post_has_ended_stands_no_more(world: World, session: str) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    assert standing(clerk, session) is not None
    assert standing(clerk, "desk-gone") is None
    with connection.cursor() as cursor:
        cursor.execute("update people_post set until = now() where id = %s", [clerk.post])
    assert standing(clerk, session) is None


@pytest.mark.asvs("V4.4.4")
def test_the_desk_gives_a_admission_to_whoever_has_logged_in_and_to_nobody_else(world: World, desk: Visit) -> None:
    assert desk.get("/live-admission").status_code == 204
    clerk = world.hat("clerk", "桃源北社区")
    desk.sign_in(world.login(clerk))
    given = desk.get("/live-admission").json()["url"].partition("admission=")[2]
    admission = admissions.opened(given, now=clock())
    assert admission is not None
    assert (admission.surface, admission.account, admission.role) == ("desk", clerk.account, "clerk")
    assert admissions.opened(given, now=clock() + timedelta(seconds=61)) is None
    assert "connect-src 'self' http" in desk.get("/").headers["Content-Security-Policy"]


@pytest.mark.asvs("V4.4.3", "V9.2.1")
@pytest.mark.parametrize("given", ["", "x", "é", "A" * 5000, "AAAA", "e30"])
def test_what_is_no_admission_opens_nothing(given: str) -> None:
    assert admissions.opened(given, now=clock()) is None


@pytest.mark.asvs("V9.1.1", "V9.1.2", "V9.1.3")
@given(st.integers(0, 200))
def test_a_admission_that_was_changed_anywhere_opens_nothing(place: int) -> None:
    hat = Hat(surface="desk", role="clerk", account=1, post=1)
    given = admissions.issue(hat, session="desk-1", until=clock() + timedelta(hours=1), now=clock())
    at = place % len(given)
    changed = given[:at] + ("A" if given[at] != "A" else "B") + given[at + 1 :]
    found = admissions.opened(changed, now=clock())
    assert found is None or admissions.opened(given, now=clock()) == found  # the last sign has bits that say nothing


SCOPES = st.frozensets(st.integers(1, 6), max_size=4)
LINKS = st.frozensets(st.builds(Link, st.integers(1, 6), st.integers(0, 2), st.integers(0, 2)), max_size=3)
MESSAGES = st.builds(
    Message, st.just("case"), st.just("NN"), st.just("case.moved"), LINKS, st.integers(0, 4), st.just(0)
) | st.builds(Message, st.just("notice"), account=st.integers(1, 3), subject=st.just(0))
STANDINGS = st.builds(
    Standing, st.sampled_from(["desk", "public"]), st.integers(1, 3), st.integers(1, 3), SCOPES,
    st.frozensets(st.integers(1, 4), max_size=3),
)  # fmt: skip


@given(st.lists(STANDINGS, max_size=8), st.lists(MESSAGES, max_size=12), st.integers(0, 12))
def test_found_by_index_or_by_asking_everybody_is_the_same_and_what_was_missed_comes_again(
    standings: list[Standing], messages: list[Message], away: int
) -> None:
    async def play() -> None:
        hub = Hub()
        pages = [Page(one) for one in standings]
        for page in pages:
            hub.add(page)
        frames: list[bytes] = []
        for message in messages:
            before = [len(page.waiting) for page in pages]
            told = hub.tell(message)
            heard = [page.standing.hears(message) for page in pages]
            assert [len(page.waiting) - old for page, old in zip(pages, before, strict=True)] == [int(h) for h in heard]
            assert told == sum(heard)
            frames.append(hub.frame(message, len(frames) + 1))
        last = min(away, len(messages))
        for page in pages:
            missed = hub.missed(f"{hub.name}-{last}", page.standing)
            expected = [f for f, one in zip(frames, messages, strict=True) if page.standing.hears(one)]
            skipped = sum(page.standing.hears(one) for one in messages[:last])
            assert missed == expected[skipped:]
            assert hub.missed("other-0", page.standing) is None
            hub.remove(page)
        assert not hub.pages
        assert hub.tell(Message("case", links=frozenset({Link(1)}))) == 0

    _run(play())


def test_a_page_that_fetches_nothing_is_cut_off_and_nothing_is_kept_for_it() -> None:
    async def play() -> None:
        hub, slow = Hub(), Page(Standing("desk", 1, 1, frozenset({7})))
        hub.add(slow)
        for _number in range(MOST_WAITING + 10):
            hub.tell(Message("case", "NN", "case.moved", frozenset({Link(7)})))
        assert slow.cut
        assert len(slow.waiting) == MOST_WAITING

    _run(play())


@given(st.lists(st.booleans(), max_size=40))
def test_sent_at_once_or_put_down_everything_comes_once_and_in_order(fetched: list[bool]) -> None:
    """A page is sent a frame on the spot where it has fetched what came before; else it waits, and so do later ones."""

    async def play() -> None:
        page, came, ready = Page(Standing("desk", 1)), list[bytes](), iter(fetched)

        def put(frame: bytes) -> bool:
            if next(ready):
                came.append(frame)
                return True
            return False

        page.put = put
        sent = [str(number).encode() for number in range(len(fetched))]
        for frame in sent:
            waited = bool(page.waiting)
            page.tell(frame)
            assert not waited or page.waiting[-1] == frame, "it does not overtake what waits"
        assert [*came, *page.waiting] == sent
        assert page.bell.is_set() == bool(page.waiting)

    _run(play())
