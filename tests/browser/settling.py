"""A program that settles a city which is up: the small world of tests/world.py, and cases in every state."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests import factors
from tests.browser.city import CLERK, EDITOR, FIRM, GRID, LEAD, Settled, Standing

if TYPE_CHECKING:
    from linli.kernel.cases.actions import Opened
    from tests.world import World

LONG_PLACE = "桃源路36号院2栋2单元三层东侧楼梯拐角消火栓箱旁边靠近垃圾收集点和电动车棚的那一段走道，" * 3
LONG_TEXT = "二单元三层的楼道灯不亮两天了，老人晚上下楼怕摔，孩子上学出门也看不见台阶。" * 190
LONG_NAME = "住在二单元三层东侧的热心街坊兼楼栋长兼晨跑队队长"


def settle() -> Settled:
    """The small world, and what stands in it."""
    from linli.plumbing.time import now as clock
    from tests import lists
    from tests import world as small

    world = small.build(clock())
    single = (EDITOR, "catalogue_publisher", "supervisor", "auditor", "system_administrator")
    logins = {role: world.login(world.hat(role)) for role in single}
    logins |= {name: factors.a_newcomer(world, name) for name in ("newcomer", "newcomer.2", "newcomer.3")}
    here = world.community()
    above = (GRID, LEAD, CLERK, FIRM, "street_clerk", "coordinator", "enforcement_staff", "emergency_staff")
    logins |= {role: _login_above(world, role, here) for role in above}
    logins["data_officer"] = world.login(lists.officer(world))
    logins |= {f"{role}_xinghu": world.login(world.hat(role, "星湖社区")) for role in (CLERK, GRID)}
    there = Settled(small.PASSWORD, logins, [one.phone for one in world.residents], here)
    there.cases = _cases(world, clock())
    there.pools = _pools(world)
    return there


def _login_above(world: World, role: str, community: int) -> str:
    """Whoever has that role where the stories happen; of grid workers the one of 桃源路36号院2栋."""
    from linli.kernel.places import queries as places
    from linli.plumbing.time import now as clock

    grid = places.grid_of(building_id=world.building(), at=clock())
    posts = Counter(hat.account for hat in world.desks.hats)  # whoever has several is asked which one to wear
    fitting = [hat for hat in world.desks.hats if hat.role == role and community in hat.scopes]
    hats = sorted(fitting, key=lambda hat: posts[hat.account])
    if role == GRID:
        hats = [hat for hat in hats if grid is not None and grid.id in hat.areas]
    return world.login(hats[0])


def _cases(world: World, now: datetime) -> dict[str, Standing]:
    from linli.kernel.cases.actions import calling
    from linli.kernel.cases.reports import Reporter
    from linli.kernel.publications import actions as publications
    from linli.plumbing.pointers import pointer
    from tests import lists

    week = timedelta(days=7)
    made = {
        "fresh": world.an_open_case(item="hotline.rubbish", text="垃圾桶满了，没人清。"),
        "unplaced": world.an_open_case(place=None, where="江边绿道第三个凉亭"),
        "handled": world.an_open_case(until="handle"),
        "answered": world.an_open_case(until="confirm", reporter=world.a_named()),
        "late": world.an_open_case(item="hotline.noise", text="夜里一点还放音响。", at=now - 2 * week),
        "closed": world.an_open_case(until="confirm", item="hotline.blocked_exit", text="消防通道又停满了车。"),
        "reopened": world.an_open_case(until="confirm", item="hotline.ebike_charging", text="一楼飞线充电。"),
    }
    alias = Reporter("alias", alias=LONG_NAME[:40])
    made["long"] = world.an_open_case(
        until="confirm", item="hotline.other", text=LONG_TEXT[:7000], where=LONG_PLACE[:120], reporter=alias
    )
    world.rate(made["closed"], 5)
    world.rate(made["reopened"], 1, text="第二天又拉上了。")
    _waiting(world, now)
    faces = {name: _face(opened) for name, opened in made.items()}
    standing = {name: Standing(opened.number, opened.receipt, faces[name]) for name, opened in made.items()}
    long_topic = world.a_topic(LONG_NAME[:60], LONG_TEXT[:7000])
    clerk = world.hat("clerk", "桃源北社区")
    publications.answer(number=long_topic, text=LONG_TEXT[:2000], unit_name=LONG_PLACE[:100], by=clerk, now=now)
    topic = Standing(long_topic, "")
    call = calling.ring(phone="13912345678", rang=now, take=True, by=clerk, now=now)
    calling.ring(phone="077155500010017", rang=now, by=clerk, now=now)
    return {
        **standing,
        "followed": _followed(world, standing["fresh"], now),
        "topic": topic,
        "call": Standing("", call),
        **_doors(world),
        "list": Standing("", pointer("import", lists.handed_in(world).id)),
        **_shared(world),
    }


def _waiting(world: World, now: datetime) -> None:
    """A dozen more that nobody has looked at yet."""
    for number in range(12):
        item = ("hotline.rubbish", "hotline.noise", "hotline.other")[number % 3]
        world.an_open_case(item=item, text=f"第{number + 1}件，等人来看。", at=now - timedelta(hours=5 * number))


def _doors(world: World) -> dict[str, Standing]:
    """The first resident's door, its building and community, and the address of the resident's page at the desk."""
    from linli.plumbing.pointers import pointer
    from tests.addresses import a_body, a_proposal, a_vehicle

    first = world.residents[0]
    said = Standing("", pointer("proposal", a_proposal(world)))
    home = Standing(str(first.dwelling), pointer("person", first.person), str(world.building()))
    return {
        "home": home,
        "proposal": said,
        "community": Standing(str(world.community()), str(world.areas["taoyuanbei-1"])),
        "body": Standing(str(a_body(world)), pointer("vehicle", a_vehicle(world))),
        "street": Standing(str(world.places["xinzhu"]), ""),
    }


def _shared(world: World) -> dict[str, Standing]:
    """A grant of the clerk's community with its request, and an entry with another one to ask for."""
    from tests import commons

    grant = commons.a_grant(world, commons.an_entry(world))
    other = commons.an_entry(world, "people.old_and_alone")
    return {
        "grant": Standing(grant.number, grant.request.number),
        "entry": Standing(grant.item.number, other.item.number),
    }


def _face(opened: Opened) -> str:
    from linli.kernel.publications.models import PublicFace

    return PublicFace.objects.filter(case_id=opened.case_id).values_list("code", flat=True).first() or ""


def _followed(world: World, case: Standing, now: datetime) -> Standing:
    """The secret link of somebody who left a phone to follow a case, and has yet to say that it is theirs."""
    from linli.kernel.publications import actions
    from linli.kernel.publications.models import Follower
    from linli.kernel.publications.queries import followers
    from linli.plumbing import scope

    actions.ask_to_follow(code=case.face, phone="13912345678", by=world.hat("visitor"), now=now)
    with scope.reading(world.hat("robot"), now=now):
        row = Follower.objects.get(since__isnull=True)
        code = followers.listeners_of(row.case_id, asked=row.id)[0].code
    return Standing(case.number, code, case.face)


def _pools(world: World) -> dict[str, list[Standing]]:
    """Cases a test may use up."""
    own: dict[str, Any] = {"by": world.resident(2), "reporter": world.a_named(2)}
    made = {
        "handled": [world.an_open_case(until="handle") for _ in range(3)],
        "mine": [world.an_open_case(until="handle", **own) for _ in range(4)],
        "answered": [world.an_open_case(until="confirm", **own) for _ in range(2)],
    }
    return {name: [Standing(one.number, one.receipt, _face(one)) for one in pool] for name, pool in made.items()}


def main() -> None:
    """Settle the city of this environment and print what stands in it."""
    from linli.main.django_setup import enter

    enter("worker")
    print(json.dumps(asdict(settle()), ensure_ascii=False))  # noqa: T201  read by the test process


if __name__ == "__main__":
    main()
