"""The part of the demo packs the world of the tests is cut from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from linli.main.demo.packs import Body, Colleague, Compound, Division
from linli.plumbing.packs import Piece

LEFT_OUT = {"weiwu", "dabansan", "qixing"}
# Buildings kept of each compound; jiaoyu_9 has no property firm.
KEPT = {"taoyuan_36": 3, "jiaoyu_9": 1, "taoli_yuan": 1, "tiantao_17": 2, "tiantao_yuan": 1, "xinghu_6": 2}


def small(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The part of the demo packs the world is built from."""
    for piece in pieces:
        value = _cut(piece.value)
        if value is not None:
            yield dataclasses.replace(piece, value=value)


def _cut(value: Any) -> Any:
    """An entry as the world has it; None where it has no such thing."""
    if isinstance(value, Division):
        return None if value.code in LEFT_OUT else value
    if isinstance(value, Compound):
        kept = KEPT.get(value.code)
        return msgspec.structs.replace(value, buildings=kept, stairwells=2, floors=3) if kept else None
    if isinstance(value, Body):
        return None if value.at in LEFT_OUT or value.code == "qingzhu" else value
    if isinstance(value, Colleague):
        if value.unit.removesuffix("_committee") in LEFT_OUT or value.unit == "qingzhu":
            return None
        at = [code for code in value.at if code not in LEFT_OUT]
        return None if value.at and not at else msgspec.structs.replace(value, at=at)
    return value
