"""The people of the demo: households behind the doors of a building, every one made up.

The same building gives the same people whatever was drawn before, so a loading that was cut short can go on.
Numbers are valid by GB 11643 and belong to nobody; telephones lie in one made-up block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from linli.kernel.people.id_numbers import check_digit
from linli.main.demo.layout import SEED, Building


def _listed(words: str) -> list[str]:
    return words.split()


MOST_PER_BUILDING = 400
VACANT, RENTED, REGISTERED = 0.08, 0.22, 0.7
SIZES = ((1, 18), (2, 30), (3, 27), (4, 15), (5, 7), (6, 3))
SURNAMES = _listed(
    "黄 韦 覃 李 梁 陈 莫 陆 农 卢 罗 潘 蒙 吴 周 张 刘 邓 谢 苏 蓝 甘 岑 凌 滕 闭 何 杨 王 林 唐 蒋 廖 谭 欧阳"
)
WEIGHTS = [14, 12, 9, 8, 7, 7, 5, 5, 4, 3, 3, 3, 2, 2, 2, *[1] * 20]
GIVEN = {
    (
        "m",
        "old",
    ): _listed("建国 国庆 德福 志强 文斌 永福 广才 树林 忠华 有财 光荣 宝山 世昌 汉文 金水 家声 福生 启明 祖荫 运来"),
    (
        "f",
        "old",
    ): _listed("秀兰 桂芳 玉英 凤英 彩云 秀珍 月娥 美莲 兰芬 惠珍 金莲 雪梅 翠萍 瑞英 淑贞 丽华 素琴 爱花 玉兰 春梅"),
    ("m", "mid"): _listed(
        "志勇 海波 伟 强 勇 建华 少华 国栋 文杰 永胜 俊峰 晓东 家豪 振宇 立军 明辉 天佑 海清 宏 志远"
    ),
    ("f", "mid"): _listed("丽华 晓玲 海燕 静 小燕 美玲 艳秋 春燕 小慧 秋月 雪 婷 晓芳 莉 玉珍 佳 红梅 颖 文静 冬梅"),
    (
        "m",
        "young",
    ): _listed("子轩 浩然 宇航 梓睿 俊熙 天宇 一鸣 嘉懿 皓轩 煜城 沐阳 晨曦 明哲 思远 家瑞 㷆 立言 博文 子墨 泽宇"),
    (
        "f",
        "young",
    ): _listed("子涵 欣怡 梓萱 诗涵 雨桐 可馨 思琪 一诺 语嫣 佳琪 若曦 芷若 㛃 沐晴 雅婷 梦瑶 安琪 舒涵 依诺 晓彤"),
}
PREFIXES = ("450103", "450103", "450102", "450105", "450107", "450121", "452122", "450981", "451021", "452724")
RARE = ("阿依古丽·买买提", "欧阳𫍯", "贝㛃", "迪丽努尔·吐尔逊")


@dataclass(frozen=True, slots=True)
class Soul:
    """One made-up person: links are (door, kind), the door as the building names it."""

    name: str
    id_number: str
    phone: str
    links: tuple[tuple[str, str], ...]
    since: date

    @property
    def registered_in(self) -> str:
        """The county of the number, where nothing was moved since; of few nobody has told."""
        return self.id_number[:6] if int(self.id_number[14:17]) % 9 else ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resident of the demo with a login of their own."""

    name: str
    phone: str
    id_number: str
    building: str
    door: str
    kind: str


def _numbered(first: str) -> str:
    return first + check_digit(first)


NEIGHBOURS = (
    Neighbour("覃秀兰", "13800138001", _numbered("45010319580312002"), "taoyuan_36-2", "2单元301", "owner"),
    Neighbour("韦建国", "13800138002", _numbered("45010319851102003"), "taoyuan_36-1", "1单元102", "tenant"),
    Neighbour("莫德明", "13800138003", _numbered("45010319720715005"), "tiantao_17-1", "1单元201", "owner"),
    Neighbour("陆文彬", "13800138004", _numbered("45010219900421001"), "weiwu_11-2", "2单元402", "owner"),
    Neighbour("梁桂芳", "13800138005", _numbered("45010319660918004"), "xinghu_6-1", "1单元101", "owner"),
    Neighbour("黄秋月", "13800138006", _numbered("45212219950630002"), "daban_15-3", "2单元502", "tenant"),
    Neighbour("农少华", "13800138007", _numbered("45010519790105007"), "qixing_12-4", "3单元601", "owner"),
    Neighbour("甘小慧", "13800138008", _numbered("45010319881224006"), "taoyuan_40-2", "1单元302", "owner"),
)
FIRST = NEIGHBOURS[:4]  # there from the start: making a password takes a tenth of a second, on purpose
TAKEN = {(one.building, one.door) for one in NEIGHBOURS}


def people_of(building: Building, number: int, *, today: date) -> list[Soul]:
    """Everybody with a link to a dwelling of the building; ``number`` is its place in the layout."""
    drawn = _Drawn(Random(f"{SEED} folk {building.key}"), today, number * MOST_PER_BUILDING)  # noqa: S311
    souls: list[Soul] = []
    for door in building.doors:
        if (building.key, door) not in TAKEN:
            souls += drawn.household(door)
    return souls


@dataclass(slots=True)
class _Drawn:
    """One building's people while they are drawn."""

    dice: Random
    today: date
    count: int
    lonely: str = ""  # the door of an elder living alone, whom the next household looks after

    def household(self, door: str) -> Iterator[Soul]:
        if self.dice.random() < VACANT:
            return
        size = self.dice.choices([s for s, _w in SIZES], [w for _s, w in SIZES])[0]
        is_rented = self.dice.random() < RENTED
        surname = self._surname()
        for place, (age, is_kin) in enumerate(self._ages(size, is_rented)):
            family = surname if is_kin else self._surname()
            yield self._soul(family, age, self._links(door, place, age, is_rented=is_rented))
        if is_rented:
            yield self._soul(self._surname(), self.dice.randint(38, 75), ((door, "owner"),))  # lives elsewhere
        elif self.dice.random() < 0.04:
            yield self._soul(surname, self.dice.randint(19, 40), ((door, "registered"),))  # has moved away

    def _ages(self, size: int, is_rented: bool) -> Sequence[tuple[int, bool]]:
        """Who lives together: (age, bears the name of the household)."""
        dice = self.dice
        if is_rented:
            return [(dice.randint(20, 45), place == 0) for place in range(min(size, 4))]
        if size <= 2:
            older = dice.randint(62, 92) if dice.random() < 0.5 else dice.randint(26, 60)
            return [(older, True), (max(20, older - dice.randint(-3, 6)), False)][:size]
        parent = dice.randint(28, 55)
        child = max(0, parent - dice.randint(24, 34))
        grown = [(parent, True), (max(22, parent - dice.randint(-2, 5)), False), (child, True)]
        more = [(max(0, child - 4), True), (parent + 27, True), (parent + 25, False)]
        return (grown + more)[:size]

    def _links(self, door: str, place: int, age: int, *, is_rented: bool) -> tuple[tuple[str, str], ...]:
        links = [(door, "tenant" if is_rented else "occupant")]
        if not is_rented and (place == 0 or (place == 1 and age > 25 and self.dice.random() < 0.5)):
            links = [(door, "owner")]
        if not is_rented and self.dice.random() < REGISTERED:
            links.append((door, "registered"))
        if place == 0 and self.lonely and 25 < age < 70:
            links.append((self.lonely, "carer"))
            self.lonely = ""
        elif place == 0 and age > 75 and self.dice.random() < 0.3:
            self.lonely = door
        return tuple(links)

    def _soul(self, surname: str, age: int, links: tuple[tuple[str, str], ...]) -> Soul:
        self.count += 1
        sex = self.dice.choice("mf")
        era = "old" if age >= 55 else "mid" if age >= 22 else "young"
        name = RARE[self.count % len(RARE)] if self.dice.random() < 0.0005 else surname + self._given(sex, era)
        born = self.today - timedelta(days=age * 365 + self.dice.randint(1, 364))
        order = (self.count % 499) * 2 + (1 if sex == "m" else 2)
        number = _numbered(f"{self.dice.choice(PREFIXES)}{born:%Y%m%d}{order:03d}")
        has_phone = self.dice.random() < (0.9 if 15 < age < 75 else 0.4 if age >= 75 else 0.1)
        since = self.today - timedelta(days=self.dice.randint(30, min(age * 365 + 60, 9000)))
        return Soul(name, number, f"138{self.count:08d}" if has_phone else "", links, since)

    def _surname(self) -> str:
        return self.dice.choices(SURNAMES, WEIGHTS)[0]

    def _given(self, sex: str, era: str) -> str:
        return self.dice.choice(GIVEN[sex, era])
