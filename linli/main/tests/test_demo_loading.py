"""Loading a demo city: every state is there, nothing comes twice, and what was cut short is taken up again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.models import Case, Event, Handover, Lamp, Task
from linli.kernel.people.models import Account, Person, Residence, Subject
from linli.kernel.places.models import Place
from linli.kernel.ratings.models import Rating
from linli.main import founding
from linli.main.demo import life, loading
from linli.main.demo.folk import FIRST, Soul
from linli.main.demo.ground import Town
from linli.main.demo.layout import Building
from linli.main.demo.loading import Demo
from linli.plumbing import packs, scope
from linli.plumbing.manifests import SCENARIOS
from linli.plumbing.time import now as clock
from tests.small_packs import small


class Cut(BaseException):
    """The process is killed."""


@pytest.fixture
def whole(bare: None) -> Demo:
    """A demo of the small world with everything that goes on in it, before anything is loaded."""
    founding.found(founding.city_folder(), now=clock())
    catalogue.forget()
    return opened()


@pytest.fixture
def demo(whole: Demo, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """The same with one matter of each sort, so that it can be loaded again and again."""
    monkeypatch.setattr(life, "BUSY", [(items, target, lamps[:1]) for items, target, lamps in life.BUSY])
    monkeypatch.setattr(loading, "PAST", 6)
    monkeypatch.setattr(loading, "BATCH", 4)
    return whole


def opened() -> Demo:
    pieces = packs.read(sorted(SCENARIOS.glob("*/packs/**/*.yaml")), founding.city_folder())
    town = Town.of(tuple(small(pieces)))
    city = Place.objects.filter(level="city").first()
    start = city.since + loading.STANDS_SINCE if city else clock()
    return Demo(town, start, "a secret", lambda _line: None)


def counted() -> dict[str, int]:
    rows = (Place, Account, Person, Residence, Subject, Case, Event, Task, Rating)
    return {row.__name__: row.objects.count() for row in rows}


def test_every_state_and_every_lamp_is_there_and_a_clerk_finds_fifty(whole: Demo) -> None:
    whole.load_city({"huangzhiqiang"})
    assert set(Case.objects.values_list("step", flat=True)) == {
        "place", "verify", "accept", "handle", "answer", "confirm", "review", "end", "check",
    }  # fmt: skip
    assert Task.objects.filter(done=None, branch__gt="").values("case_id").distinct().count() == life.JOINT
    assert Case.objects.filter(secret=True).count() == life.SECRET
    assert set(Case.objects.filter(leads__gt=0).values_list("leads", flat=True)) == {life.TOLD - 1}
    lamps = set(Task.objects.filter(done=None).values_list("lamp", flat=True))
    assert lamps == {Lamp.GREEN, Lamp.AMBER, Lamp.RED, Lamp.BLACK}
    assert set(Subject.objects.exclude(receipt_blind=None).values_list("kind", flat=True)) == {
        "named", "alias", "anonymous",
    }  # fmt: skip
    assert set(Rating.objects.values_list("grade", flat=True)) >= {2, 5}
    assert Case.objects.filter(reopened__gt=0).exists()
    assert Handover.objects.exists()
    clerk = whole.living().desks.of("clerk", place=Place.objects.get(code="taoyuanbei").id)
    with scope.reading(clerk, now=clock()):
        found = queries.inbox(clerk, queries.Wanted(), limit=100)
        assert len(found) >= 50
        assert all(count > 0 for lamp, count in queries.lamp_counts(clerk).items() if lamp != Lamp.PAUSED)


def test_what_happened_lies_in_the_past_and_in_order(demo: Demo) -> None:
    demo.load_city(set())
    for case in Case.objects.all():
        moments = list(Event.objects.filter(case_id=case.id).order_by("id").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] <= clock()
        assert moments[0] == case.at


def test_a_second_loading_adds_nothing(demo: Demo) -> None:
    demo.load_city(set())
    demo.load_rest()
    before = counted()
    again = opened()
    assert again.start == demo.start
    again.load_city(set())
    again.load_rest()
    assert counted() == before


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Cut the loading short after so many deeds: ``cut.append(number)``."""
    left: list[int] = []
    act = cases.act

    def counting(*args: object, **kwargs: object) -> None:
        if left:
            left[0] -= 1
            if left[0] < 0:
                left.clear()
                raise Cut
        act(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("linli.main.demo.living.cases.act", counting)
    return left


@pytest.mark.parametrize("deeds", [1, 9, 30])
def test_a_loading_that_was_cut_short_goes_on_where_it_stopped(demo: Demo, cut: list[int], deeds: int) -> None:
    cut.append(deeds)
    with pytest.raises(Cut):
        demo.load_city(set())
    opened().load_city(set())
    planned = {plan.key: plan for plan in demo.life().going_on()}
    assert Case.objects.count() == len(planned)
    steps = Counter(Case.objects.values_list("step", flat=True))
    events = Event.objects.exclude(verb__in=("clustered", "gathered")).count()
    assert events == len(planned) + sum(len(plan.deeds) for plan in planned.values())
    assert steps["review"] == 1


def test_the_past_year_is_closed_by_the_end(demo: Demo) -> None:
    demo.load_city(set())
    before = set(Case.objects.values_list("id", flat=True))
    demo.load_past()
    past = Case.objects.exclude(id__in=before)
    assert past.count() == 6
    assert all(case.step in ("end", "confirm") for case in past)  # the worker ends what nobody rated
    oldest: datetime = min(past.values_list("at", flat=True))
    assert (demo.start - oldest).days < 380


def test_people_come_house_by_house(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.load_city(set())
    souls = Demo._souls
    houses: list[str] = []

    def few(self: Demo, number: int, building: Building) -> list[Soul]:
        houses.append(building.key)
        if len(houses) == 4:
            raise Cut
        return souls(self, number, building)

    monkeypatch.setattr(Demo, "_souls", few)
    with pytest.raises(Cut):
        demo.load_people()
    opened().load_people()
    assert houses.count(houses[0]) == 1
    expected = sum(len(souls(demo, number, house)) for number, house in enumerate(demo.town.layout.buildings))
    assert Person.objects.count() == expected + len(FIRST) - 1  # one of the first lives outside the small world
