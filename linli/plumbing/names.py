"""Filing persons under their names, and finding them again (:func:`linli.plumbing.search.name_tokens`).

What is filed together shares rows: the persons of one division who bear the same character stand in one row, not in a
row each. That is a seventh of the space, and a search reads a page where it read a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from linli.plumbing import bulk, search

Filed = tuple[int, int, str]  # division, person, name
MOST_TOGETHER = 100  # in one row: a page of the table holds several of them

_COLUMNS = {"token": "bigint", "scope_id": "int", "record": "bigint", "more": "text"}
_INTO = {"more": "nullif(more, '')::bigint[]"}


def file_many(rows: Iterable[Filed]) -> None:
    """File persons in divisions. Inside the transaction of the action; one statement however many they are."""
    filed: dict[tuple[str, int], list[int]] = {}
    for scope_id, record, name in rows:
        for mark in search.name_marks(name):
            filed.setdefault((mark, scope_id), []).append(record)
    marks = list({mark for mark, _scope in filed})
    token = dict(zip(marks, _numbers(search.fingerprints(marks)), strict=True))
    together = {(token[mark], scope_id): records for (mark, scope_id), records in filed.items()}
    bulk.insert("plumbing_name_token", _COLUMNS, _packed(together), into=_INTO)


def _packed(together: dict[tuple[int, int], list[int]]) -> list[tuple[int, int, int, str]]:
    """Rows in the order of the key, so that the index is written from one end to the other."""
    packed = []
    for (token, scope_id), records in sorted(together.items()):
        for start in range(0, len(records), MOST_TOGETHER):
            first, *more = records[start : start + MOST_TOGETHER]
            packed.append((token, scope_id, first, _array(more) if more else ""))
    return packed


def take_out(*, record: int, name: str, scopes: Iterable[int]) -> None:
    """Take a person out of these divisions: they moved away, or bear another name from now on."""
    take_out_many((scope_id, record, name) for scope_id in scopes)


def take_out_many(rows: Iterable[Filed]) -> None:
    """Take persons out of divisions. Two statements however many they are; who shared a row with them stays filed."""
    together: dict[tuple[int, int], list[int]] = {}
    for scope_id, record, name in rows:
        for token in _numbers(search.name_tokens(name)):
            together.setdefault((token, scope_id), []).append(record)
    if not together:
        return
    tokens, scopes = zip(*together, strict=True)
    gone = [_array(records) for records in together.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from plumbing_name_token t using (select token, scope_id, gone::bigint[] as gone"
            " from unnest(%s::bigint[], %s::int[], %s::text[]) as n(token, scope_id, gone)) n"
            " where t.token = n.token and t.scope_id = n.scope_id"
            " and (t.record = any(n.gone) or t.more && n.gone) returning t.token, t.scope_id, t.record, t.more",
            [list(tokens), list(scopes), gone],
        )
        kept: dict[tuple[int, int], list[int]] = {}
        for token, scope_id, first, more in cursor.fetchall():
            out = set(together[token, scope_id])
            kept.setdefault((token, scope_id), []).extend(one for one in (first, *(more or ())) if one not in out)
    bulk.insert("plumbing_name_token", _COLUMNS, _packed({key: left for key, left in kept.items() if left}), into=_INTO)


def move(*, leaving: Iterable[int], joining: Iterable[int], old: int, new: int) -> None:
    """Persons leave one division and join another under the same names: rows are divided, no name is opened.

    Who joins must be filed in the old one and not in the new one yet.
    """
    gone, come = set(leaving), set(joining)
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from plumbing_name_token where scope_id = %s and (record = any(%s) or more && %s::bigint[])"
            " returning token, record, more",
            [old, sorted(gone | come), sorted(gone | come)],
        )
        taken = cursor.fetchall()
    filed: dict[tuple[int, int], list[int]] = {}
    for token, record, more in taken:
        for one in (record, *(more or ())):
            if one not in gone:
                filed.setdefault((token, old), []).append(one)
            if one in come:
                filed.setdefault((token, new), []).append(one)
    bulk.insert("plumbing_name_token", _COLUMNS, _packed(filed), into=_INTO)


def _array(records: list[int]) -> str:
    return "{" + ",".join(map(str, records)) + "}"


def find(typed: str, *, scope_id: int | None, most: int) -> list[int]:
    """Persons filed under everything that was typed, as far as the hat sees them; ``most`` at the most.

    Somebody who is filed in two divisions comes twice, so that ``most`` of them say that there may be more. Tokens may
    meet by chance or out of order: the caller opens the names and looks. Of several tokens the persons of the first are
    kept at hand while those of the second are looked through, until there are enough.
    """
    tokens = _numbers(search.name_query(typed))
    if not tokens:
        return []
    one = " and scope_id = %s" if scope_id is not None else ""
    held = f"select unnest(record || more) from plumbing_name_token where token = %s{one}"  # noqa: S608
    asked: list[Any] = [part for token in tokens for part in ([token] if scope_id is None else [token, scope_id])]
    also = "".join(f" and found in ({held})" for _token in tokens[1:])
    with connection.cursor() as cursor:
        cursor.execute(f"select found from ({held}) as first(found) where true{also} limit %s", [*asked, most])  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def _numbers(tokens: Iterable[bytes]) -> list[int]:
    return [int.from_bytes(token, "big", signed=True) for token in tokens]
