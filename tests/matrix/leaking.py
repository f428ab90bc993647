"""Looking for what an actor may not read in whatever they are answered: one pass over a page for all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.matrix.records import Record

_WRITTEN = re.compile(rb"[Zz]q\d{4}x|1377770\d{4}|137\*{4}\d{4}")


class Hidden:
    """The texts of records somebody may not see: most are written alike and found together, the rest one by one."""

    def __init__(self, tokens: Sequence[tuple[bytes, Record]]) -> None:
        self._alike: dict[bytes, list[Record]] = {}
        self._other: list[tuple[bytes, Record]] = []
        for token, record in tokens:
            if _WRITTEN.fullmatch(token):
                self._alike.setdefault(token, []).append(record)
            else:
                self._other.append((token, record))

    def found_in(self, body: bytes) -> list[tuple[bytes, Record]]:
        """Every hidden text that stands in an answer, with the record it is of."""
        alike = [
            (token, record)
            for token in sorted({*_WRITTEN.findall(body)} & self._alike.keys())
            for record in self._alike[token]
        ]
        return [*alike, *((token, record) for token, record in self._other if token in body)]
