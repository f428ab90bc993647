"""Publishing another version of the catalogue in a test, by two people as the city does."""

from __future__ import annotations

from typing import Any

from linli.kernel.cases import catalogue
from linli.kernel.journal import actions as journal
from linli.plumbing import pack_catalogue, pack_versions
from linli.plumbing.packs.kinds import body_of
from linli.plumbing.time import now as clock
from tests.world import World


def published_anew(world: World, kind: str, code: str, **changes: Any) -> None:
    """Another version of an entry: drafted by one person, published by another."""
    found = pack_catalogue.head(kind, code, clock())
    assert found is not None
    body = {**body_of(found.value), **changes}
    by = world.hat("catalogue_editor")
    drafted = pack_versions.draft(kind=kind, body=body, base=found.hash, by=by, now=clock(), record=journal.append)
    assert drafted is not None
    waiting = next(one for one in pack_catalogue.drafts() if (one.kind, one.code) == (kind, code))
    pack_versions.publish(waiting.id, by=world.hat("catalogue_publisher"), now=clock(), record=journal.append)
    catalogue.forget()
