"""What I agreed to: given and taken back by me alone; for a child by the guardian, as long as the mandate runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.grants import actions as grants
from linli.kernel.grants.models_consents import Consent
from linli.kernel.people import actions as people
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from tests.at_the_screen import at_home
from tests.surfaces import as_login, surface
from tests.world import World


@pytest.mark.touches("DAT-06", "采集和使用都透明，本人看得见")
def test_what_i_agreed_to_is_given_and_taken_back_by_me_alone(world: World, db: None) -> None:
    officer, now = world.hat("data_officer"), clock()
    row = grants.NewAgreement(
        code="elder_visits", unit_id=officer.unit, unit_name="数据专班", title="独居老人探访",
        text="把您的住址给社区医院，每月上门一次。", purpose="上门探访", fields=["address"],
        recipients="桃源社区卫生站", kept_days=365,
    )  # fmt: skip
    revision = grants.publish_agreement(row=row, by=officer, now=now)
    me, neighbour = at_home(world), at_home(world, 1)
    me.open("/my/data")
    me.follow("我同意过什么、收回")
    assert "桃源社区卫生站" in me.page
    me.press("我同意")
    assert "您同意了" in me.page
    with as_login(""):
        one = Consent.objects.get(revision_id=revision)
        assert (one.subject_id, one.way, one.withdrawn) == (world.residents[0].subject, "self", None)
    neighbour.open("/my/data/consents")
    given = {"agreement": [pointer("agreement", revision)], "subject": [pointer("subject", one.subject_id)]}
    with surface("public"):
        assert neighbour.visit.send("/my/data/consents/give", given).status_code == 404
        taken = {"consent": pointer("consent", one.id)}
        assert neighbour.visit.send("/my/data/consents/withdraw", taken).status_code == 404
    me.press("收回")
    assert "从现在起谁也不能" in me.page
    with as_login(""):
        assert Consent.objects.get(id=one.id).withdrawn is not None


def test_a_guardian_agrees_for_a_child_under_the_mandate_and_no_longer(world: World, db: None) -> None:
    officer, now = world.hat("data_officer"), clock()
    row = grants.NewAgreement(
        code="child_care", unit_id=officer.unit, unit_name="数据专班", title="四点半课堂",
        text="把孩子的名字给课堂老师。", purpose="放学看护", fields=["name"], recipients="社区课堂", kept_days=180,
    )  # fmt: skip
    grants.publish_agreement(row=row, by=officer, now=now)
    child, parent = world.residents[1], world.residents[0]
    mandate = people.give_mandate(
        giver_subject=child.subject, taker_subject=parent.subject, purpose="guardian", until=now + timedelta(days=30),
        by=world.hat("clerk", "桃源北社区"), now=now,
    )  # fmt: skip
    me = at_home(world)
    page = me.open("/my/data/consents")
    assert "替韦**办" in page
    with surface("public"):
        revision = page.forms[-1].fields["agreement"][0]
        given = {"agreement": revision, "subject": pointer("subject", child.subject)}
        assert me.visit.send("/my/data/consents/give", given).status_code == 303
    with as_login(""):
        assert Consent.objects.get().way == "guardian"
    people.revoke_mandate(mandate_id=mandate, by=world.hat("clerk", "桃源北社区"), now=clock())
    assert "替韦**办" not in me.open("/my/data/consents")
    with surface("public"):
        assert me.visit.send("/my/data/consents/give", given).status_code == 404
