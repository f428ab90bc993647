"""Letting somebody act for oneself: a code is told, taken once, seen by both, and ends at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kernel.people.actions import NoOffer
from linli.kit.counter import mandates
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.surfaces import Visit
from tests.world import PASSWORD, World

CODE = r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"


def acts_for(world: World, number: int) -> tuple[int, ...]:
    """Whom a resident stands for at this very moment."""
    worn = queries.hat_for_resident(world.residents[number].account, at=clock())
    return worn.hat.subjects if worn else ()


def resident(world: World, number: int) -> Somebody:
    somebody = Somebody("public")
    somebody.open("/login/password")
    somebody.press("登录", phone=world.residents[number].phone, password=PASSWORD)
    return somebody


def test_a_daughter_acts_for_her_mother_until_it_is_taken_back(world: World, db: None) -> None:
    mother, daughter = resident(world, 0), resident(world, 1)
    mother.open("/me/mandates")
    assert mother.press("让人替我办", purpose=" ").status == 422
    page = mother.press("让人替我办", purpose="女儿，办老年卡")
    code = re.findall(CODE, page.words)[0]
    assert code not in mother.open("/me/mandates").words
    daughter.open("/me/mandates")
    assert daughter.press("替他办", code="0000-0000-0000").status == 422
    assert "女儿，办老年卡" in daughter.press("替他办", code=code.lower())
    assert world.residents[0].subject in acts_for(world, 1)
    mother.open("/me/mandates")
    assert "女儿，办老年卡" in mother.page
    mother.press("收回")
    assert world.residents[0].subject not in acts_for(world, 1)  # at the very next request
    assert "女儿，办老年卡" not in daughter.open("/me/mandates")


def test_a_code_is_taken_once_within_a_week_and_not_by_oneself(world: World, db: None) -> None:
    now, giver, taker = clock(), world.resident(0), world.resident(1)
    until = now + timedelta(days=90)
    code = people.offer_mandate(purpose="代办", until=until, by=giver, now=now)
    for by, at in ((giver, now), (taker, now + timedelta(days=8))):
        with pytest.raises(NoOffer):
            people.take_mandate(code=code, by=by, now=at)
    people.take_mandate(code=code, by=taker, now=now)
    with pytest.raises(NoOffer):
        people.take_mandate(code=code, by=world.resident(2), now=now)
    worn = queries.hat_for_resident(taker.account, at=until + timedelta(seconds=1))
    assert worn is not None
    assert world.residents[0].subject not in worn.hat.subjects  # its term ends it


def test_codes_are_guessed_twenty_times_an_hour(world: World, public: Visit) -> None:
    public.enter(phone=world.residents[0].phone, password=PASSWORD)
    for guess in range(mandates.TAKING.most):
        assert public.send("/me/mandates/take", {"code": f"0000-0000-{guess:04}"}).status_code == 422
    assert public.send("/me/mandates/take", {"code": "0000-0000-0000"}).status_code == 429


def test_a_visitor_logs_in_first(public: Visit) -> None:
    assert public.get("/me/mandates")["Location"].startswith("/login")
