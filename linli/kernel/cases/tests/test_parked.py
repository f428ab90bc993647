"""What a reporter may still do while their matter is parked behind another one: add words, and withdraw it."""

from __future__ import annotations

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import clusters, queries
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.facts import CaseClosed
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def together(world: World) -> tuple[Opened, Opened]:
    """A lead and a member behind it."""
    lead, member = (world.an_open_case(item="hotline.noise") for _one in range(2))
    cases.gather(lead=lead.case_id, members=[member.case_id], by=world.hat("clerk", "桃源北社区"), now=clock())
    return lead, member


def test_words_are_added_to_ones_own(world: World, together: tuple[Opened, Opened]) -> None:
    lead, member = together
    own = VISITOR.seeing(member.subject_id)
    cases.add_words(case_id=member.case_id, text="昨晚又吵到两点。", by=own, now=clock())
    with scope.reading(world.holder(lead), now=clock()):
        assert "昨晚又吵到两点。" in {event.body.text for event in queries.case_file(member.number).events}


def test_who_withdraws_leaves_the_cluster_and_the_lead_goes_on(world: World, together: tuple[Opened, Opened]) -> None:
    lead, member = together
    assert cases.withdraw(case_id=member.case_id, by=VISITOR.seeing(member.subject_id), now=clock())
    for _twice in range(2):
        clusters.on_lead_moved(CaseClosed(member.case_id, 1), Told(1, 1, 0, "robot", "", clock()))
    gone, left = world.case(member), world.case(lead)
    assert (gone.outcome, gone.lead_id, left.leads, left.people) == ("withdrawn", None, 0, 1)
    while world.step(lead) != "confirm":
        world.act(lead, {"verify": "confirmed_on_site", "handle": "handled"}.get(world.step(lead), world.step(lead)))
    assert world.case(member).answer == "", "who has withdrawn is not answered"
