"""Reports about staff and secrecy, at the walls: by direct SQL under every desk hat, not by what a page leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Case
from linli.kernel.cases.queries import Wanted
from linli.kernel.cases.reports import NotAReport, Reporter
from linli.kernel.people import queries as people
from linli.kernel.publications.models import PublicFace
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db
OF_A_CASE = ("cases_case", "cases_task", "cases_event", "cases_event_body", "cases_clock")


def _rows(hat: Hat, opened: Opened) -> dict[str, int]:
    """How many rows of a case a hat finds with bare SQL, without any filter of ours."""
    found: dict[str, int] = {}
    with scope.reading(hat, now=clock()), connection.cursor() as cursor:
        for table in OF_A_CASE:
            key = "id" if table == "cases_case" else "case_id"
            cursor.execute(f"select count(*) from {table} where {key} = %s", [opened.case_id])
            found[table] = cursor.fetchone()[0]
        cursor.execute("select count(*) from people_subject where id = %s", [opened.subject_id])
        found["people_subject"] = cursor.fetchone()[0]
    return found


def _unit(world: World, hat: Hat) -> dict[str, Any]:
    return {"about_unit": hat.unit, "item": "hotline.other"}


@pytest.mark.parametrize(
    "role", ["property_staff", "clerk", "grid_worker", "street_clerk", "street_lead", "supervisor"]
)
def test_nobody_of_the_unit_sees_a_report_about_it(world: World, role: str) -> None:
    """Every desk hat of the city against a report about one unit: its own people find nothing, in no table."""
    about = world.hat(role, "桃源北社区") if role in ("property_staff", "clerk", "grid_worker") else world.hat(role)
    opened = world.an_open_case(**_unit(world, about), reporter=Reporter("alias", alias="邻居", phone="13978816607"))
    holder = world.holder(opened)
    assert holder.unit != about.unit
    seen = {hat.unit for hat in world.desks.hats if sum(_rows(hat, opened).values())}
    assert about.unit not in seen
    assert holder.unit in seen
    assert all(_rows(holder, opened).values())
    for hat in (hat for hat in world.desks.hats if hat.unit == about.unit):
        with scope.reading(hat, now=clock()):
            views = [queries.inbox(hat, Wanted(view=view)) for view in queries.VIEWS]
            assert not any(task.case_id == opened.case_id for view in views for task in view)
            with pytest.raises(Case.DoesNotExist):
                queries.case_file(opened.number)
    with scope.reading(holder, now=clock()):
        assert queries.view_counts(holder)["mine"] >= 1


def test_a_member_of_staff_sees_it_with_no_other_post_either(world: World) -> None:
    about = world.hat("clerk", "桃源北社区")
    opened = world.an_open_case(**_unit(world, about), about_account=about.account)
    other = Hat(**{**{name: getattr(about, name) for name in Hat.__slots__}, "unit": 0, "scopes": world.scopes()})
    assert not any(_rows(other, opened).values())


def test_it_cannot_be_handed_to_the_unit_nor_taken_in_by_it(world: World) -> None:
    about = world.hat("property_staff", "桃源北社区")
    opened = world.an_open_case(**_unit(world, about), until="accept")
    desk = world.desks.holder(world.task(world.an_open_case()))
    assert desk.unit == about.unit
    with scope.reading(world.hat("robot"), now=clock()):
        from linli.kernel.people import queries as people

        to = next(one for one in people.units_to_hand_over(world.community(), at=clock()) if one.unit_id == about.unit)
    with pytest.raises(NotAReport):
        world.act(opened, "hand_over", text="归他们", next_owner=to)
    with pytest.raises(NotAReport):
        cases.open_case(report=world.a_report(about_unit=about.unit), by=about, now=clock())


def test_what_turns_out_to_be_about_a_unit_leaves_its_lists_at_once(world: World) -> None:
    opened = world.an_open_case()
    unit = world.holder(opened)
    assert all(_rows(unit, opened).values())
    lead = next(hat for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes)
    cases.conceal(case_id=opened.case_id, unit=unit.unit, by=lead, now=clock())
    assert not any(_rows(unit, opened).values())
    assert world.holder(opened).unit not in (unit.unit,)


def test_who_asked_for_secrecy_is_in_no_row_but_intakes(world: World) -> None:
    """Of all desks only the city's intake finds the reporter's row; everybody else finds the case without it."""
    opened = world.an_open_case(secret=True, reporter=Reporter("alias", alias="邻居", phone="13978816607"))
    knows = {hat.role: hat.unit for hat in world.desks.hats if _rows(hat, opened)["people_subject"]}
    intake = world.hat("clerk", login="liaoshihua")
    assert knows == {"clerk": intake.unit}
    assert _rows(world.holder(opened), opened)["cases_case"] == 1
    with scope.reading(world.holder(opened), now=clock()):
        assert queries.case_file(opened.number).reporter.kind == "secret"


def test_a_clerk_who_takes_a_secret_call_knows_the_caller_and_colleagues_do_not(world: World) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    report = world.a_report(secret=True, reporter=Reporter("named", name="覃女士", phone="13978816607"))
    opened = cases.open_case(report=report, by=clerk, now=clock())
    assert _rows(clerk, opened)["people_subject"] == 1
    assert _rows(world.hat("grid_worker", "桃源北社区"), opened)["people_subject"] == 0
    with pytest.raises(NotAReport):
        cases.open_case(report=world.a_report(secret=True), by=clerk, now=clock())


def test_secrecy_leaves_no_account_in_the_history(world: World) -> None:
    resident = world.resident(0)
    opened = world.an_open_case(by=resident, secret=True, reporter=world.a_named(0))
    plain = world.an_open_case(by=resident, reporter=world.a_named(0))
    with scope.reading(world.holder(opened), now=clock()):
        actors = {
            number: {e.actor for e in queries.case_file(number).events} for number in (opened.number, plain.number)
        }
    assert actors == {opened.number: {0}, plain.number: {resident.account}}


def test_what_is_kept_from_a_unit_leaves_the_public_and_a_mistake_can_be_undone(world: World) -> None:
    opened = world.an_open_case(until="accept")
    unit = world.holder(opened)
    with scope.reading(world.hat("robot"), now=clock()):
        desks = people.units_to_hand_over(world.community(), at=clock())
        assert PublicFace.objects.filter(case_id=opened.case_id).exists()
    world.act(opened, "hand_over", text="还是归物业", next_owner=next(one for one in desks if one.unit_id == unit.unit))
    lead = next(hat for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes)
    cases.conceal(case_id=opened.case_id, unit=unit.unit, by=lead, now=clock())
    with scope.reading(world.hat("robot"), now=clock()):
        assert not PublicFace.objects.filter(case_id=opened.case_id).exists()
    world.act(opened, "accept", by=lead)
    assert not any(_rows(unit, opened).values()), "what was handed to the unit before does not lead back to it"
    assert world.task(opened).unit_id == lead.unit
    with pytest.raises(NotAReport):
        cases.reveal_to_unit(case_id=opened.case_id, text=" ", by=lead, now=clock())
    cases.reveal_to_unit(case_id=opened.case_id, text="说的是路人", by=lead, now=clock())
    assert all(_rows(unit, opened).values())
    assert world.task(opened).unit_id == unit.unit
    with scope.reading(world.hat("robot"), now=clock()):
        assert PublicFace.objects.filter(case_id=opened.case_id, state="open").exists()


def test_whom_a_reporter_named_cannot_be_unmarked(world: World) -> None:
    about = world.hat("property_staff", "桃源北社区")
    opened = world.an_open_case(**_unit(world, about))
    with pytest.raises(NotAReport):
        cases.reveal_to_unit(case_id=opened.case_id, text="不是", by=world.hat("supervisor"), now=clock())
