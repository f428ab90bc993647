"""What a cube counts: matters of a period, people and dwellings as they were at its end; by division and column.

Asked by the worker, under a hat whose divisions are the whole city.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.cases import catalogue
from linli.kernel.indicators.packs import Cube
from linli.kernel.people.queries.living import LIVES

ELSE = "else"
Column = tuple[str, str, str]  # code, words in Chinese and in English
OTHERS: Column = (ELSE, "其他", "Other")
AGES = (0, 6, 14, 18, 35, 60, 70, 80)  # the first year of each band


@dataclass(frozen=True, slots=True)
class Counted:
    """The columns in their order, and how many there are by division and code of a column."""

    columns: tuple[Column, ...]
    counts: Counter[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class When:
    """The moments a period begins and ends, and the moment of counting."""

    begins: datetime
    ends: datetime
    now: datetime


def count(cube: Cube, when: When) -> Counted:
    """Count what the cube says. One statement."""
    return _SOURCES[cube.counts, cube.by](when)


def is_of_a_moment(cube: Cube) -> bool:
    """Whether the same people are counted again every period: then each version is held against the one before."""
    return cube.counts != "matters"


def _groups(when: When) -> Counted:
    """Matters taken in, by the group of their item."""
    items = {item.code: item.group for item in catalogue.items(at=when.now)}
    counts: Counter[tuple[int, str]] = Counter()
    sql = "select scope_id, item, count(*) from indicators_measured where at >= %s and at < %s group by 1, 2"
    for scope_id, item, found in _rows(sql, [when.begins, when.ends]):
        group = items.get(item)
        counts[scope_id, group.zh if group else ELSE] += found
    words = {group.zh: group.en for group in items.values()}
    columns = [(zh, zh, en) for zh, en in sorted(words.items())]
    return Counted((*columns, OTHERS), counts)


_STANDING = (
    ("in_time", "按时答复", "Answered in time"),
    ("late", "超期答复", "Answered late"),
    ("open", "还没有答复", "Not answered yet"),
)


def _standing(when: When) -> Counted:
    """The same matters, by how they stand."""
    sql = (
        "select scope_id, case when answered is null then 'open'"
        " when promise_due is null or answered <= promise_due then 'in_time' else 'late' end, count(*)"
        " from indicators_measured where at >= %s and at < %s group by 1, 2"
    )
    return Counted(_STANDING, _counted(_rows(sql, [when.begins, when.ends])))


# Somebody who lives behind two doors is counted once, where the older link says.
_LIVING = (
    "select distinct on (person_id) person_id, scope_id from people_residence"
    " where kind = any(%s) and since < %s and (until is null or until >= %s) order by person_id, id"
)


def _ages(when: When) -> Counted:
    """People who really live there, by the age they reach in that year."""
    year = when.ends.year
    sql = (
        f"select l.scope_id, p.birth_year, count(*) from ({_LIVING}) l join people_person p on p.id = l.person_id"  # noqa: S608
        " where p.died is null or p.died >= %s group by 1, 2"
    )
    counts: Counter[tuple[int, str]] = Counter()
    for scope_id, born, found in _rows(sql, [list(LIVES), when.ends, when.ends, when.ends]):
        counts[scope_id, _band(year - born) if born else ELSE] += found
    bands = [_band_words(first, after) for first, after in zip(AGES, (*AGES[1:], None), strict=True)]
    return Counted((*bands, (ELSE, "未登记年龄", "Age not known")), counts)


def _band(age: int) -> str:
    return f"from_{max(first for first in AGES if first <= max(age, 0))}"


def _band_words(first: int, after: int | None) -> Column:
    if after is None:
        return f"from_{first}", f"{first}岁以上", f"{first} and over"
    return f"from_{first}", f"{first}–{after - 1}岁", f"{first}–{after - 1}"


_OCCUPANCY = (
    ("self", "自住", "Lived in by owners"),
    ("let", "出租", "Let"),
    ("empty", "空置", "Empty"),
    (ELSE, "其他和未登记", "Other, and not known"),
)


def _occupancy(when: When) -> Counted:
    """Dwellings that stood then, by how they are used."""
    sql = (
        "select p.scope_id, case when d.occupancy in ('self', 'let', 'empty') then d.occupancy else %s end, count(*)"
        " from places_place p left join people_dwelling d on d.place_id = p.id"
        " where p.level = 'dwelling' and p.since < %s and (p.until is null or p.until >= %s) group by 1, 2"
    )
    return Counted(_OCCUPANCY, _counted(_rows(sql, [ELSE, when.ends, when.ends])))


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _counted(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[int, str]]:
    return Counter({(scope_id, code): found for scope_id, code, found in rows})


_SOURCES: dict[tuple[str, str], Callable[[When], Counted]] = {
    ("matters", "group"): _groups,
    ("matters", "standing"): _standing,
    ("people", "age"): _ages,
    ("dwellings", "occupancy"): _occupancy,
}
