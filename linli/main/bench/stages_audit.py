"""Stages of the audit bench: a client that writes, the sealer beside it, one large transaction, verifying it all.

The business row is of a table the bench makes for itself, walled like any other: the least a transaction of the
product can do, so that what the journal costs is not hidden behind other work.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

TABLE = "bench_business"
SCOPE = 7
_INSERT = f"insert into {TABLE} (scope_id, subject_id, words, at) values (%s, %s, %s, %s)"  # noqa: S608
AT_ONCE = 5_000


def writes() -> dict[str, int]:
    """As desk: for every line ``SIDE SECONDS`` that comes in, write for so long; what each transaction took."""
    from django.db import connection

    from linli.kernel.journal import actions as journal
    from linli.plumbing import scope
    from linli.plumbing.scope import Hat
    from linli.plumbing.time import now as clock

    hat, done = Hat(surface="desk", role="clerk", account=1, post=1, scopes=(SCOPE,), label="韦丽 窗口"), 0

    def one(number: int, *, audited: bool) -> None:
        now = clock()
        with scope.writing(hat, now=now):
            with connection.cursor() as cursor:
                cursor.execute(_INSERT, [SCOPE, number, "三单元楼道灯坏了，晚上老人上下楼看不见。", now])
            if audited:
                payload = {"item": "hotline.stair_light", "step": "accept", "to": "handle"}
                journal.append(verb="case.accept", kind="case", record=number, by=hat, at=now, payload=payload)

    for number in range(20):
        one(number, audited=True)
    print("{}", flush=True)
    for line in sys.stdin:
        side, seconds = line.split()
        spent, until = [], perf_counter() + float(seconds)
        while (began := perf_counter()) < until:
            one(done, audited=side == "audited")
            spent.append(round((perf_counter() - began) * 1000, 3))
            done += 1
        print(json.dumps(spent), flush=True)
    return {"done": done}


def sealing() -> dict[str, float]:
    """As worker: the worker's own sealer, until the standard input ends."""
    from linli.main import sealer

    stop = threading.Event()
    thread = threading.Thread(target=sealer.run, args=(stop,))
    thread.start()
    print("{}", flush=True)
    sys.stdin.read()
    stop.set()
    thread.join()
    return {"cpu": process_time()}


def bulk(count: str) -> dict[str, float]:
    """As desk: so many lines in one transaction, as an import writes them; when it was committed."""
    from django.db import connection

    from linli.kernel.journal import actions as journal
    from linli.kernel.journal.actions import Doing
    from linli.plumbing import scope
    from linli.plumbing.scope import Hat
    from linli.plumbing.time import now as clock

    hat, began = Hat(surface="desk", role="data_officer", account=1, post=1, scopes=(SCOPE,)), perf_counter()
    with scope.writing(hat, now=clock()):
        for start in range(0, int(count), AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, int(count)))
            doings = [Doing("person.add", "person", number, {"source": "register", "n": number}) for number in numbers]
            journal.append_many(doings, by=hat, at=clock())
    with connection.cursor() as cursor:
        cursor.execute("select extract(epoch from clock_timestamp())::float8")
        return {"seconds": perf_counter() - began, "committed": cursor.fetchone()[0]}


def verifying() -> dict[str, float]:
    """As worker: the whole journal, as ``linli audit verify`` does it."""
    from linli.kernel.journal import proving
    from linli.kernel.journal.reading import Kept
    from linli.kernel.journal.robots import VERIFIER
    from linli.kernel.journal.verifying import verify
    from linli.plumbing.time import now as clock

    began = perf_counter()
    report = verify(Kept(by=VERIFIER, now=clock), proving.city_keys(by=VERIFIER, now=clock()))
    return {"lines": report.lines, "problems": len(report.problems), "seconds": perf_counter() - began}


STAGES: dict[str, Callable[..., Any]] = {
    "audit_writes": writes,
    "audit_sealing": sealing,
    "audit_bulk": bulk,
    "audit_verifying": verifying,
}
