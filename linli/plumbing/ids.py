"""Row ids taken from a sequence before the insert.

Ciphertext is bound to its row id and an insert under row-level security cannot always read its own row
back, so ids are known first. They are fetched in small blocks; an unused id is simply never used.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Sequence

from django.db import connection

BLOCK = 32
_stock: dict[tuple[str, str], deque[int]] = defaultdict(deque)
_lock = threading.Lock()


def reserve(table: str) -> int:
    """One unused id of ``table``."""
    return reserve_many(table, 1)[0]


def reserve_many(table: str, count: int) -> list[int]:
    """``count`` unused ids of ``table``, in ascending order within one block."""
    key = (str(connection.settings_dict["NAME"]), table)
    with _lock:
        stock = _stock[key]
        if len(stock) < count:
            stock.extend(_fetch(table, max(BLOCK, count - len(stock))))
        return [stock.popleft() for _ in range(count)]


def _fetch(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(it) from (select pg_get_serial_sequence(%s, 'id')::regclass as it offset 0) as named,"
            " generate_series(1, %s)",  # the sequence is looked up once and not for every number
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def spans(numbers: Sequence[int]) -> list[int | list[int]]:
    """Ascending numbers in as few words as a journal can keep: lone ones, and first and last of every unbroken run."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return [run[0] if len(run) == 1 else run for run in runs]
