"""The seal over the journal: nothing is missed, nothing can be changed, and what was erased leaves it whole."""

from __future__ import annotations

import psycopg
import pytest
from django.db import transaction
from django.db.utils import Error

from linli.engines.merkle import Stored, leaf, proves_consistency, proves_inclusion
from linli.engines.merkle.notes import Checkpoint, Note
from linli.engines.merkle.tests.test_tree import naive
from linli.kernel.journal import actions as journal
from linli.kernel.journal import leaves, queries, stored
from linli.kernel.journal.actions.sealing import Broken
from linli.kernel.journal.robots import ERASER, SEALER, VERIFIER
from linli.kernel.journal.tests import sealed
from linli.kernel.journal.tests.sealed import CLERK, seal_all, sign, sql, verified, write
from linli.plumbing import scope, walls
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

JOURNAL = ("journal_line", "journal_seal", "journal_node", "journal_checkpoint")
AUDITOR = Hat(surface="desk", role="auditor", account=9)


@pytest.fixture
def quiet(db: None) -> None:
    sealed.begin()


def test_the_tree_is_that_of_the_lines_in_their_order(quiet: None) -> None:
    for count in (1, 300, 2, 0, 700, 13):
        write(count)
        assert seal_all() == count
    rows = sql(f"select {stored.FIELDS} from journal_line l order by l.xid, l.id")
    expected = [leaf(leaves.written(row)) for row in rows]
    head = stored.head()
    assert (head.size, head.root) == (1016, naive(expected))
    assert stored.hashes(0, 0, 1016) == expected
    assert stored.hashes(8, 0, 3) == [naive(expected[at : at + 256]) for at in (0, 256, 512)]
    report = verified()
    assert (report.problems, report.size, report.lines, report.root) == ([], 1016, 1016, head.root)


def test_a_line_is_proved_by_a_few_hashes(quiet: None) -> None:
    lines = write(600)
    seal_all()
    old = Checkpoint.read(Note.read(sign()).text)
    write(300)
    seal_all()
    new = Checkpoint.read(Note.read(sign()).text)
    tree = Stored(stored.hashes)
    for line in (lines[0], lines[255], lines[599]):
        index = stored.index_of(line)
        assert index is not None
        (row,) = sql(f"select {stored.FIELDS} from journal_line l where l.id = %s", [line])
        proof = tree.inclusion(index, new.size)
        assert proves_inclusion(leaf(leaves.written(row)), index, new.size, proof, new.root)
        assert len(proof) <= 10
    proof = tree.consistency(old.size, new.size)
    assert proves_consistency(old.size, new.size, proof, old.root, new.root)
    assert stored.index_of(2**40) is None
    assert stored.index_of(write(1)[0]) is None


def test_a_checkpoint_is_made_when_something_was_sealed_and_keeps_its_name(quiet: None) -> None:
    assert journal.sign(city="nanning", by=SEALER, now=clock()) is None
    write(5)
    seal_all()
    first = Note.read(sign())
    assert journal.sign(city="nanning", by=SEALER, now=clock()) is None
    write(1)
    seal_all()
    made = journal.sign(city="another name", by=SEALER, now=clock())
    assert made is not None
    said = Checkpoint.read(Note.read(made.note).text)
    assert (said.size, said.root, said.origin) == (6, stored.head().root, Checkpoint.read(first.text).origin)
    assert Note.read(made.note).signed_by(sealed.keys()) == sealed.keys()
    assert verified().covered == 6


def test_what_was_erased_leaves_every_proof_whole(quiet: None) -> None:
    """The right to be forgotten: payload and salt are gone, and the journal verifies as before."""
    lines = write(40)
    seal_all()
    sign()
    assert journal.erase(lines=[*lines[3:9], lines[20]], reason="本人要求", by=ERASER, now=clock()) == 7
    assert sql("select count(*) from journal_payload where line_id = any(%s)", [lines]) == [(33,)]
    assert verified().problems == []
    seal_all()
    sign()
    report = verified()
    assert (report.problems, report.erased, report.size) == ([], 7, 41)
    with pytest.raises(NotAllowed):
        journal.erase(lines=lines, reason="x", by=CLERK, now=clock())
    (said,) = sql("select id from journal_line where verb = 'journal.erase'")
    assert journal.erase(lines=[said[0]], reason="x", by=ERASER, now=clock()) == 0  # what says so stays
    again = journal.erase(lines=lines[3:9], reason="x", by=ERASER, now=clock())
    assert again == 0
    assert sql("select count(*) from journal_line where verb = 'journal.erase'") == [(1,)]


def test_no_login_can_change_or_remove_a_line_a_seal_a_node_or_a_checkpoint(quiet: None) -> None:
    write(300)
    seal_all()
    sign()
    hats = [
        Hat(surface=login, role=role) for login in walls.LOGINS for role in ("robot", "sealer", "verifier", "auditor")
    ]
    for hat in hats:
        for table in JOURNAL:
            for statement in (f"delete from {table}", f"update {table} set {_column(table)} = {_column(table)}",
                              f"truncate {table} cascade"):  # fmt: skip
                assert _refused(hat, statement) == "42501", (hat, statement)
        assert _refused(hat, "update journal_payload set body = '{}'") == "42501", hat
    for table in JOURNAL:  # whoever takes the right has the trigger before them: the owner, the administrator
        for statement in (f"delete from {table}", f"update {table} set {_column(table)} = {_column(table)}"):
            with pytest.raises(Error, match="is history"), transaction.atomic():
                sql(statement)


def test_only_the_sealer_adds_to_the_tree(quiet: None) -> None:
    node = "insert into journal_node values (8, 999, decode(repeat('00', 32), 'hex'))"
    checkpoint = "insert into journal_checkpoint values (9, decode(repeat('00', 32), 'hex'), '', now())"
    for hat in (
        Hat("public", "resident"),
        CLERK,
        AUDITOR,
        Hat("ingest", "robot"),
        Hat("worker", "robot"),
        VERIFIER,
        ERASER,
    ):
        assert _refused(hat, node) == "42501", hat
        assert _refused(hat, checkpoint) == "42501", hat
    with scope.writing(SEALER, now=clock()):
        sql(node)
        sql(checkpoint)


@pytest.mark.parametrize("wrong", [
    "update journal_seal set size = size + 1", "update journal_seal set leaves = substring(leaves from 2)",
    "update journal_seal set root = ''", "update journal_seal set lines = '{}'", "update journal_seal set line = 0",
    "insert into journal_node values (3, 1, decode(repeat('00', 32), 'hex'))",
    "insert into journal_node values (8, 0, '')",
])  # fmt: skip
def test_a_seal_cannot_say_what_it_does_not_hold(quiet: None, wrong: str) -> None:
    write(5)
    seal_all()
    sql("set session_replication_role = replica")  # past the triggers
    with pytest.raises(Error, match="violates check constraint"), transaction.atomic():
        sql(wrong)
    sql("set session_replication_role = origin")


def test_who_reads_the_journal(quiet: None) -> None:
    """Lines are for the auditor and the robots of the journal; what they say in detail is for no person at all."""
    write(3)
    seal_all()
    sign()
    sees = {
        ("public", "visitor"): (None, None, None),
        ("desk", "clerk"): (0, None, 0),
        ("desk", "supervisor"): (0, None, 0),
        ("desk", "auditor"): (3, None, 1),
        ("worker", "robot"): (0, 0, 0),
        ("worker", "sealer"): (3, 0, 1),
        ("worker", "verifier"): (3, 3, 1),
    }
    for (surface, role), expected in sees.items():
        hat = Hat(surface=surface, role=role)
        seen = [_count(hat, table) for table in ("journal_line", "journal_payload", "journal_seal")]
        assert tuple(seen) == expected, hat
        assert _count(hat, "journal_checkpoint") == 1


def test_nothing_is_sealed_on_top_of_a_tree_that_was_changed(quiet: None) -> None:
    write(30)
    seal_all()
    sql("set session_replication_role = replica")
    sql("update journal_seal set leaves = set_byte(leaves, 3, 255 - get_byte(leaves, 3))")
    sql("set session_replication_role = origin")
    write(1)
    with pytest.raises(Broken, match="audit verify"):
        seal_all()


def test_how_long_lines_wait_is_known(quiet: None) -> None:
    write(4)
    with scope.reading(SEALER, now=clock()):
        assert queries.waiting().count == 4
    seal_all()
    with scope.reading(SEALER, now=clock()):
        assert (queries.waiting().count, queries.waiting().since) == (0, None)
        lag = queries.lag(since=clock().replace(year=2020))
        assert lag is not None
        assert (lag.seals, lag.longest >= lag.most_seals) == (1, True)


def _column(table: str) -> str:
    return {"journal_line": "kind", "journal_seal": "root", "journal_node": "hash", "journal_checkpoint": "note"}[table]


def _refused(hat: Hat, statement: str) -> str:
    """The SQLSTATE with which a statement is refused under a hat; empty when it was not."""
    try:
        with scope.writing(hat, now=clock()):
            sql(statement)
    except Error as error:
        cause = error.__cause__
        return str(cause.sqlstate) if isinstance(cause, psycopg.Error) else "?"
    return ""


def _count(hat: Hat, table: str) -> int | None:
    try:
        with scope.reading(hat, now=clock()):
            return int(str(sql(f"select count(*) from {table}")[0][0]))
    except Error:
        return None
