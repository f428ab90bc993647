"""What is going on in the demo city: the matters open at the start, in every state, and those of the past year.

Everything is counted back from the moment the demo first started and drawn from a seed per matter, so that a
loading that was cut short finds the same plans again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

from linli.kernel.cases.models import Lamp
from linli.kernel.cases.packs import SampleReport
from linli.kernel.cases.reports import Photo, Report, Reporter
from linli.main.demo import folk, pictures
from linli.main.demo.ground import Known, Town
from linli.main.demo.layout import SEED, Building
from linli.main.demo.pictures import PICTURES
from linli.main.demo.plans import BEGUN, Deed, Plan, Setting, deeds_of, last_moment, path_of, verbs_to

G, A, R, B = Lamp.GREEN, Lamp.AMBER, Lamp.RED, Lamp.BLACK
CLERK = (
    "community.stairwell_clutter", "community.neighbours", "community.dogs", "community.bulky_waste",
    "community.branches", "community.elder_visit",
)  # fmt: skip
GRID = ("hotline.rubbish", "hotline.noise", "hotline.ebike_charging", "hotline.blocked_exit", "hotline.other")
FIRM = ("hotline.stair_light", "hotline.blocked_drain", "hotline.lift")
STREET = ("hotline.road_damage",)
SECTORS = (
    "urban.street_vendors", "urban.parking", "urban.small_ads", "emergency.fire_gear", "emergency.falling",
    "order.dispute", "order.safety_gear",
)  # fmt: skip
ANY = (*GRID, *FIRM, *CLERK)
OUTSIDE = (
    "hotline.rubbish", "hotline.noise", "hotline.other", "hotline.road_damage",
    "community.dogs", "community.bulky_waste", "community.branches",
)  # fmt: skip
Line = tuple[Sequence[str], str, Sequence[Lamp]]
# The community most people look at first: its clerk finds fifty matters of their own, the colleagues theirs.
BUSY: tuple[Line, ...] = (
    (OUTSIDE, "place", (G, G, G, G, G, A, A, A, R, R, R, B, B)),
    (CLERK, "accept", (G, G, G, G, G, G, G, G, A, A, A, R, R, B)),
    (CLERK, "handle", (*[G] * 13, A, A, A, A, R, R, R, B, B)),
    (CLERK, "answer", (G, G, G, G, A, A, R, R, B)),
    (GRID, "verify", (G, G, A, R)),
    (GRID, "accept", (G, A)),
    (GRID, "handle", (G, G, A, B)),
    (FIRM, "accept", (G, R)),
    (FIRM, "handle", (G, G, A, R, B)),
    (FIRM, "answer", (G, A)),
    (FIRM, "reopened", (A, R)),
    (STREET, "accept", (G, A)),
    (STREET, "handle", (G, R)),
    (SECTORS, "verify", (G, G, A)),
    (SECTORS, "accept", (G, G, A, R)),
    (SECTORS, "handle", (G, G, A, R)),
    (ANY, "confirm", (G, G, G, G)),
    (FIRM, "review", (G, G)),
    (ANY, "closed", (G, G, G, G)),
    (FIRM, "closed_late", (G, G)),
    (FIRM, "handed_over", (G, A)),
)
CALM: tuple[Line, ...] = (
    (OUTSIDE, "place", (G,)),
    (GRID, "verify", (G,)),
    (SECTORS, "handle", (G,)),
    (FIRM, "accept", (A,)),
    (FIRM, "handle", (G, R)),
    (GRID, "confirm", (G,)),
    (ANY, "closed", (G,)),
)
BUSY_AT = "taoyuanbei"
JOINT, SECRET, EVENTS, TOLD = 3, 4, 2, 3
WEIGHTS = {"hotline.stair_light": 16, "hotline.blocked_drain": 14, "hotline.rubbish": 14, "hotline.noise": 12}
PAST = (("closed", 60), ("unrated", 24), ("closed_late", 8), ("not_found", 5), ("handed_over", 3))
SOMEWHERE = (
    "菜市场后门那条小路", "学校对面公交站旁边", "江边栈道第三个凉亭", "说是老房子那边，没说门牌", "幼儿园旁边的拐角",
    "桥底下健身器材旁", "地铁口出来右手边", "小卖部门口那棵大榕树下",
)  # fmt: skip
ALIASES = ("热心街坊", "三楼住户", "晨跑的人", "老邻居", "一位妈妈", "下夜班的")


@dataclass(slots=True)
class Life:
    """Makes plans out of the town, what is known of it, and the setting."""

    town: Town
    there: Known
    setting: Setting

    def going_on(self) -> Iterator[Plan]:
        """Everything that is open, or just done, at the start."""
        yield from self.present()
        yield from self.joint()
        for told in self.events():
            yield from told

    def present(self) -> Iterator[Plan]:
        """One matter after the other, in every state and under every lamp."""
        numbers = count()
        for community in self.town.communities:
            for items, target, lamps in BUSY if community == BUSY_AT else CALM:
                for lamp in lamps:
                    yield self._plan(f"present-{next(numbers):04d}", community, items, target, lamp)

    def joint(self) -> Iterator[Plan]:
        """Dangers that several units look at on the same day, and reports whose reporter wants to stay unknown."""
        for number in range(JOINT):
            yield self._plan(f"joint-{number:02d}", BUSY_AT, ("joint.hidden_danger",), BEGUN, G)
        for number in range(SECRET):
            plan = self._plan(f"secret-{number:02d}", BUSY_AT, FIRM, ("accept", "handle")[number % 2], G)
            reporter = Reporter("named", name="覃女士", phone=f"1378{number:07d}")
            yield replace(plan, resident=None, report=replace(plan.report, reporter=reporter, secret=True))

    def events(self) -> Iterator[list[Plan]]:
        """The same thing told by several neighbours, a quarter of an hour apart."""
        for number in range(EVENTS):
            first = self._plan(f"event-{number:02d}", BUSY_AT, FIRM, "accept", G)
            told = [first]
            for other in range(1, TOLD):
                plan = self._plan(f"event-{number:02d}-{other}", BUSY_AT, (first.report.item,), "accept", G)
                at = min(first.report.at + timedelta(minutes=15 * other), self.setting.now)
                same = replace(plan.report, place=first.report.place, where=first.report.where, at=at)
                told.append(replace(plan, report=same))
            yield told

    def past(self, number: int) -> Plan:
        """One matter of the past year, long done."""
        dice = self._dice(f"past-{number:05d}")
        community = dice.choice(self.town.communities)
        items = [*ANY, *STREET]
        item = dice.choices(items, [WEIGHTS.get(one, 6) for one in items])[0]
        target = dice.choices([name for name, _w in PAST], [weight for _n, weight in PAST])[0]
        plan = self._plan(f"past-{number:05d}", community, (item,), target, G)
        report = replace(plan.report, reporter=replace(plan.report.reporter, phone="", person=None))
        return replace(plan, report=report, open=False, resident=None)

    def _dice(self, key: str) -> Random:
        return Random(f"{SEED} {key}")  # noqa: S311  a drawing, not a secret

    def _plan(self, key: str, community: str, items: Sequence[str], target: str, lamp: Lamp) -> Plan:
        dice = self._dice(key)
        item = dice.choice(items)
        sample = dice.choice(self.setting.samples[item])
        building = self._building(community, item, dice)
        placed = target != "place" and not (target == "closed" and item in OUTSIDE and dice.random() < 0.2)
        past = key.startswith("past")
        ends = {"handed_over": "closed" if past else "handle", "unrated": "confirm", "not_found": "closed"}
        step = ends.get(target, target)
        path = path_of(item, placed=placed, at=self.setting.now)
        verbs = _varied(verbs_to(step, path, dice), target)
        last = last_moment(step, lamp, item, setting=self.setting, dice=dice, ago=_long_ago if past else _lately)
        deeds, at = deeds_of(verbs, item=item, sample=sample, last=last, setting=self.setting, dice=dice)
        place = self.there.places[building.key]
        deeds = [replace(deed, place=place) if deed.verb == "placed" else deed for deed in deeds]
        report = self._report(item, sample, at, community, building if placed else None, dice)
        return self._told(key, report, deeds, target, dice)

    def _building(self, community: str, item: str, dice: Random) -> Building:
        """A building of the community; of a managed compound for what a firm sees to."""
        managed = {one.code for one in self.town.compounds if one.firm}
        inside = [b for b in self.town.layout.buildings if b.community == community]
        return dice.choice([b for b in inside if b.compound in managed] if item in FIRM else inside)

    def _report(
        self, item: str, sample: SampleReport, at: datetime, community: str, building: Building | None, dice: Random
    ) -> Report:
        photos: tuple[Photo, ...] = ()
        if dice.random() < 0.4 and item in PICTURES:  # of a quarrel or a noise nobody has a picture
            picture = pictures.photo(PICTURES[item], take=dice.randrange(6))
            photos = (Photo(picture, f"IMG_{dice.randrange(1000, 9999)}.jpg"),)
        report = Report(item=item, text=sample.text, scope=self.there.places[community], at=at, photos=photos)
        if building is not None:
            where = _where(item, dice.choice(building.doors), dice)
            return replace(report, place=self.there.places[building.key], where=where)
        strip = self.town.layout.unpatrolled[community]
        if not strip or dice.random() < 0.5:
            return replace(report, where=dice.choice(SOMEWHERE))
        lon, lat = dice.choice(strip)
        return replace(report, where="江边绿道", lon=lon, lat=lat)

    def _told(self, key: str, report: Report, deeds: Sequence[Deed], target: str, dice: Random) -> Plan:
        """The plan with who reports: a neighbour who logs in, a name, an alias, nobody, or a call at the desk."""
        kind = dice.choices(("resident", "named", "alias", "anonymous", "call"), (20, 30, 12, 20, 18))[0]
        resident = None
        if kind == "resident":
            resident = dice.randrange(len(folk.FIRST))
            who = folk.FIRST[resident]
            reporter = Reporter("named", name=who.name, phone=who.phone)
        elif kind == "alias":
            reporter = Reporter("alias", alias=dice.choice(ALIASES))
        elif kind == "anonymous":
            reporter = Reporter()
        else:
            name = dice.choice(folk.SURNAMES) + dice.choice(folk.GIVEN[dice.choice("mf"), "mid"])
            reporter = Reporter("named", name=name, phone=f"1380{dice.randrange(10**6, 9 * 10**6):07d}")
        channel = dice.choice(("phone", "phone", "counter")) if kind == "call" else "web"
        is_open = not target.startswith("closed")
        return Plan(key, replace(report, reporter=reporter, channel=channel), tuple(deeds), resident, is_open)


def _varied(verbs: list[tuple[str, int]], target: str) -> list[tuple[str, int]]:
    """The way of a matter that is not as usual: handed to another desk, or not found on site."""
    names = [verb for verb, _grade in verbs]
    if target == "handed_over" and "accept" in names:
        at = names.index("accept")
        return [*verbs[:at], ("hand_over", 0), *verbs[at:]]
    if target == "not_found" and "confirmed_on_site" in names:
        at = names.index("confirmed_on_site")
        return [*verbs[:at], ("not_found", 0), *(one for one in verbs[at:] if one[0] in ("answer", "rate"))]
    return verbs


def _where(item: str, door: str, dice: Random) -> str:
    """Where at the building: the stairwell and floor, the door, or outside."""
    stairwell, _sign, room = door.partition("单元")
    if item in ("hotline.stair_light", "community.stairwell_clutter", "hotline.ebike_charging"):
        return f"{stairwell}单元{room[:-2]}层"
    if item in ("hotline.lift", "hotline.blocked_exit"):
        return f"{stairwell}单元"
    if item in ("hotline.blocked_drain", "hotline.noise", "community.neighbours", "community.elder_visit"):
        return door
    return dice.choice(("楼下", "门前", "东侧", "北侧", "后面"))


def _lately(dice: Random) -> timedelta:
    return timedelta(hours=dice.uniform(3, 120))


def _long_ago(dice: Random) -> timedelta:
    """Ten days to a year, the nearer the more."""
    return timedelta(days=10 + 350 * dice.random() ** 1.3)
