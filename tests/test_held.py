"""What is held about people is declared table by table, and the declarations hold: whose, handed out, over, said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kernel.rights import document
from linli.kernel.rights.actions import PURPOSE, keep_to_terms
from linli.kernel.rights.queries.plans import Over, plan, readable, what_is_over
from linli.kernel.rights.queries.rows import columns_of, parts_of
from linli.kit.rights import saying
from linli.kit.rights.held import place_words
from linli.plumbing import held, policy, scope, walls
from linli.plumbing.held import Held, NotHeld, Stays, Whose
from linli.plumbing.policy import BySubject, Login, Policy
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests import two_sides
from tests.before_walls import as_superuser, run
from tests.ground import laid
from tests.stalking import Whom, number_of, plant, taken_back
from tests.world import World

EVERY = held.every()


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with laid(django_db_blocker) as world, override_settings(HOME=tmp_path_factory.mktemp("home")):
        with django_db_blocker.unblock():
            two_sides.build(world)
            as_superuser()
        yield world


@pytest.fixture
def lived(town: World, db: None) -> World:
    """Two communities in which one of everything has happened, to the first and the third resident."""
    return town


def robot(world: World, number: int = 0, purpose: str = "copy") -> Hat:
    return replace(scope.robot(places.all_scopes(), purpose=purpose), account=world.residents[number].account)


def of_resident(world: World, number: int) -> Whose:
    with scope.reading(robot(world, number), now=clock()):
        return people.whose(robot(world, number))


def copied(world: World, number: int) -> dict[str, list[str]]:
    """What a copy holds, table by table, each row written out."""
    hat = robot(world, number)
    with scope.reading(hat, now=clock()):
        parts = list(parts_of(people.whose(hat), places=place_words))
    whole = document.of_parts(parts, [], city="", now=clock())
    return {one.table: [json.dumps(row.values, sort_keys=True) for row in one.rows] for one in whole.tables}


# -- declared


def test_every_walled_table_says_what_it_holds_of_a_person() -> None:
    assert held.undeclared(walls.declared()) == []


def test_a_new_table_with_rows_of_a_person_fails_until_it_says_how() -> None:
    new = Policy(table="some_new_table", logins={"public": Login(rows=BySubject())})
    assert held.undeclared([*walls.declared(), new]) == ["some_new_table"]


def test_what_is_not_held_has_no_column_of_a_resident_unless_it_says_why() -> None:
    """A table whose public wall goes by subject is somebody's: it is left out only where something else tells it."""
    walled = [one.table for one in policy.policies() if one.walled and "public" in one.logins
              and isinstance(one.logins["public"].rows, BySubject)]  # fmt: skip
    left_out = {table for table in walled if isinstance(held.of(table), NotHeld)}
    assert left_out <= {"cases_task", "papers_owner_key"}


@pytest.mark.django_db
@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.table)
def test_whose_the_rows_are_can_be_asked(one: Held) -> None:
    whose = Whose(1, (1, 2), 3, 4)
    with connection.cursor() as cursor:
        where = f" and ({one.where})" if one.where else ""
        holds = "".join(f", count(*) filter (where {hold.when})" for hold in one.holds)
        cursor.execute(f"select count(*){holds} from {one.table} t where {one.rows()}{where}", whose.values())
    key, columns = columns_of(one.table)
    assert key
    assert columns


def test_every_declaration_is_said_in_words() -> None:
    for one in EVERY:
        assert one.table in saying.TABLES
        assert one.group in saying.GROUPS
        assert one.basis in saying.BASES
        codes = [hold.code for hold in one.holds] + ([one.erase.code] if isinstance(one.erase, Stays) else [])
        assert set(codes) <= set(saying.REASONS), one.table
        assert {column.name for column in columns_of(one.table)[1]} <= set(saying.COLUMNS), one.table
        assert one.keep is not None or codes or one.with_login or one.basis == "consent", one.table


# -- the copy


# Of these the town has rows that are nobody's: a letter from an unknown address, a finding about a tenant.
LOGIN_ROWS = {("with_the_login", 1)}  # one's own side, which the worker empties with the login and does not see
NOT_IN_TOWN = {"population_finding", "mail_letter"}


def test_a_copy_covers_every_table_and_holds_nobody_else(lived: World) -> None:
    mine, theirs = copied(lived, 0), copied(lived, 2)
    assert set(mine) >= {one.table for one in EVERY} - NOT_IN_TOWN
    everything = json.dumps(mine, ensure_ascii=False)
    for other in lived.residents[1:]:
        for word in (other.name, other.phone):
            assert word not in everything
    for table in mine:
        assert not {row for row in mine[table] if "覃秀兰" in row} & set(theirs.get(table, []))
    _no_key_and_no_hash(lived, mine)
    _the_same_when_somebody_moves_in(lived, mine)
    _the_page_reads_what_the_worker_does(lived)


def _no_key_and_no_hash(lived: World, mine: dict[str, list[str]]) -> None:
    me = lived.residents[0]
    keys = {me.account, me.person, me.subject, me.dwelling}
    for rows in mine.values():
        for row in map(json.loads, rows):
            assert not {name for name in row if name.endswith(("_id", "_blind", "_sealed")) or name == "id"}
            assert not keys & {value for value in row.values() if isinstance(value, int) and value > 10_000}


def _the_same_when_somebody_moves_in(lived: World, mine: dict[str, list[str]]) -> None:
    """Also into my own dwelling."""
    me = lived.residents[0]
    with taken_back():
        plant(lived, Whom("欧阳雪雁", "13100000001", number_of("45010319900101777"), me.dwelling, ""), "occupant")
        assert copied(lived, 0) == mine


def _the_page_reads_what_the_worker_does(lived: World) -> None:
    """The plan a person reads is the plan that is carried out, as far as their surface reads."""
    whose, mine = of_resident(lived, 0), lived.resident(0)
    with scope.reading(mine, now=clock()):
        read = {one.table: one for one in plan(whose, with_login=False, tables=readable("public"))}
    with scope.reading(robot(lived), now=clock()):
        done = {one.table: one for one in plan(whose, with_login=False)}
    assert len(read) > 15
    for table, line in read.items():
        assert done[table].goes == line.goes, table
        assert set(done[table].stays) - LOGIN_ROWS == set(line.stays) - LOGIN_ROWS, table


# -- how long


def test_no_row_is_older_than_its_rule(lived: World) -> None:
    """The clock is moved, the round goes by, and nothing is left that a rule would take; a dry run changes nothing."""
    for hat in (robot(lived, purpose="copy"), lived.hat("supervisor"), lived.hat("clerk", "桃源北社区")):
        with pytest.raises(policy.NotAllowed):
            keep_to_terms(by=hat, now=clock())
    hat = robot(lived, purpose=PURPOSE)
    for years in (1, 4, 30):
        then = clock() + timedelta(days=365 * years + 2)
        with taken_back():
            before, taken, after = _around_a_round(hat, then)
            assert [one for one in after if one.rows] == []
            assert set(taken) == {table for table, rows in before.items() if rows}
            if years >= 4:
                assert {"notices_notice", "rights_look", "cases_call", "mail_letter"} <= set(taken)
                as_superuser()
                assert run("select count(*) from rights_look") == [(0,)]


def _around_a_round(hat: Hat, then: datetime) -> tuple[dict[str, int], dict[str, int], list[Over]]:
    before = {one.table: one.rows for one in what_is_over(by=hat, at=then)}
    assert before == {one.table: one.rows for one in what_is_over(by=hat, at=then)}
    taken = keep_to_terms(by=hat, now=then)
    return before, taken, what_is_over(by=hat, at=then)


def test_records_of_processing_are_kept_for_three_years() -> None:
    """PIPL article 56; what is kept of a person's own rights is kept as long."""
    for table in ("rights_look", "rights_erasure", "rights_assessment"):
        rule = held.of(table)
        assert rule is not None
        assert rule.keep is not None
        assert rule.keep.span >= timedelta(days=3 * 365)
