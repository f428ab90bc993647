"""A data officer sees who may collect and who may use, which fields, for what, on which basis; and no more is done."""

from __future__ import annotations

import pytest

from linli.gates.exchange.tests.programs import DELIVER, Program
from linli.kernel.grants import actions
from linli.kernel.grants.models import Grant
from linli.kernel.people.id_numbers import check_digit
from linli.kernel.people.models_proposals import Proposal
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.commons import OFFICER, a_grant, an_entry
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
NUMBER = "450103195803120029"[:17]
CHANGED = {"id_number": NUMBER + check_digit(NUMBER), "changes": {"phone": "13911112222", "died": "2026-01-01"}}


def program_of(grant: Grant, world: World) -> Program:
    made, street = Program(), world.hat("street_clerk", login="huangxiaoling")
    key = actions.register_key(grant_id=grant.id, name="业务系统", public_key=made.public_text, by=street, now=clock())
    made.key = key.shown
    return made


@pytest.mark.proves("DAT-05", "采集的权、使用的权，清清楚楚")
def test_who_may_collect_and_who_may_use_stands_written_and_holds(world: World) -> None:
    street, places = world.hat("street_clerk", login="huangxiaoling"), [world.community()]
    collect = a_grant(
        world, an_entry(world, "deliver.persons"), by=street, purpose="更正电话", legal_basis="户籍管理任务",
        fields=["phone"], places=places,
    )  # fmt: skip
    use = a_grant(
        world, an_entry(world, "register.quality"), by=street, purpose="核对底册", legal_basis="社区工作任务清单",
        fields=["community", "dwellings"], places=places,
    )  # fmt: skip
    officer = Somebody("desk")
    officer.log_in(OFFICER, PASSWORD)
    for title, grant, basis, field, other in (
        ("部门送来的人员变更", collect, "户籍管理任务", "电话", "去世日期"),
        ("社区底册数量和质量", use, "社区工作任务清单", "房屋", "住着的人"),
    ):
        officer.open("/open-list")
        page = officer.follow(title)
        assert f"{grant.unit_name}" in page
        assert grant.purpose in page
        page = officer.follow(grant.unit_name)
        for words in (grant.purpose, basis, field, "桃源北社区", "谁批的"):
            assert words in page, words
        assert other not in page
    beyond = program_of(collect, world).ask({"purpose": "更正电话", "changes": [CHANGED]}, path=DELIVER)
    assert beyond.status_code == 403
    assert "died" in beyond.json()["sentence"]
    with as_login(""):
        assert not Proposal.objects.exists()
    beyond = program_of(use, world).ask({"purpose": "核对底册", "fields": ["community", "people"]})
    assert beyond.status_code == 403
    page = officer.open(f"/grants/{use.number}")
    assert "没有授权这些字段" in page  # the try stands beside the uses
