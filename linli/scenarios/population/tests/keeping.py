"""Whoever keeps the register by hand, at a screen, for stories."""

from __future__ import annotations

import re
from datetime import date, timedelta

from linli.kernel.people.id_numbers import check_digit
from linli.kit import words
from linli.plumbing.time import now as clock
from tests.at_the_screen import Page, Somebody
from tests.world import PASSWORD, World

BUILDING = "桃源路36号院2栋"


def number(first: str) -> str:
    return first + check_digit(first)


def at_the_desk(world: World, role: str, community: str = "桃源北社区") -> Somebody:
    hat = next(one for one in world.desks.hats if one.role == role and world.community(community) in one.scopes)
    somebody = Somebody("desk")
    somebody.log_in(world.login(hat), PASSWORD)
    return somebody


def day(ago: int) -> str:
    """A day of the city's calendar, so many days ago."""
    return (words.local(clock()).date() - timedelta(days=ago)).isoformat()


def said(day_: str) -> str:
    """A day as pages write it."""
    return words.day(date.fromisoformat(day_), clock())


def written(page: Page, day_: str) -> bool:
    """Whether a day stands on a page."""
    return said(day_) in page


def figure(page: Page, what: str) -> int:
    """The number that stands behind these words in the figures of a community."""
    found = re.search(rf"(?:^|[\d\s]){re.escape(what)}\s*(\d+)", page.words)
    assert found, (what, page.words)
    return int(found[1])


class Clerk:
    """Whoever keeps the register of 桃源北社区, at the door the story is about."""

    def __init__(self, world: World, role: str = "clerk") -> None:
        self.world, self.hands = world, at_the_desk(world, role)
        self.door = world.residents[0].dwelling

    def figures(self) -> Page:
        return self.hands.open(f"/register/community/{self.world.community()}")

    def at_door(self, door: int = 0) -> Page:
        return self.hands.open(f"/register/door/{door or self.door}")

    def writes(self, label: str, **given: str) -> Page:
        """Fill in the form of that button; it is taken."""
        page = self.hands.press(label, **given)
        assert page.status == 200, (label, page.words)
        assert "记下了" in page
        return page

    def adds(self, name: str, kind: str, **given: str) -> str:
        """Somebody more belongs to the door; the pointer of their page."""
        known = pointers(self.at_door())
        (fresh,) = pointers(self.writes("记下这个人", name=name, kind=kind, **{"source": "派出所", **given})) - known
        return fresh


def pointers(page: Page) -> set[str]:
    """Who belongs to the door a page is about."""
    names = {name for form in page.forms for name in form.names if name.startswith("relation-")}
    return {name.removeprefix("relation-") for name in names}


def words_of(page: Page, label: str, at: str, name: str = "person") -> str:
    """The words beside the choice with that pointer."""
    offered = page.form_with(label).choices[name]
    return next(said for said, value in offered.items() if value == at)


def behind(page: Page) -> str:
    """Who stands behind the door a page is about, without what was there before."""
    return page.words.partition("没人在家")[0].partition("出租登记")[0]
