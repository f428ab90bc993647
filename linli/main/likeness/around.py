"""What stands between the dwellings of a community: shops, firms, associations; schools, clinics, markets, venues.

Shares are assumptions: a body registered for every 45 people, most of them somebody's own shop, and a facility for
every 400. Names are made of the compound they stand by, so that one is found beside the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from random import Random

from linli.kernel.assets.actions import NewAsset
from linli.kernel.people.actions import NewBody
from linli.kernel.people.id_numbers import credit_check
from linli.main.likeness.ground import Compound, House
from linli.main.likeness.naming import SURNAMES

PEOPLE_A_BODY, PEOPLE_A_FACILITY = 45, 400
MOST = 5_000  # bodies of one community: each has a block of credit codes of its own
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of GB 32100

# kind: (of a thousand, the two signs its credit code begins with, what it is called after)
_BODIES = {
    "self_employed": (620, "92", ("便利店", "早餐店", "粉店", "理发店", "五金店", "水果店", "打印店", "修车铺")),
    "enterprise": (330, "91", ("商贸有限公司", "餐饮有限公司", "物业服务有限公司", "科技有限公司", "装饰有限公司")),
    "social_organisation": (30, "51", ("志愿服务队", "老年人协会", "社区社会组织联合会", "书画社", "太极队")),
    "institution": (12, "12", ("幼儿园", "小学", "卫生服务站")),
    "stationed_unit": (8, "11", ("派出所", "税务分局", "供电所", "银行网点")),
}  # fmt: skip
_FACILITIES = {
    "elder_care": (6, "日间照料中心"), "elder_canteen": (6, "长者食堂"), "clinic": (8, "卫生服务站"),
    "pharmacy": (10, "药房"), "kindergarten": (9, "幼儿园"), "primary_school": (5, "小学"), "market": (5, "菜市场"),
    "supermarket": (8, "生鲜超市"), "service_centre": (3, "党群服务中心"), "culture_room": (6, "文化活动室"),
    "sports": (8, "健身场地"), "park": (5, "小公园"), "toilet": (6, "公共厕所"), "bus_stop": (10, "公交站"),
    "charging_station": (8, "电动车充电站"), "parcel_locker": (8, "快递柜"), "shelter": (3, "应急避难场所"),
}  # fmt: skip
_BODIES_UPTO = list(accumulate(share for share, _code, _called in _BODIES.values()))
_FACILITIES_UPTO = list(accumulate(share for share, _called in _FACILITIES.values()))


@dataclass(frozen=True, slots=True)
class Around:
    """One community: its place among them, the code it was registered under, its compounds and how many live there."""

    place: int
    code: str
    registered_in: str
    compounds: Sequence[Compound]
    people: int
    source: str

    def bodies(self, dice: Random, ids: dict[str, int]) -> Iterator[NewBody]:
        """Everybody registered there, each with a credit code nobody else in the city has."""
        for number in range(min(self.people // PEOPLE_A_BODY, MOST)):
            kind = dice.choices(list(_BODIES), cum_weights=_BODIES_UPTO)[0]
            _share, first, called = _BODIES[kind]
            compound, house = self._spot(dice)
            name = f"{compound.name}{dice.choice(SURNAMES)}记{dice.choice(called)}"
            if kind != "self_employed":
                name = f"南宁市{compound.name}{dice.choice(called)}"
            since = datetime(dice.randint(2008, 2025), dice.randint(1, 12), dice.randint(1, 28), 4, tzinfo=UTC)
            yield NewBody(kind, name, ids[house.code], self.source, self._credit(first, number), since=since)

    def facilities(self, dice: Random, ids: dict[str, int]) -> Iterator[NewAsset]:
        """What everybody may know of, each beside the building it belongs to."""
        for number in range(1, self.people // PEOPLE_A_FACILITY + 1):
            kind = dice.choices(list(_FACILITIES), cum_weights=_FACILITIES_UPTO)[0]
            compound, house = self._spot(dice)
            yield NewAsset(
                kind,
                f"{compound.name}{_FACILITIES[kind][1]}",
                ids[house.code],
                self.source,
                code=f"{self.code}-f{number}",
                address=house.address,
                barrier_free=dice.random() < 0.4,
            )

    def _spot(self, dice: Random) -> tuple[Compound, House]:
        compound = dice.choice(self.compounds)
        return compound, dice.choice(compound.houses)

    def _credit(self, first: str, number: int) -> str:
        """A unified social credit code: who registered it, where, the number of the block, the check."""
        left, signs = self.place * MOST + number, ""
        for _sign in range(7):
            left, sign = divmod(left, len(SIGNS))
            signs = SIGNS[sign] + signs
        code = f"{first}{self.registered_in}MA{signs}"
        return code + credit_check(code)
