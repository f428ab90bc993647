"""Shared data in the test world: an entry on the open list, and a grant of it, by the product's own actions.

The district's office owns, its data officer writes, the city's publishes; the community's clerk asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from linli.kernel.grants import queries
from linli.kernel.grants.actions import NewRequest
from linli.kernel.grants.models import Grant, ItemRevision
from linli.main.demo.commons import Sharing
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

OWNER, WRITER, OFFICER = "luzhihong", "weimingyuan", "ganyaqin"
LONG = timedelta(days=300)


def owner(world: World) -> Hat:
    """Who decides for the unit that owns."""
    return world.hat("street_clerk", login=OWNER)


def writer(world: World) -> Hat:
    return world.hat("data_officer", login=WRITER)


def officer(world: World) -> Hat:
    """A data officer of the city, who had no hand in it."""
    return world.hat("data_officer", login=OFFICER)


def clerk(world: World) -> Hat:
    return world.hat("clerk", "桃源北社区")


def sharing(world: World) -> Sharing:
    return Sharing(writer(world), owner(world), officer(world))


def an_entry(world: World, code: str = "register.quality", *, now: datetime | None = None) -> ItemRevision:
    """An entry of the packs, published for the district."""
    return sharing(world).publish(code, now=now or clock())


def a_request(world: World, entry: ItemRevision, *, by: Hat | None = None, **changes: object) -> NewRequest:
    """What the community's clerk asks for: everything, of their own community, for most of a year."""
    asker, now = by or clerk(world), clock()
    given: dict[str, object] = {
        "item_id": entry.item_id,
        "unit_name": "中山街道办事处" if asker.role == "street_clerk" else "桃源北社区居民委员会",
        "purpose": "核对社区底册",
        "why": "对照区里的数，看看哪里漏了。",
        "legal_basis": "南宁市社区工作任务清单",
        "fields": [one["code"] for one in entry.fields],
        "places": [asker.place],
        "since": now,
        "until": now + LONG,
    }
    return NewRequest(**{**given, **changes})  # type: ignore[arg-type]


def within(world: World, entry: ItemRevision) -> Sequence[int]:
    return sharing(world).within(entry, now=clock())


def a_grant(
    world: World, entry: ItemRevision, *, by: Hat | None = None, now: datetime | None = None, **changes: object
) -> Grant:
    """Asked for, and granted by everybody who has to agree."""
    at, asker = now or clock(), by or clerk(world)
    made = sharing(world).grant(entry, a_request(world, entry, by=asker, **changes), asker=asker, now=at)
    with scope.reading(asker, now=at):
        found = queries.grant_of(made.number)
    assert found is not None
    return found
