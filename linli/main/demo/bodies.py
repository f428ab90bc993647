"""The bodies of the demo's register: shops and firms, clubs, and the units stationed in each community."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewBody
from linli.kernel.people.bodies import REGISTERED
from linli.kernel.people.id_numbers import credit_check
from linli.kernel.people.models import Organisation
from linli.main.demo.ground import INGEST, Town, known
from linli.main.demo.layout import SEED
from linli.main.demo.surfaces import serve

# kind, what it is called after its compound, the two signs its credit code begins with (GB 32100)
BODIES = (
    ("self_employed", "老友粉店", "92"), ("self_employed", "水果店", "92"), ("self_employed", "理发店", "92"),
    ("self_employed", "五金店", "92"), ("enterprise", "大药房有限公司", "91"), ("enterprise", "便利连锁有限公司", "91"),
    ("enterprise", "家政服务有限公司", "91"), ("social_organisation", "老年人协会", "51"),
    ("social_organisation", "志愿服务队", "51"), ("institution", "幼儿园", "12"),
    ("stationed_unit", "派出所警务室", "11"), ("stationed_unit", "税务服务点", "11"),
)  # fmt: skip
WITHOUT_CODE, WITHOUT_PHONE = 7, 5  # every so many-th has none: there is something to find out


def load_bodies(town: Town, *, now: datetime) -> None:
    """What is registered in each community, at the buildings of its compounds."""
    serve("ingest")
    if not Organisation.objects.filter(kind__in=REGISTERED).exists():
        people.register_bodies_many(rows=list(_bodies(town, now)), by=INGEST, now=now)


def _bodies(town: Town, now: datetime) -> Iterator[NewBody]:
    there, names = known(town), {one.code: one.name for one in town.compounds}
    number = 0
    for community in town.communities:
        standing = [one for one in town.layout.buildings if one.community == community]
        for order, (kind, called, first) in enumerate(BODIES if standing else ()):
            at = standing[order * len(standing) // len(BODIES)]
            number += 1
            dice = Random(f"{SEED} body {number}")  # noqa: S311
            code = f"{first}450103MA{number:07d}" if number % WITHOUT_CODE else ""
            phone = f"0771-55{dice.randint(10000, 99999)}" if number % WITHOUT_PHONE else ""
            yield NewBody(
                kind, names[at.compound] + called, there.places[at.key], "department",
                code + credit_check(code) if code else "", phone,
                now - timedelta(days=dice.randint(200, 4000)), now - timedelta(days=dice.randint(5, 400)),
            )  # fmt: skip
