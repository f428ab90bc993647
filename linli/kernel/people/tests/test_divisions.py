"""Divisions are renamed, split, merged and moved: what was stays known, and what hangs on a building moves with it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.kernel.places import actions, queries
from linli.kernel.places.actions import DivisionRefused, NewDivision
from linli.kernel.places.models import DIVISIONS, Area, Place, PlacePast
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

__all__ = ["office", "town"]

DAY = timedelta(days=1)
COMMUNITIES = ("桃源社区", "长罡社区", "南湖社区")


def su(office: Office) -> Hat:
    return office.hat("su")


def found_by(hat: Hat, typed: str, at: datetime) -> set[int]:
    with scope.reading(hat, now=at):
        return {face.id for face in people_queries.find_people(typed)}


def test_a_split_takes_people_names_and_grids_along_and_yesterday_stays_as_it_was(office: Office) -> None:
    """The community's clerk loses the building, the new community's gets it, the street sees both."""
    at, later = LATER + DAY, LATER + 2 * DAY
    old, building = office.town["桃源社区"], office.town["桃源2栋"]
    people.correct_dwelling(
        place_id=office.town["301"], changes={"rooms": "2"}, source="", by=office.hat("wei"), now=LATER
    )
    new = actions.split_division(
        place_id=old,
        into=NewDivision("桃园新社区", "450103005009"),
        children=[building],
        source="府发2026-8",
        by=su(office),
        now=at,
    )
    assert found_by(office.hat("lu"), "小兰", later) == {office["莫小兰"]}
    assert found_by(office.hat("wei"), "小兰", later) == set()
    assert found_by(office.hat("nong"), "大兰", later) == {office["莫大兰"]}  # by the link to her own community
    clerk = Hat(surface="desk", role="clerk", account=5, scopes=(new,))
    assert found_by(clerk, "莫", later) == {office["莫小兰"], office["莫大兰"]}
    with scope.reading(clerk, now=later):
        page = people_queries.dwelling_page(office.town["301"], scope_id=new, at=later)
        assert page.facts is not None
        assert page.facts.rooms == 2
        assert len(page.behind) == 1
    with scope.reading(office.hat("wei"), now=later):
        assert not Residence.objects.exists()
        grids = {one.id: one.scope_id for one in Area.objects.all()}
    assert grids[office["一网格"]] == new
    assert grids[office["二网格"]] == old
    for day, wanted in ((LATER, "桃源社区"), (at, "桃园新社区"), (later, "桃园新社区")):
        stood = queries.division_on(office.town["301"], "community", on=day)
        assert stood is not None
        assert stood.name == wanted, day
    assert queries.line_on(office.town["301"], on=LATER - 99 * DAY) == []


def test_a_merger_leaves_nobody_behind_and_the_successor_sees_the_past(office: Office) -> None:
    at = LATER + DAY
    gone, into = office.town["长罡社区"], office.town["桃源社区"]
    actions.merge_divisions(gone_id=gone, into_id=into, source="", by=su(office), now=at)
    wei, nong = office.hat("wei"), office.hat("nong")
    assert gone in wei.scopes
    assert into not in nong.scopes
    assert found_by(wei, "大兰", at) == {office["莫大兰"]}
    assert found_by(nong, "莫", at) == set()
    assert queries.inside_on(gone, on=LATER) == [office.town["长罡1栋"]]
    assert queries.inside_on(gone, on=at) == []
    assert office.town["长罡1栋"] in queries.inside_on(into, on=at)
    assert [one.place_id for one in queries.merged_into(into)] == [gone]
    with pytest.raises(DivisionRefused):
        actions.merge_divisions(gone_id=gone, into_id=into, source="", by=su(office), now=at + DAY)
    third = office.town["南湖社区"]
    actions.merge_divisions(gone_id=into, into_id=third, source="", by=su(office), now=at + DAY)
    assert Place.objects.get(id=gone).merged_into == third


def test_a_new_name_and_code_are_found_and_the_old_ones_are_history(office: Office) -> None:
    place, at = office.town["长罡社区"], LATER + DAY
    actions.recode_division(place_id=place, code="450103001002", source="统计局2025版", by=su(office), now=at)
    actions.rename_division(place_id=place, name="长湖社区", source="", by=su(office), now=at + DAY)
    actions.recode_division(place_id=place, code="450103001009", source="统计局2026版", by=su(office), now=at + 2 * DAY)
    assert [one.id for one in queries.search("长湖社区")] == [place]
    assert place not in [one.id for one in queries.search("长罡社区") if one.exact]
    assert [(one.reason, one.name, one.code) for one in queries.history_of_division(place)] == [
        ("recode", "长湖社区", "450103001002"),
        ("rename", "长罡社区", "450103001002"),
        ("recode", "长罡社区", ""),
    ]
    assert [number for number, _since, _until in queries.divisions_of_code("450103001002")] == [place, place]
    assert queries.line_on(place, on=at)[-1].name == "长罡社区"
    with pytest.raises(DivisionRefused):
        actions.rename_division(place_id=place, name="别的", source="", on=at, by=su(office), now=at + 9 * DAY)
    for hat in (office.hat("lu"), office.hat("wei"), scope.VISITOR):
        with pytest.raises(NotAllowed):
            actions.rename_division(place_id=place, name="别的", source="", by=hat, now=at + 9 * DAY)


def test_a_street_moves_with_everything_in_it(office: Office) -> None:
    """Its communities keep their people, tokens and ids; only what lies above them changed."""
    at = LATER + DAY
    new = actions.split_division(
        place_id=office.town["建政街道"], into=NewDivision("长湖街道"), children=[office.town["长罡社区"]], source="",
        by=su(office), now=at,
    )  # fmt: skip
    check_the_tree()
    assert found_by(office.hat("nong"), "大兰", at) == {office["莫大兰"]}
    assert office.town["长罡社区"] not in office.hat("lu").scopes
    assert found_by(Hat(surface="desk", role="clerk", account=5, scopes=queries.scopes_under(new)), "大兰", at)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["split", "move", "merge", "rename"]),
        st.integers(0, 9),
        st.integers(0, 9),
        st.sets(st.integers(0, 2), min_size=1),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_whatever_happens_every_building_has_one_parent_on_every_day(
    office: Office, changes: list[tuple[str, int, int, set[int]]]
) -> None:
    """After any sequence: ranges nested, days without gap or overlap, access and search exactly where the links are."""
    before, day = transaction.savepoint(), LATER
    try:
        for verb, first, second, chosen in changes:
            day += DAY
            _change(office, verb, first, second, chosen, day)
        check_the_tree()
        check_the_days(office, day)
        check_access(office, day)
    finally:
        transaction.savepoint_rollback(before)


def _change(office: Office, verb: str, first: int, second: int, chosen: set[int], day: datetime) -> None:
    running = list(Place.objects.filter(level="community", until__isnull=True).order_by("id"))
    one, other = running[first % len(running)], running[second % len(running)]
    inside = list(Place.objects.filter(parent_id=one.id, until__isnull=True).order_by("id"))
    some = sorted({inside[number % len(inside)].id for number in chosen}) if inside else []
    given: dict[str, Any] = {"source": "", "by": su(office), "now": day}
    with suppress(DivisionRefused):
        if verb == "split":
            actions.split_division(place_id=one.id, into=NewDivision(f"新{day:%d}社区"), children=some, **given)
        elif verb == "move":
            actions.move_into_division(children=some, to_id=other.id, **given)
        elif verb == "merge":
            actions.merge_divisions(gone_id=one.id, into_id=other.id, **given)
        else:
            actions.rename_division(place_id=one.id, name=f"改{day:%d}社区", **given)


def check_the_tree() -> None:
    places = {one.id: one for one in Place.objects.all()}
    for one in places.values():
        parent = places.get(one.parent_id or 0)
        assert parent is None or parent.lo < one.lo <= one.hi <= parent.hi, one.name
        assert one.scope_id == (one.id if one.level in DIVISIONS else parent.scope_id if parent else 0), one.name
    for level in ("street", "community", "building", "dwelling"):
        ranges = sorted((one.lo, one.hi) for one in places.values() if one.level == level)
        assert all(before[1] < after[0] for before, after in pairwise(ranges)), level
    assert all(
        one.scope_id == places[one.place_id].scope_id for one in Residence.objects.filter(place__level="dwelling")
    )


def check_the_days(office: Office, last: datetime) -> None:
    """The past of every place ends where the next part begins, and on each day one community holds the building."""
    for building in Place.objects.filter(level="building"):
        rows = list(PlacePast.objects.filter(place_id=building.id).order_by("since"))
        assert all(before.until == after.since for before, after in pairwise(rows))
        assert not rows or rows[0].since == building.since
        for back in range(8):
            on = last - back * DAY
            if on < building.since:
                continue
            line = [one.level for one in queries.line_on(building.id, on=on)]
            assert line == ["city", "district", "street", "community", "building"]
            holders = [
                one.id
                for one in Place.objects.filter(level="community")
                if building.id in queries.inside_on(one.id, on=on)
            ]
            stood = queries.division_on(building.id, "community", on=on)
            assert stood is not None
            assert holders == [stood.id]


def check_access(office: Office, day: datetime) -> None:
    """For every community: who finds somebody by name has a link there, and whoever has a link there is found."""
    for community in Place.objects.filter(level="community").order_by("id"):
        hat = Hat(surface="desk", role="clerk", account=5, scopes=(community.id,))
        linked = set(Residence.objects.filter(scope_id=community.id).values_list("person_id", flat=True))
        called = {one for one in linked if one in (office["莫小兰"], office["莫大兰"])}
        assert found_by(hat, "莫", day) == called, community.name
        with scope.reading(hat, now=day):
            assert set(Person.objects.values_list("id", flat=True)) == linked
