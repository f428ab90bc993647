"""The auditor's page and the public one: who sees them, what they say, what they never show."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.test import override_settings

from linli.engines.merkle.notes import Checkpoint, Note
from linli.gates.witnesses import handing, pages_desk
from linli.kernel.journal import bundle, single
from linli.kernel.journal.single import Single
from linli.kernel.journal.tests import sealed
from linli.kernel.journal.tests.sealed import seal_all, sign, sql
from linli.kernel.journal.verifying import verify
from linli.kernel.people import actions as people
from linli.kit.tests.desk_site import enter
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import World

REASON = "核对报修地址"


@pytest.fixture
def looked(world: World, db: None) -> int:
    """A clerk has looked behind a mask more often than anybody should; how many lines were sealed of it."""
    sealed.begin()
    clerk, person = world.hat("clerk", "桃源北社区"), world.residents[0].person
    for _number in range(pages_desk.REVEALS):
        people.reveal(what="phone", reason=REASON, person_id=person, by=clerk, now=clock())
    lines = seal_all()
    sign()
    people.note_read(person_id=person, by=clerk, now=clock())
    return lines


def test_an_auditor_sees_who_looked_and_not_at_whom(looked: int, world: World, desk: Visit) -> None:
    enter(desk, world, world.hat("auditor"))
    assert desk.get("/")["Location"] == "/audit"
    page = desk.get("/audit").content.decode()
    clerk = world.hat("clerk", "桃源北社区")
    assert f"已封存{looked}行" in page
    assert clerk.label in page
    assert "看了遮住的内容" in page
    assert "还没有封存" in page  # the last look is not under a seal yet
    assert f">{pages_desk.REVEALS}<" in page  # as many looks behind a mask as are worth a question
    for hidden in (REASON, world.residents[0].name, world.residents[0].phone):
        assert hidden not in page


def test_an_auditor_verifies_a_line(looked: int, world: World, desk: Visit) -> None:
    enter(desk, world, world.hat("auditor"))
    page = desk.get("/audit?leaf=7").content.decode()
    assert "和封存时一样" in page
    for wrong in ("0", "-1", "x", "99999", "9" * 40, "七"):
        assert "没有这个序号" in desk.get("/audit", {"leaf": wrong}).content.decode(), wrong
    tampered("update journal_line set actor = -1 where id = (select lines[7] from journal_seal)")
    tampered("delete from journal_payload where line_id = (select lines[8] from journal_seal)")
    tampered("delete from journal_line where id = (select lines[8] from journal_seal)")
    assert "和封存时不一样" in desk.get("/audit?leaf=7").content.decode()
    assert "被删掉了" in desk.get("/audit?leaf=8").content.decode()


def test_an_auditor_verifies_the_last_lines(looked: int, world: World, desk: Visit, tmp_path: Path) -> None:
    enter(desk, world, world.hat("auditor"))
    page = desk.get("/audit?check=1").content.decode()
    assert f"最近{looked}行都和封存时一样" in page
    assert "没有见证方可以比对" in page
    with override_settings(WITNESSES=(f"审计局={tmp_path}",)):
        with as_login(""):
            handing.hand_all(now=clock())
        assert "手里的封存点对过：审计局" in desk.get("/audit?check=1").content.decode()
        tampered("update journal_line set actor = -1 where id = (select lines[7] from journal_seal)")
        page = desk.get("/audit?check=1").content.decode()
    assert "封存后有地方被改过，最早在第7行" in page
    tampered("update journal_checkpoint set note = 'nothing'")
    assert "封存后有地方被改过" in desk.get("/audit?check=1").content.decode()


def tampered(statement: str) -> None:
    """By somebody no wall and no trigger stops."""
    with as_login(""):
        sql("set session_replication_role = replica")
        sql(statement)
        sql("set session_replication_role = origin")


def test_a_bundle_leaves_the_house_and_is_verified_elsewhere(
    looked: int, world: World, desk: Visit, tmp_path: Path
) -> None:
    enter(desk, world, world.hat("auditor"))
    for address, lines in (("/audit/bundle", looked), ("/audit/bundle?leaf=7", 1)):
        answer = desk.get(address)
        assert answer["Content-Disposition"].startswith("attachment")
        path = tmp_path / "bundle.gz"
        path.write_bytes(answer.content)
        assert REASON not in gzip.decompress(answer.content).decode()
        opened = bundle.open_bundle(path)
        assert bundle.keys_in(path) == sealed.keys()
        if isinstance(opened, Single):
            assert (lines, opened.index, opened.verdict(sealed.keys())) == (1, 6, single.HOLDS)
        else:
            report = verify(opened, sealed.keys())
            assert (report.problems, report.lines, report.covered) == ([], lines, lines)
    with as_login(""):
        taken = sql("select record, actor from journal_line where verb = 'journal.bundle' order by id")
    assert taken == [(0, world.hat("auditor").account), (6, world.hat("auditor").account)]
    assert desk.get("/audit/bundle?leaf=99999").status_code == 404
    tampered("delete from journal_seal where first = 0")
    assert desk.get("/audit/bundle").status_code in (200, 302)


@pytest.mark.parametrize("role", ["clerk", "supervisor", "street_lead", "data_officer", "catalogue_editor"])
def test_nobody_else_opens_the_page(looked: int, world: World, desk: Visit, role: str) -> None:
    enter(desk, world, world.hat(role))
    assert desk.get("/audit").status_code == 403
    assert desk.get("/audit/bundle").status_code == 403


def test_an_auditor_opens_nothing_else(world: World, desk: Visit) -> None:
    opened = world.an_open_case(reporter=world.a_named())
    enter(desk, world, world.hat("auditor"))
    for path in (f"/case/{opened.number}", "/register", "/pool", "/board", "/units", "/catalogue", "/imports"):
        assert desk.get(path).status_code in (403, 404), path


def test_everybody_sees_the_checkpoint(looked: int, public: Visit, tmp_path: Path) -> None:
    with override_settings(WITNESSES=(f"审计局={tmp_path}",)):
        with as_login(""):
            handing.hand_all(now=clock())
        page = public.get("/journal").content.decode()
        answer = public.get("/checkpoint")
    assert "审计局" in page
    assert str(sealed.keys()[0]) in page
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    note = Note.read(answer.content.decode())
    assert note.signed_by(sealed.keys()) == sealed.keys()
    assert Checkpoint.read(note.text).size == looked
    assert str(tmp_path) not in page


def test_before_the_first_checkpoint(db: None, world: World, public: Visit) -> None:
    with as_login(""):
        sealed.begin()
    assert public.get("/journal").status_code == 200
    assert public.get("/checkpoint").status_code == 404
