"""At the community's window: papers are looked at, and it is noted who acts for a child or an elder."""

from __future__ import annotations

from datetime import timedelta

from linli.kernel.people import queries
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.surfaces import Visit, surface
from tests.world import PASSWORD, World


def clerk_at(world: World, community: str, person: int) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat("clerk", community)), PASSWORD)
    somebody.open(f"/register/person/{pointer('person', person)}")
    return somebody


def acts_for(world: World, number: int) -> tuple[int, ...]:
    """Whom a resident stands for at this very moment."""
    worn = queries.hat_for_resident(world.residents[number].account, at=clock())
    return worn.hat.subjects if worn else ()


def level_of(world: World, number: int) -> int:
    """As the resident's own page says it."""
    with surface("public"):
        visit = Visit()
        visit.enter(phone=world.residents[number].phone, password=PASSWORD)
        page = visit.get("/me/keys").content.decode()
    return 3 if "证件核对过" in page else 2


def test_papers_are_looked_at_once(world: World, db: None) -> None:
    resident = world.residents[0]
    assert level_of(world, 0) == 2
    clerk = clerk_at(world, "桃源北社区", resident.person)
    nobody = clerk.press("核对好了", their_phone="13900139999")
    assert (nobody.status, "还没登录过" in nobody) == (422, True)
    other = clerk.press("核对好了", their_phone=world.residents[1].phone)
    assert (other.status, "已经是别人的" in other) == (422, True)
    clerk.press("核对好了", their_phone=resident.phone)
    assert "核对过" in clerk.page
    assert level_of(world, 0) == 3


def test_a_clerk_of_elsewhere_looks_at_nobodys_papers(world: World, db: None) -> None:
    clerk = clerk_at(world, "天桃社区", world.residents[0].person)
    assert clerk.page.status == 404


def test_a_neighbour_acts_for_an_elder_until_the_day(world: World, db: None) -> None:
    elder, helper = world.residents[0], world.residents[1]
    clerk = clerk_at(world, "桃源北社区", elder.person)
    last = (clock() + timedelta(days=30)).date()
    by_name = clerk.press("登记", taker=helper.name, kind="本人委托代办", until=last.isoformat())
    assert (by_name.status, "没有这个手机号" in by_name) == (422, True)
    long_gone = clerk.press("登记", taker=helper.phone, kind="本人委托代办", until="2001-01-01")
    assert long_gone.status == 422
    clerk.press("登记", taker=helper.phone, kind="本人委托代办", until=last.isoformat())
    assert "本人委托代办" in clerk.page
    assert elder.subject in acts_for(world, 1)
    later = queries.hat_for_resident(helper.account, at=clock() + timedelta(days=32))
    assert later is not None
    assert elder.subject not in later.hat.subjects
    clerk.press("结束")
    assert elder.subject not in acts_for(world, 1)
