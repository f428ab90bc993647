"""Photos are kept sealed, shown only when drawn anew, and gone when their owner's key is dropped."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from linli.kernel.journal.models import Line
from linli.kernel.papers import actions, files, listeners, queries
from linli.kernel.papers.facts import PaperKept, PaperReady, PaperRefused
from linli.kernel.papers.models import QUARANTINED, READY, REFUSED, OwnerKey, Paper
from linli.kernel.papers.sniff import REASONS, PhotoRefused, look
from linli.kernel.papers.tests import corpus
from linli.plumbing import scope
from linli.plumbing.crypto import SealBroken
from linli.plumbing.facts import Told
from linli.plumbing.models import OutboxRow
from linli.plumbing.scope import Hat

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RESIDENT = Hat(surface="public", role="resident", account=7, subjects=(501, 502))
NEIGHBOUR = Hat(surface="public", role="resident", account=8, subjects=(503,))
CLERK = Hat(surface="desk", role="clerk", account=9, scopes=(31,))
WORKER = scope.robot([31])
TAKEN = corpus.jpeg(exif=corpus.exif(gps=True))


@pytest.fixture(autouse=True)
def cases(link: Callable[..., None]) -> None:
    """Case 9 of subject 501 and case 10 of subject 502, both with the desk of scope 31."""
    link(9, 31)
    link(10, 31, subject=502)


def keep(content: bytes = TAKEN, *, name: str = "IMG_1.jpg", subject: int = 501, case: int | None = 9) -> Paper:
    return actions.keep_photo(
        content=content, name=name, for_subject=subject, at_scope=31, case=case, by=RESIDENT, now=NOW
    )


def opened(paper: Paper, by: Hat = RESIDENT) -> bytes:
    with scope.reading(by, now=NOW):
        return queries.open_paper(queries.by_ids([paper.id])[0])


def on_disk(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "papers").rglob("*") if path.is_file()}


def facts_told() -> list[tuple[str, dict[str, int]]]:
    return list(OutboxRow.objects.order_by("id").values_list("name", "body"))


@pytest.mark.asvs("V5.3.1")
@pytest.mark.dengbao("8.1.4.8 b")
def test_a_photo_is_kept_sealed_and_in_quarantine(home: Path) -> None:
    paper = keep()
    assert (paper.state, paper.media_type, paper.width, paper.height) == (QUARANTINED, "image/jpeg", 60, 40)
    assert (paper.owner_subject, paper.scope_id, paper.case_id, paper.created_by) == (501, 31, 9, 7)
    (name, sealed), *others = on_disk(home).items()
    assert not others
    assert name == paper.file
    assert b"LinliCam" in TAKEN
    assert b"LinliCam" not in sealed
    assert b"JFIF" not in sealed
    with pytest.raises(queries.NotToBeShown):
        opened(paper)
    assert facts_told() == [("paper.kept", {"paper_id": paper.id, "scope_id": 31})]
    assert Line.objects.get().verb == "paper.keep"


def test_a_drawn_photo_is_shown_and_what_was_sent_is_gone(home: Path) -> None:
    done = actions.clean(paper=keep().id, by=WORKER, now=NOW)
    done.refresh_from_db()
    assert done.state == READY
    assert set(on_disk(home)) == {done.file, done.thumb}
    for hat in (RESIDENT, CLERK):
        shown = opened(done, hat)
        assert look(shown).media_type == done.media_type
        assert len(shown) == done.size
        assert b"LinliCam" not in shown
    with scope.reading(RESIDENT, now=NOW):
        assert look(queries.open_thumb(done)).width == 60
    assert facts_told()[-1] == (PaperReady.name, {"paper_id": done.id, "scope_id": 31})


def test_others_see_neither_the_photo_nor_its_key() -> None:
    paper = actions.clean(paper=keep().id, by=WORKER, now=NOW)
    for hat in (NEIGHBOUR, scope.VISITOR, Hat(surface="desk", role="clerk", scopes=(32,)), scope.robot([])):
        with scope.reading(hat, now=NOW), connection.cursor() as cursor:
            for table in ("papers_paper", "papers_owner_key"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone() == (0,)
            with pytest.raises(queries.NotToBeShown):
                queries.open_paper(paper)


def test_staff_keep_the_proof_of_their_work_with_the_reporters_photos() -> None:
    keep()
    proof = actions.keep_photo(
        content=corpus.jpeg(9, 9), name="done.jpg", for_subject=501, at_scope=31, case=9, by=CLERK, now=NOW
    )
    first = actions.keep_photo(
        content=corpus.jpeg(9, 9), name="done.jpg", for_subject=502, at_scope=31, case=10, by=CLERK, now=NOW
    )
    actions.clean_many(papers=[proof.id, first.id], by=WORKER, now=NOW)
    assert opened(proof, RESIDENT) == opened(first, CLERK)
    assert OwnerKey.objects.count() == 2


def test_hearing_twice_of_a_photo_draws_it_once(home: Path) -> None:
    paper = keep()
    told = Told(id=1, line=1, actor=7, role="resident", purpose="", at=NOW)
    listeners.on_kept(PaperKept(paper.id, 31), told)
    before = on_disk(home)
    files.write(queries.FOLDER, paper.file, b"as if the worker had died before taking it away")
    listeners.on_kept(PaperKept(paper.id, 31), told)
    assert on_disk(home) == before
    assert Line.objects.filter(verb="paper.clean").count() == 1


def test_a_photo_that_cannot_be_drawn_is_refused_with_a_sentence(home: Path) -> None:
    paper = keep(corpus.png_bomb(60, 40), name="坏.png")
    done = actions.clean(paper=paper.id, by=WORKER, now=NOW)
    assert (done.state, done.refused_reason) in ((REFUSED, "truncated"), (REFUSED, "damaged"))
    assert done.refusal == str(REASONS[done.refused_reason])
    assert on_disk(home) == {}
    assert facts_told()[-1] == (PaperRefused.name, {"paper_id": paper.id, "scope_id": 31})
    with pytest.raises(queries.NotToBeShown):
        opened(done)


def test_what_is_no_photo_leaves_nothing_behind(home: Path) -> None:
    with pytest.raises(PhotoRefused), scope.writing(RESIDENT, now=NOW):
        actions.keep_photos(
            [(TAKEN, "a.jpg"), (b"<html>", "b.jpg")], for_subject=501, at_scope=31, by=RESIDENT, now=NOW
        )
    assert not Paper.objects.exists()
    assert not (home / "papers").exists()


def test_statements_do_not_grow_with_the_number_of_photos() -> None:
    def statements(count: int) -> int:
        handed_in = [(corpus.jpeg(20 + count, 20 + n), f"{n}.jpg") for n in range(count)]
        with scope.writing(RESIDENT, now=NOW), CaptureQueriesContext(connection) as captured:
            actions.keep_photos(handed_in, for_subject=501, at_scope=31, case=9, by=RESIDENT, now=NOW)
        return sum("nextval" not in query["sql"] for query in captured.captured_queries)

    statements(1)
    assert statements(1) == statements(9) <= 5


def test_no_photos_cost_nothing_and_the_same_one_is_kept_once() -> None:
    with scope.writing(RESIDENT, now=NOW):
        with CaptureQueriesContext(connection) as captured:
            assert actions.keep_photos([], for_subject=501, at_scope=31, by=RESIDENT, now=NOW) == []
        assert len(captured) == 0
        kept = actions.keep_photos(
            [(TAKEN, "a.jpg"), (TAKEN, "b.jpg")], for_subject=501, at_scope=31, by=RESIDENT, now=NOW
        )
        assert [paper.id for paper in queries.by_ids(kept)] == kept
    assert len(kept) == 1


def test_photos_are_kept_only_as_part_of_an_action() -> None:
    with pytest.raises(scope.OutsideAction):
        actions.keep_photos([(TAKEN, "a.jpg")], for_subject=501, at_scope=31, by=RESIDENT, now=NOW)


def test_first_photos_at_the_same_moment_share_one_key() -> None:
    def hand_in(side: int) -> int:
        try:
            return keep(corpus.jpeg(side, side)).id
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        kept = list(pool.map(hand_in, range(10, 22)))
    assert OwnerKey.objects.count() == 1
    assert {paper.state for paper in actions.clean_many(papers=kept, by=WORKER, now=NOW)} == {READY}


@pytest.mark.dengbao("8.1.4.10 b")
def test_dropping_an_owners_key_erases_their_photos_and_nobody_elses(home: Path) -> None:
    mine, theirs = keep(subject=501), keep(subject=502, case=10)
    waiting = keep(corpus.jpeg(9, 9), subject=501)
    done = actions.clean_many(papers=[mine.id, theirs.id], by=WORKER, now=NOW)
    backup = on_disk(home)
    assert actions.erase(subject=501, by=WORKER, now=NOW) == 2
    assert set(on_disk(home)) == {done[1].file, done[1].thumb}
    for name, sealed in backup.items():
        files.write(queries.FOLDER, name, sealed)
    with pytest.raises(queries.NotToBeShown):
        opened(done[0])
    assert opened(done[1])
    assert actions.clean(paper=waiting.id, by=WORKER, now=NOW).state == QUARANTINED
    assert set(Paper.objects.filter(owner_subject=501).values_list("title", flat=True)) == {""}


def test_a_file_put_in_anothers_place_does_not_open() -> None:
    one, other = actions.clean_many(papers=[keep().id, keep(corpus.jpeg(30, 30)).id], by=WORKER, now=NOW)
    files.write(queries.FOLDER, one.file, files.read(queries.FOLDER, other.file))
    with pytest.raises(SealBroken):
        opened(one)


def test_photos_kept_before_there_was_a_case_are_attached_once() -> None:
    loose, bound = keep(case=None), keep(corpus.jpeg(9, 9), case=9)
    attached = actions.attach(papers=[loose.id, bound.id], case=10, at_scope=32, by=RESIDENT, now=NOW)
    assert attached == 1
    assert [paper.id for paper in queries.of_case(10)] == [loose.id]
    assert Paper.objects.get(id=bound.id).case_id == 9
    assert Paper.objects.get(id=loose.id).scope_id == 32


@pytest.mark.asvs("V5.3.2")
@pytest.mark.parametrize(
    ("name", "title"),
    [("../../etc/passwd", "passwd"), ("C:\\photos\\楼道.jpg", "楼道.jpg"), ("a\0b\u202e.jpg", "ab.jpg"), ("", "")],
)
def test_the_name_as_sent_is_a_label_and_no_path(name: str, title: str) -> None:
    assert keep(name=name).title == title


def test_a_long_name_is_cut() -> None:
    assert len(keep(name="长" * 500).title) == 120


@pytest.mark.parametrize(
    "wrong", [{"state": "shown"}, {"state": REFUSED}, {"state": READY}, {"refused_reason": "damaged"}], ids=str
)
def test_the_database_refuses_states_that_cannot_be(wrong: dict[str, Any]) -> None:
    paper = keep()
    with pytest.raises(IntegrityError):
        Paper.objects.filter(id=paper.id).update(**wrong)


def test_every_refusal_has_its_chinese_sentence() -> None:
    with translation.override("zh-hans"):
        for sentence in (*REASONS.values(), queries.NotToBeShown.sentence):
            assert any("一" <= sign <= "龥" for sign in str(sentence))
