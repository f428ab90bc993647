"""What a record is to whoever asks about it."""

from __future__ import annotations

from tests.matrix.actor import Actor
from tests.matrix.declared import Cell, Declared
from tests.matrix.records import KINDS, NOTHING, Record


def relation(cell: Cell, declared: Declared) -> str:
    """What the record is to whoever asks: own, same subtree, foreign, ended, nothing."""
    if cell.record is None:
        return ""
    if cell.record.side == NOTHING:
        return NOTHING
    if cell.record.ended:
        return "ended"
    if KINDS[cell.record.kind].secret or not declared.sees(cell.actor, cell.record):
        return "foreign"
    return "own" if _is_own(cell.actor, cell.record, declared) else "same subtree"


def _is_own(actor: Actor, record: Record, declared: Declared) -> bool:
    if actor.surface == "public":
        return True
    side = record.side.partition("_")[0]
    places = declared.town.world.places
    return actor.place == places.get(side, 0)
