"""One tap for many records: they are still true. One transaction, one line in the journal for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.assets import actions as assets
from linli.kernel.people import actions as people
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def confirm_many(
    *, residences: Sequence[int] = (), dwellings: Sequence[int] = (), vehicles: Sequence[int] = (),
    source: str = "", by: Hat, now: datetime,
) -> int:  # fmt: skip
    """Confirm links, dwellings and vehicles; how many were. What the hat does not see or has ended is left."""
    policy.require(by, "quality.confirm")
    with scope.writing(by, now=now):
        done = people.confirm_links(residences, by=by, now=now) if residences else 0
        done += people.confirm_dwellings(dwellings, source=source, by=by, now=now) if dwellings else 0
        done += assets.confirm_vehicles(vehicles, by=by, now=now) if vehicles else 0
    return done
