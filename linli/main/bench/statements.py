"""Counting statements: what a page asks the database, besides opening and closing its transaction.

BEGIN, COMMIT and the one statement that tells the database who acts are the same for every page and are not
counted, nor are what a process asks once and keeps (the catalogue, blocks of ids, names of the frame).
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")
IDENTITY = "select set_config("
# At most once a second and once in 32 rows; on a slow machine every doing would meet one.
RARE = ('MAX("plumbing_pack_version"', "select nextval(")
TRIES = 3


def asked(do: Callable[[], object]) -> list[str]:
    """The statements of one doing."""
    with CaptureQueriesContext(connection) as captured:
        do()
    said = [query["sql"].strip() for query in captured.captured_queries]
    return [sql for sql in said if not sql.startswith((*FRAME, IDENTITY)) and not any(one in sql for one in RARE)]


def least(do: Callable[[], object], tries: int = TRIES) -> list[str]:
    """The statements of the cheapest of a few doings: a warm process, as nearly every request finds it."""
    return min((asked(do) for _ in range(tries + 1)), key=len)
