"""A file goes in line by line, is looked through first, goes on after a stop, and is given back whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from linli.kernel.imports import actions, queries
from linli.kernel.imports.actions import AlreadyHere, NotNow
from linli.kernel.imports.actions.opening import Sender
from linli.kernel.imports.actions.passes import Pass, Progress
from linli.kernel.imports.models import Import, ImportRow, Mapping, State
from linli.kernel.imports.tests.shelf import BANNED, LENT, Shelf
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HERE = 7
OFFICER = Hat(surface="worker", role="data_officer", account=3, post=4, unit=5, scopes=(HERE,), label="黄丽")
SENDER = Sender(scope_id=HERE, organisation_id=5)


def now() -> datetime:
    return NOW


def opened(path: Path, *, by: Hat = OFFICER, again: bool = False) -> Import:
    return actions.open_import(kind="books", path=path, sender=SENDER, again=again, by=by, clock=now)


def ended(portions: Iterator[Progress]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in portions:
        counts = dict(one.counts)
    return {name: number for name, number in counts.items() if number}


def taken(one: Import) -> dict[str, int]:
    return ended(actions.carry_out(import_id=one.id, by=OFFICER, clock=now))


def reasons(one: Import) -> dict[int, str]:
    with scope.reading(OFFICER, now=NOW):
        return {row.number: str(row.told.reasons[0].said) for row in queries.refused(Import.objects.get(id=one.id))}


def csv(path: Path, *rows: str, head: str = "书号,书名,页数") -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_file_is_put_down_looked_through_taken_in_and_given_back(shelf: Shelf, book_list: Path) -> None:
    one = opened(book_list)
    assert (one.rows, one.state) == (3, State.STAGED)
    assert one.mapping == {"书号": "number", "书名": "title", "页数": "pages", "备注": ""}
    assert ended(actions.look_through(import_id=one.id, by=OFFICER, clock=now)) == {"new": 3}
    assert shelf.all() == []
    assert taken(one) == {"new": 3}
    assert [row[1] for row in shelf.all()] == ["红楼梦", "围城", "边城"]
    assert ended(actions.undo(import_id=one.id, by=OFFICER, clock=now)) == {"given_back": 3}
    assert shelf.all() == []


def test_cells_lie_sealed_in_the_database(shelf: Shelf, book_list: Path) -> None:
    one = opened(book_list)
    taken(one)
    for row in ImportRow.objects.filter(of=one):
        assert "城".encode() not in bytes(row.cells or b"")
    assert all("围城" not in str(row) for row in ImportRow.objects.filter(of=one).values_list())


def test_a_second_list_tells_what_it_would_change_field_by_field(shelf: Shelf, tmp_path: Path) -> None:
    taken(opened(csv(tmp_path / "a.csv", "B1,红楼梦,1606", "B2,围城,359", "B3,边城,134")))
    before = shelf.all()
    second = opened(csv(tmp_path / "b.csv", "B1,红楼梦,1606", "B2,围城,360", "B3,边城,", "B4,呐喊,233"))
    found = ended(actions.look_through(import_id=second.id, by=OFFICER, clock=now))
    assert found == {"same": 2, "changed": 1, "new": 1}
    with scope.reading(OFFICER, now=NOW):
        [changed] = queries.rows(Import.objects.get(id=second.id), verdicts=["changed"])
    [change] = changed.told.changes
    assert (changed.number, change.field, change.old, change.new) == (3, "pages", "359", "360")
    assert shelf.all() == before
    assert taken(second) == found
    assert ended(actions.undo(import_id=second.id, by=OFFICER, clock=now)) == {"given_back": 4}
    assert shelf.all() == before


def test_every_fault_of_a_line_is_told_and_the_others_go_in(shelf: Shelf, tmp_path: Path) -> None:
    path = csv(
        tmp_path / "a.csv",
        "B1,红楼梦,一千",
        ",,0",
        f"B3,{BANNED},1",
        "B4,重复,1",
        "B5,围城,359",
        "B6",
        f"B7,{'长' * 21},1",
    )
    one = opened(path)
    assert taken(one) == {"new": 1, "refused": 5}
    assert [row[0] for row in shelf.all()] == ["B5"]
    told = reasons(one)
    assert set(told) == {2, 3, 4, 5, 7, 8}
    assert "一千" in told[2]
    assert BANNED in told[4]
    assert "IntegrityError" in told[5]
    assert "21" in told[8]
    with scope.reading(OFFICER, now=NOW):
        rows = {row.number: row for row in queries.refused(one)}
    assert {reason.field for reason in rows[3].told.reasons} == {"number", "title", "pages"}
    assert rows[4].cells["书名"] == BANNED


def test_two_lines_about_one_thing(shelf: Shelf, tmp_path: Path) -> None:
    """Word for word the same is said; a contradiction is refused, wherever in the file the two stand."""
    rows = ["B1,红楼梦,1606", "B1,红楼梦,1606", "B1,石头记,1606"]
    far = [f"C{number},书{number},9" for number in range(300)]
    one = opened(csv(tmp_path / "a.csv", *rows, *far, "B1,石头记,1606", "B1,红楼梦,1606"))
    assert taken(one) == {"new": 301, "same": 2, "refused": 2, "remarked": 2}
    assert set(reasons(one)) == {4, 305}
    assert shelf.all()[0] == ("B1", "红楼梦", 1606)


def test_a_refused_line_does_not_stand_in_the_way_of_a_good_one(shelf: Shelf, tmp_path: Path) -> None:
    one = opened(csv(tmp_path / "a.csv", f"B1,{BANNED},1", "B1,红楼梦,1606"))
    assert taken(one) == {"new": 1, "refused": 1}


def test_the_same_file_twice_is_recognised(shelf: Shelf, book_list: Path, tmp_path: Path) -> None:
    first = opened(book_list)
    taken(first)
    with pytest.raises(AlreadyHere) as told:
        opened(book_list)
    assert told.value.import_id == first.id
    assert taken(opened(book_list, again=True)) == {"same": 3}
    list(actions.undo(import_id=first.id, by=OFFICER, clock=now))


def test_an_import_goes_on_where_it_was_broken_off(shelf: Shelf, tmp_path: Path) -> None:
    one = opened(csv(tmp_path / "a.csv", *(f"B{number:04},书,{number}" for number in range(1, 900))))
    portions = actions.carry_out(import_id=one.id, by=OFFICER, clock=now)
    first = next(portions)
    assert 0 < first.done < first.total
    portions.close()
    assert len(shelf.all()) == first.done
    assert taken(one) == {"new": 899}
    assert len(shelf.all()) == 899


def test_a_stop_holds_between_two_portions(shelf: Shelf, tmp_path: Path) -> None:
    one = opened(csv(tmp_path / "a.csv", *(f"B{number:04},书,{number}" for number in range(1, 900))))
    portions = actions.carry_out(import_id=one.id, by=OFFICER, clock=now)
    done = next(portions).done
    actions.stop(import_id=one.id, by=OFFICER, now=NOW)
    assert [portion.done for portion in portions] == [done]
    assert Import.objects.get(id=one.id).state == State.STOPPED
    assert ended(actions.undo(import_id=one.id, by=OFFICER, clock=now)) == {"given_back": done}
    assert shelf.all() == []


def test_what_has_to_stay_is_listed_with_its_reason(shelf: Shelf, book_list: Path) -> None:
    one = opened(book_list)
    taken(one)
    with connection.cursor() as cursor:
        cursor.execute("update book set title = %s where number = 'B2'", [LENT])
    assert ended(actions.undo(import_id=one.id, by=OFFICER, clock=now)) == {"given_back": 2, "kept": 1}
    with scope.reading(OFFICER, now=NOW):
        [row] = queries.rows(one, states=["kept"])
    assert (row.number, str(row.told.reasons[0].said)) == (3, "Somebody is reading it.")


def test_columns_are_remembered_for_the_sender(shelf: Shelf, tmp_path: Path) -> None:
    head = "号码,名,页数"
    one = opened(csv(tmp_path / "a.csv", "B1,红楼梦,1606", head=head))
    assert one.mapping == {"号码": "", "名": "", "页数": "pages"}
    actions.map_columns(import_id=one.id, mapping={"号码": "number", "名": "title"}, by=OFFICER, now=NOW)
    assert taken(one) == {"new": 1}
    assert opened(csv(tmp_path / "b.csv", "B2,围城,359", head=head)).mapping["名"] == "title"
    other = actions.open_import(
        kind="books",
        path=csv(tmp_path / "c.csv", "B2,围城,3", head=head),
        sender=Sender(HERE, 6),
        by=OFFICER,
        clock=now,
    )
    assert other.mapping["名"] == ""
    with pytest.raises(actions.ColumnsWrong):
        actions.map_columns(import_id=other.id, mapping={"号码": "title", "名": "title"}, by=OFFICER, now=NOW)
    with pytest.raises(NotNow):
        actions.stop(import_id=other.id, by=OFFICER, now=NOW)


def test_who_may_not_do_what_a_list_does_may_not_have_a_list_do_it(
    shelf: Shelf, book_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened(book_list)
    monkeypatch.setattr(Shelf, "action", "look.review")
    for does in (actions.look_through, actions.carry_out, actions.undo):
        with pytest.raises(NotAllowed):
            does(import_id=one.id, by=OFFICER, clock=now)
    with pytest.raises(NotAllowed):
        opened(book_list, again=True)
    assert shelf.all() == []


def test_only_who_may_and_only_their_own(shelf: Shelf, book_list: Path) -> None:
    one = opened(book_list)
    clerk = Hat(surface="worker", role="clerk", account=9, scopes=(HERE,))
    with pytest.raises(NotAllowed):
        opened(book_list, by=clerk)
    with pytest.raises(NotAllowed):
        actions.carry_out(import_id=one.id, by=clerk, clock=now)
    elsewhere = Hat(surface="worker", role="data_officer", account=3, scopes=(HERE + 1,))
    with pytest.raises(Import.DoesNotExist):
        actions.carry_out(import_id=one.id, by=elsewhere, clock=now)
    with scope.reading(elsewhere, now=NOW):
        assert queries.imports() == []
        assert not ImportRow.objects.exists()
        assert not Mapping.objects.exists()
    assert policy.roles_for("import.undo") == {"data_officer", "robot"}


def test_the_worker_acts_for_who_asks_with_their_divisions_of_now(shelf: Shelf, book_list: Path) -> None:
    one = opened(book_list)
    other = replace(OFFICER, surface="desk", account=33, scopes=(HERE, HERE + 1), label="陆敏")
    actions.defer_work(import_id=one.id, to=State.RUNNING, by=other, now=NOW)
    one.refresh_from_db()
    hat = actions.running.hat_of(one)
    assert (hat.surface, hat.account, hat.scopes, hat.role) == ("worker", 33, (HERE, HERE + 1), "data_officer")
    done = actions.work(import_id=one.id, worker=OFFICER, holds=lambda _by, _at: True, clock=now)
    assert done is not None
    assert done.counts["new"] == 3


def test_after_the_sweep_lines_and_reasons_are_still_told(shelf: Shelf, tmp_path: Path) -> None:
    one = opened(csv(tmp_path / "a.csv", "B1,红楼梦,一千", "B2,围城,359"))
    taken(one)
    later = NOW + actions.sweeping.KEPT * 2
    assert actions.sweep(by=OFFICER, now=NOW) == 0
    actions.sweep(by=OFFICER, now=later)
    assert not ImportRow.objects.filter(of=one, cells__isnull=False).exists()
    assert reasons(one) == {2: "… 不是数字。"}
    with pytest.raises(actions.running.Swept):
        actions.undo(import_id=one.id, by=OFFICER, clock=now)


def test_a_dry_run_of_half_a_file_can_be_left_and_begun_anew(shelf: Shelf, tmp_path: Path) -> None:
    one = opened(csv(tmp_path / "a.csv", *(f"B{number:04},书,{number}" for number in range(1, 500))))
    portions = actions.look_through(import_id=one.id, by=OFFICER, clock=now)
    next(portions)
    portions.close()
    assert ended(actions.look_through(import_id=one.id, by=OFFICER, clock=now)) == {"new": 499}
    assert shelf.all() == []
    assert Pass(one.id, OFFICER, may_write=True).step(most=9, now=NOW).finished
