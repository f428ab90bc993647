"""What somebody means who writes where they are registered: 湖南省长沙市天心区, 湖南长沙, or the whole address."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from .listed import COUNTY, Region, regions

_BLANK = re.compile(r"[\s,，、·.。/\\-]+")
MOST = 12


@dataclass(frozen=True, slots=True)
class _Reading:
    """How far a text was read: the deepest division it names, whether its name is whole, what is left."""

    region: Region
    rest: str
    is_whole: bool


def read(written: str) -> list[Region]:
    """The divisions a text may mean, those read furthest alone; none where it names none, several where it is not said

    which. What comes after a division's whole name, a street or a house, is passed over.
    """
    return list(_read(_plain(written)))


def find(typed: str, most: int = MOST) -> list[Region]:
    """What somebody who has typed this so far may mean: what it reads as, then names that begin with it."""
    text = _plain(typed)
    if not text:
        return []
    if text.isdigit():
        return [one for code, one in regions().items() if code.startswith(text[:6])][:most]
    begun = [one for one in regions().values() if one.name.startswith(text) or one.label.startswith(text)]
    begun.sort(key=lambda one: (one.until > 0, one.level, one.code))
    return list({one.code: one for one in (*_read(text), *begun)}.values())[:most]


def _plain(written: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", written)).removeprefix("中国").removeprefix("中华人民共和国")


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Region, ...]:
    found = [one for one in _readings(text, None) if one.is_whole or not one.rest]
    if not found:
        return ()
    left = min(len(one.rest) for one in found)
    best = {one.region.code: one for one in reversed(found) if len(one.rest) == left}
    return tuple(_one_of(list(best.values())))


def _one_of(best: Sequence[_Reading]) -> list[Region]:
    """Whole names go before short ones, what is still there before what is not, the larger before the smaller."""
    ranked = sorted(best, key=_rank)
    first = _rank(ranked[0])
    return [one.region for one in ranked if _rank(one) == first]


def _rank(one: _Reading) -> tuple[bool, bool, int, int]:
    return (not one.is_whole, one.region.until > 0, one.region.level, -one.region.until)


def _readings(text: str, above: Region | None) -> list[_Reading]:
    """Every way to read divisions from the head of the text, each inside the one before."""
    found = []
    for size in range(min(len(text), _longest()), 1, -1):
        for region, is_whole in _by_name().get(text[:size], ()):
            if above is not None and not _is_inside(region, above):
                continue
            found.append(_Reading(region, text[size:], is_whole))
            found += _readings(text[size:], region) if region.level < COUNTY else []
    return found


def _is_inside(region: Region, above: Region) -> bool:
    return region.level > above.level and region.code.startswith(above.code[: 2 * above.level])


@cache
def _by_name() -> Mapping[str, Sequence[tuple[Region, bool]]]:
    """Divisions by whole and by short names."""
    found: dict[str, list[tuple[Region, bool]]] = defaultdict(list)
    for one in regions().values():
        found[one.name].append((one, True))
        if one.short:
            found[one.short].append((one, False))
    return dict(found)


@cache
def _longest() -> int:
    return max(map(len, _by_name()))
