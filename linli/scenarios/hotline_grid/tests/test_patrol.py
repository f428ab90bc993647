"""What a phone did on patrol arrives once, in its own time, in whatever order and however often it is sent."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import TaskTaken
from linli.kernel.cases.models import Case, Event
from linli.kernel.places import queries as places
from linli.kit.believing import GRACE, Moment, believe
from linli.plumbing import scope
from linli.plumbing.idempotency import KeyReused
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from linli.scenarios.hotline_grid import plans, rounds
from linli.scenarios.hotline_grid.models import PatrolEntry
from linli.scenarios.hotline_grid.syncing import NotTaken, Sent, take
from tests.at_the_screen import Form, Somebody
from tests.published import published_anew
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World, a_photo

pytestmark = pytest.mark.django_db


def worker_of(world: World, building: str = "taoyuan_36-2") -> Hat:
    """The grid worker whose grid holds a building."""
    grid = places.grid_of(building_id=world.building(building), at=clock())
    assert grid is not None
    return next(hat for hat in world.desks.hats if hat.role == "grid_worker" and grid.id in hat.areas)


def sent(key: str, kind: str, *, ago: timedelta = timedelta(hours=2), **given: Any) -> Sent:
    """An entry as an honest phone sends it; the digest follows the content as the gate's does."""
    at = clock() - ago
    made = Sent(f"{key:0>8}", kind, Moment(at, at), b"", **given)
    content = repr(replace(made, digest=b"", moment=Moment(at.replace(microsecond=0), at.replace(microsecond=0))))
    return replace(made, digest=hashlib.sha256(content.encode()).digest())


def rows(hat: Hat) -> list[PatrolEntry]:
    with scope.reading(hat, now=clock()):
        return list(PatrolEntry.objects.filter(account_id=hat.account).order_by("id"))


def target_of(world: World, hat: Hat) -> plans.Target:
    with scope.reading(hat, now=clock()):
        grid = rounds.grids_of(hat, at=clock())[0]
        return plans.of_grid(grid, at=clock())[0].targets[0]


def test_a_report_from_the_way_has_the_time_it_was_made_and_is_seen_on_site(world: World) -> None:
    hat, ago = worker_of(world), timedelta(hours=5)
    entry = sent("light", "report", ago=ago, item="hotline.rubbish", place=world.building(), photos=(a_photo("bins"),))
    taken = take(entry, by=hat, now=clock())
    assert taken.case_id is not None
    case = world.case(taken.case_id)
    assert case.at == entry.moment.at
    assert case.channel == "patrol"
    assert case.recorded - case.at > timedelta(hours=4)
    assert case.step == "accept"
    again = take(entry, by=hat, now=clock())
    assert (again.number, again.repeated) == (taken.number, True)
    assert [row.kind for row in rows(hat)] == ["report"]


def test_the_same_key_with_another_content_is_refused(world: World) -> None:
    hat = worker_of(world)
    entry = sent("once", "report", item="hotline.rubbish", place=world.building())
    take(entry, by=hat, now=clock())
    with pytest.raises(KeyReused):
        take(replace(entry, text="另一件", digest=b"1" * 32), by=hat, now=clock())


def test_a_step_done_without_network_moves_the_matter_once_and_not_when_somebody_was_faster(world: World) -> None:
    hat = worker_of(world)
    opened = world.an_open_case(item="hotline.rubbish", at=clock() - timedelta(hours=6))
    task = world.task(opened).id
    entry = sent("seen", "act", number=opened.number, task=task, action="confirmed_on_site", text="三个桶都满了。")
    take(entry, by=hat, now=clock())
    take(entry, by=hat, now=clock())
    assert world.step(opened) == "accept"
    with as_login(""):
        seen = [one.at for one in Event.objects.filter(case_id=opened.case_id, verb="confirmed_on_site")]
    assert seen == [entry.moment.at]
    late = sent("late", "act", number=opened.number, task=task, action="not_found", text="没有。", photos=(a_photo(),))
    with pytest.raises(TaskTaken):
        take(late, by=hat, now=clock())
    assert world.step(opened) == "accept"
    assert [row.key for row in rows(hat)] == [entry.key]


def test_what_is_seen_of_an_open_matter_is_added_to_it(world: World) -> None:
    hat = worker_of(world)
    opened = world.an_open_case(item="hotline.rubbish")
    entry = sent("join", "join", ago=timedelta(0), number=opened.number, text="又满了一个桶。")
    for _time in range(3):
        take(entry, by=hat, now=clock())
    with as_login(""):
        said = Event.objects.filter(case_id=opened.case_id, verb="added").values_list("body__text", flat=True)
        assert list(said) == ["又满了一个桶。"]


def test_a_foreign_grid_and_a_spot_in_no_plan_are_refused_with_a_sentence(world: World) -> None:
    hat, other = worker_of(world), worker_of(world, "xinghu_6-1")
    with pytest.raises(NotTaken, match="网格"):
        take(sent("far", "start", grid=other.areas[0]), by=hat, now=clock())
    with pytest.raises(NotTaken, match="计划"):
        take(sent("spot", "visit", grid=hat.areas[0], plan="stairwells", target="b1"), by=hat, now=clock())
    assert rows(hat) == []


def test_what_is_older_than_thirty_days_is_put_to_the_person(world: World) -> None:
    hat = worker_of(world)
    old = sent("old", "report", ago=timedelta(days=45), item="hotline.rubbish", place=world.building())
    with pytest.raises(NotTaken, match="45"):
        take(old, by=hat, now=clock())
    assert rows(hat) == []


KINDS = ("start", "visit", "report", "join", "end")


@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_any_repetition_any_interruption_and_each_is_there_once(world: World, data: st.DataObject) -> None:
    """A phone makes entries; answers get lost, batches break off, things arrive in any order, some many times."""
    hat = worker_of(world)
    known = world.an_open_case(item="hotline.rubbish")
    target = target_of(world, hat)
    with as_login(""):
        before, cases = PatrolEntry.objects.count(), Case.objects.count()
    salt = data.draw(st.uuids()).hex[:10]
    made = []
    for number, kind in enumerate(data.draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))):
        of_kind: dict[str, dict[str, Any]] = {
            "visit": {"plan": target.plan, "target": target.key, "found": False, "grid": hat.areas[0]},
            "report": {"item": "hotline.noise", "place": world.building(), "text": f"第{number}件"},
            "join": {"number": known.number, "text": f"第{number}句"},
        }
        what = of_kind.get(kind, {})
        made.append(sent(f"{salt}-{number}", kind, ago=timedelta(minutes=10 * (9 - number)), **what))
    arriving = data.draw(st.permutations(made * 2 + data.draw(st.lists(st.sampled_from(made), max_size=4))))
    broken_off = data.draw(st.integers(0, len(arriving)))
    for one in [*arriving[:broken_off], *arriving]:
        take(one, by=hat, now=clock())
    stored = [row for row in rows(hat) if row.key.startswith(salt)]
    assert sorted(row.key for row in stored) == sorted(one.key for one in made)
    assert {row.key: row.at for row in stored} == {one.key: one.moment.at for one in made}
    kinds = Counter(one.kind for one in made)
    with as_login(""):
        assert PatrolEntry.objects.count() == before + len(made)
        assert Case.objects.count() == cases + kinds["report"]
        assert Event.objects.filter(case_id=known.case_id, verb="added").count() == kinds["join"]


# -- whether a phone's clock is believed


YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=364)).map(lambda after: YEAR + after)
SKEWS = st.timedeltas(timedelta(days=-400), timedelta(days=400))


@given(happened=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=20)), skew=SKEWS)
def test_a_phone_with_any_clock_tells_when_it_really_was(happened: datetime, later: timedelta, skew: timedelta) -> None:
    """Whatever the clock shows, as long as nobody turned it meanwhile: the moment comes out, to five minutes."""
    now = happened + later
    found = believe(at=happened + skew, device_now=now + skew, now=now)
    assert abs(found.at - happened) <= GRACE
    assert found.at <= now
    assert found.claimed == happened + skew
    assert found.was_corrected == (abs(skew) > GRACE)


@given(at=MOMENTS, device_now=MOMENTS, now=MOMENTS)
def test_nothing_ever_happens_in_the_future(at: datetime, device_now: datetime, now: datetime) -> None:
    assert believe(at=at, device_now=device_now, now=now).at <= now


# -- at the gate


def test_the_gate_takes_an_entry_once_and_says_so(world: World) -> None:
    hat, at = worker_of(world), clock() - timedelta(hours=3)
    with surface("desk"):
        phone = Visit()
        phone.enter(login=world.login(hat), password=PASSWORD)
        mark = phone.get("/now").json()["who"]
        ahead = timedelta(hours=2)
        fields = {
            "key": "gate-0001", "kind": "report", "at": (at + ahead).isoformat(), "item": "hotline.rubbish",
            "place": str(world.building()), "device_now": (clock() + ahead).isoformat(),
        }  # fmt: skip
        program = {"Accept": "application/json", "X-Linli-Who": mark}
        first = phone.send("/patrol/sync", fields, **program)
        again = phone.send("/patrol/sync", {**fields, "device_now": (clock() + ahead).isoformat()}, **program)
        assert first.status_code == again.status_code == 200, first.content.decode()
        told, told_again = first.json(), again.json()
    assert told["number"] == told_again["number"]
    assert told_again["repeated"] is True
    assert "快了2小时" in told["said"]
    row = rows(hat)[-1]
    assert abs(row.at - at) < timedelta(seconds=5)
    assert row.claimed == at + ahead


def test_another_login_on_the_device_sends_nothing_of_the_former(world: World) -> None:
    hat, other = worker_of(world), worker_of(world, "xinghu_6-1")
    with surface("desk"):
        phone = Visit()
        phone.enter(login=world.login(hat), password=PASSWORD)
        mark = phone.get("/now").json()["who"]
        phone.send("/logout")
        fields = {"key": "other-0001", "kind": "report", "item": "hotline.rubbish", "place": str(world.building())}
        program = {"Accept": "application/json", "X-Linli-Who": mark}
        gone = phone.send("/patrol/sync", fields, **program)
        assert (gone.status_code, gone.json()["state"]) == (401, "login")
        phone.enter(login=world.login(other), password=PASSWORD)
        refused = phone.send("/patrol/sync", fields, **program)
        assert (refused.status_code, refused.json()["state"]) == (409, "other")
    assert rows(hat) == rows(other) == []


# -- older than the catalogue


def test_a_draft_older_than_item_and_flow_goes_on_under_the_versions_it_was_made_under(world: World) -> None:
    hat = worker_of(world)
    older = sent("older", "report", ago=timedelta(hours=1), item="hotline.rubbish", place=world.building())
    before = catalogue.matter("hotline.rubbish", at=clock())
    published_anew(world, "flows", "report", label={"zh": "报一件事（新）", "en": "Report, anew"})
    published_anew(world, "items", "hotline.rubbish", promised={"limit": "1 working day", "unverified": True})
    taken = take(older, by=hat, now=clock())
    fresh = take(
        sent("fresh", "report", ago=timedelta(0), item="hotline.rubbish", place=world.building()), by=hat, now=clock()
    )
    assert taken.case_id
    assert fresh.case_id
    old, new = world.case(taken.case_id), world.case(fresh.case_id)
    assert (old.item_version, old.flow_version) == (before.item_version, before.flow_version)
    assert new.item_version > old.item_version
    assert new.flow_version > old.flow_version
    world.act(taken.case_id, "accept")
    assert world.step(taken.case_id) == "handle"


def test_an_item_nobody_had_then_is_put_to_the_person(world: World) -> None:
    with pytest.raises(catalogue.UnknownItem):
        take(sent("none", "report", item="hotline.nothing"), by=worker_of(world), now=clock())


# -- at the screen


def spots(worker: Somebody) -> list[Form]:
    """The forms of the buildings that are due; their plan counts visits at any hour."""
    return [form for form in worker.page.forms if form.fields.get("plan") == ["stairwells"]]


def test_without_scripts_a_round_is_walked_and_its_coverage_read(world: World) -> None:
    """Begun, a spot looked at, one where something is wrong, reported, ended; the street's lead reads the share."""
    hat = worker_of(world)
    worker = Somebody("desk")
    worker.log_in(world.login(hat), PASSWORD)
    worker.open("/patrol")
    assert "不记您走过的路" in worker.page
    worker.press("开始巡查")
    due = len(spots(worker))
    worker.page.forms.insert(0, spots(worker)[0])
    worker.press("没问题")
    assert len(spots(worker)) == due - 1
    worker.page.forms.insert(0, spots(worker)[0])
    worker.press("有问题")
    assert worker.page.path.startswith("/patrol/report")
    worker.press("送出", item=next(one for one in worker.page.forms[-1].choices["item"] if one.startswith("占道经营")))
    assert "报好了：NN-" in worker.page
    worker.press("结束巡查")
    assert "开始巡查" in worker.page.form_with("开始巡查").buttons
    assert [row.kind for row in rows(hat)] == ["start", "visit", "visit", "report", "end"]
    lead = Somebody("desk")
    lead.log_in(
        world.login(next(one for one in world.desks.hats if one.role == "street_lead" and hat.scopes[0] in one.scopes)),
        PASSWORD,
    )
    read = lead.open("/patrol/coverage")
    assert "看了2次" in read.words.replace(" ", "")
    assert "楼栋巡查" in read
