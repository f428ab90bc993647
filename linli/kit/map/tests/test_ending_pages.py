"""Merging and ending grids and compounds at the desk: told first, then it holds, and what hung on them goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from linli.kernel.cases import queries as case_queries
from linli.kernel.people.models import Duty, Post
from linli.kernel.places import actions, geo
from linli.kernel.places import queries as places
from linli.kernel.places.actions import NewArea
from linli.kernel.places.models import Area
from linli.kernel.places.queries import drafts
from linli.kit import words
from linli.kit.tests.desk_site import enter, open_page
from linli.main.demo.ground import INGEST
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login, surface
from tests.world import World

pytestmark = pytest.mark.django_db


def grid(world: World) -> Area:
    """The grid of 桃源路36号院2栋."""
    found = places.grid_of(building_id=world.building(), at=clock())
    assert found is not None
    return found


def another(world: World, kind: str = "grid", name: str = "新网格") -> int:
    """A grid beside it, with a border and no building."""
    outline = geo.polygon([(108.345, 22.81), (108.347, 22.81), (108.347, 22.812), (108.345, 22.812)])
    row = NewArea(kind, "", name, outline, scope_id=world.community())
    return actions.draw_area(row=row, by=INGEST, now=clock())


def hand_on(world: World) -> int:
    with as_login("worker"):
        return actions.hand_on_areas(by=world.hat("robot"), now=clock() + timedelta(seconds=1))


def test_a_street_lead_merges_two_grids_after_seeing_what_it_means(world: World) -> None:
    """The story told once: look, save, the matters and the grid worker go over, the map of yesterday is as it was."""
    opened = world.an_open_case(item="hotline.noise", until="verify")
    one, other = grid(world), another(world)
    today = words.local(clock()).date().isoformat()
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        assert "合并或停用" in open_page(street, f"/map/areas/{one.id}")
        look = {"into": str(other), "from_day": today, "act": "look"}
        text = street.send(f"/map/areas/{one.id}/end", look).content.decode()
        for told in ("归“新网格”", "桃源路36号院2栋", "1件在办的事那天转到“新网格”", "网格员", "从今天起合并"):
            assert told in text, told
        assert places.grid_of(building_id=world.building(), at=clock()) == one, "nothing is saved by looking"
        saved = street.send(f"/map/areas/{one.id}/end", {**look, "act": "save"})
        assert saved.status_code == 302
        assert "停用" in open_page(street, saved["Location"])
    now = places.grid_of(building_id=world.building(), at=clock())
    assert now is not None
    assert now.id == other
    assert hand_on(world) == 1
    task, case = world.task(opened), world.case(opened)
    assert (task.area_id, task.grid_id, case.area_id) == (other, other, other)
    with as_login(""):
        assert not Post.objects.filter(areas__contains=[one.id], until__isnull=True).exists()
        (post,) = Post.objects.filter(areas__contains=[other], role="grid_worker")
    worker = world.hat("grid_worker", "桃源北社区")
    worn = replace(worker, areas=tuple(post.areas))
    with scope.reading(worn, now=clock()):
        inbox = [one.number for one in case_queries.inbox(worn, case_queries.Wanted())]
    assert opened.number in inbox, "the grid worker finds it on the desk as before"
    assert hand_on(world) == 0


def test_it_is_undone_by_drawing_it_again(world: World) -> None:
    one, other = grid(world), another(world)
    today = words.local(clock()).date().isoformat()
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        street.send(f"/map/areas/{one.id}/end", {"into": str(other), "from_day": today, "act": "save"})
        page = open_page(street, f"/map/areas/{one.id}")
        assert "照原样再画一个" in page
        assert "新网格" in page
        form = open_page(street, f"/map/areas/new?kind=grid&place={one.scope_id}&like={one.id}")
        assert "桃源路36号院2栋" in form
        ring = form.split('id="f-ring" value="')[1].split('"')[0].replace("&#34;", '"')
        given = {
            "place": one.scope_id, "kind": "grid", "name": one.name, "ring": ring, "from_day": today,
            "building": [each.id for each in places.buildings_of([other], at=clock())[other]], "gives_way": "1",
        }  # fmt: skip
        look = street.send("/map/areas/new", {**given, "act": "look"}).content.decode()
        assert "从“新网格”划过来" in look
        assert street.send("/map/areas/new", {**given, "act": "save"}).status_code == 302
    again = places.grid_of(building_id=world.building(), at=clock())
    assert again is not None
    assert (again.name, again.id != one.id) == (one.name, True)
    drawn = {each.id: each.shape for each in places.outlines(None, layers={"grid"}, at=clock())}
    assert drawn[again.id].intersection(drawn[other]).area < 1e-9, "the neighbour gave way in the same act"


def test_a_grid_ends_next_week_and_its_matters_stay_until_then(world: World) -> None:
    opened = world.an_open_case(item="hotline.noise", until="verify")
    one = grid(world)
    day = (words.local(clock()).date() + timedelta(days=7)).isoformat()
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        look = {"into": "none", "from_day": day, "act": "look"}
        text = street.send(f"/map/areas/{one.id}/end", look).content.decode()
        assert "不再属于任何网格" in text
        assert "收不到新的事" in text
        assert street.send(f"/map/areas/{one.id}/end", {**look, "act": "save"}).status_code == 302
        assert "之后停用" in open_page(street, f"/map/areas/{one.id}")
        assert "（用到" in open_page(street, f"/map/areas?place={one.scope_id}&kind=grid")
    assert hand_on(world) == 0
    assert world.task(opened).area_id == one.id
    later = clock() + timedelta(days=8)
    with as_login("worker"):
        assert actions.hand_on_areas(by=world.hat("robot"), now=later) == 1
    task = world.task(opened)
    assert task.area_id is None
    assert task.role == "street_clerk", "the desk of last resort has it, and sees it"
    assert world.case(opened).area_id is None


def test_a_compound_goes_into_another_with_its_firm(world: World) -> None:
    """The one that takes over has no firm of its own: the firm goes on, and so do its matters."""
    opened = world.an_open_case(until="handle")
    before = world.task(opened)
    yard = places.compound_of(world.building(), at=clock())
    assert yard is not None
    other = another(world, "compound", "桃源新苑")
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        given = {"into": str(other), "from_day": words.local(clock()).date().isoformat()}
        text = street.send(f"/map/areas/{yard.id}/end", {**given, "act": "look"}).content.decode()
        assert before.unit_name in text
        assert "分成几块" in text, "the two do not touch"
        assert street.send(f"/map/areas/{yard.id}/end", {**given, "act": "save"}).status_code == 302
    assert hand_on(world) == 1
    after = world.task(opened)
    assert (after.area_id, after.unit_name, after.due) == (other, before.unit_name, before.due)
    assert places.compound_of(world.building(), at=clock()).id == other  # type: ignore[union-attr]
    with as_login(""):
        assert not Duty.objects.filter(area_id=yard.id, until__isnull=True).exists()
        (line,) = Duty.objects.filter(area_id=other, role="property_staff", until__isnull=True)
    assert line.organisation_id == before.unit_id


def test_what_is_typed_wrong_comes_back_and_others_have_no_way_in(world: World) -> None:
    one = grid(world)
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        path = f"/map/areas/{one.id}/end"
        for given in ({"act": "save"}, {"into": "999999", "act": "save"}, {"into": "none", "from_day": "2026-13-01"}):
            assert street.send(path, given).status_code == 422, given
        early = street.send(path, {"into": "none", "from_day": "1990-01-01", "act": "save"})
        assert early.status_code == 422
        assert "重画过" in early.content.decode()
        clerk = enter(Visit(), world, world.hat("clerk", "桃源北社区"))
        assert clerk.get(path).status_code == 403
        assert clerk.send(path, {"into": "none", "act": "save"}).status_code == 403
        foreign = next(each for each in Area.objects.filter(kind="grid") if each.scope_id not in
                       world.hat("street_lead", login="luminghui").scopes)  # fmt: skip
        assert street.get(f"/map/areas/{foreign.id}/end").status_code == 404
    with surface("public"):
        assert Visit().get(path).status_code == 404
    assert Area.objects.filter(until__isnull=False).count() == 0


def test_an_outline_of_pieces_and_holes_is_kept_when_only_its_name_changes(world: World) -> None:
    outer = [(108.345, 22.81), (108.349, 22.81), (108.349, 22.814), (108.345, 22.814)]
    hole = [(108.346, 22.811), (108.347, 22.811), (108.347, 22.812), (108.346, 22.812)]
    beside = [(108.351, 22.81), (108.352, 22.81), (108.352, 22.811)]
    outline = drafts.outline([outer, hole, beside])
    row = NewArea("grid", "", "有洞的网格", outline, scope_id=world.community())
    number = actions.draw_area(row=row, by=INGEST, now=clock())
    with surface("desk"):
        street = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        page = open_page(street, f"/map/areas/{number}")
        ring = page.split('id="f-ring" value="')[1].split('"')[0].replace("&#34;", '"')
        assert len(json.loads(ring)) == 3, "three rings come to the editor"
        given = {"name": "改了名", "ring": ring, "from_day": words.local(clock()).date().isoformat(), "act": "save"}
        assert street.send(f"/map/areas/{number}", given).status_code == 302
    kept = places.area(number)
    assert kept is not None
    assert kept.name == "改了名"
    assert geo.shape_of(kept.outline or b"").equals(geo.shape_of(outline))
    assert len(places.past_outlines(number)) == 1, "an outline that did not change is no new one"
