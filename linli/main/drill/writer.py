"""One writer of the drills, in a process of its own: opens cases by the product's own action, one after another.

    python -m linli.main.drill.writer JOURNAL BUILDINGS PAUSE

Every form has a key. What was acknowledged is written to the journal and fsynced, as a client would who may rely on
it; what was not is sent again with the same key until it is. On SIGTERM it finishes the form it has in hand.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from itertools import count
from pathlib import Path
from threading import Event

from linli.main.django_setup import enter


def main(journal: str, buildings: list[int], pause: float) -> None:
    """Until told to stop."""
    enter("public")
    from linli.main.drill.reckoning import Book
    from linli.plumbing import idempotency

    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    book, client = Book(Path(journal)), idempotency.client_of("crash", journal)
    for number in count():
        if stop.is_set():
            return
        line = _opened(client, number, buildings[number % len(buildings)])
        book.write({**line, "at": time.time()})
        stop.wait(pause)


def _opened(client: bytes, number: int, place: int) -> dict[str, object]:
    """One form, sent until it is acknowledged."""
    from django.db import Error, connection

    from linli.kernel.cases import actions
    from linli.kernel.cases.actions import Key
    from linli.kernel.cases.reports import Report, Reporter
    from linli.plumbing import idempotency
    from linli.plumbing.scope import VISITOR
    from linli.plumbing.time import now

    key = Key(client, f"form-{number:06d}", idempotency.digest_of(str(number).encode()))
    reporter = Reporter("named", name="李秀英", phone=f"138{number:08d}")  # one person may send fifty a day
    report = Report("hotline.stair_light", f"灯坏了 {number}", 1, now(), place=place, reporter=reporter)
    for tries in count(1):
        try:
            opened = actions.open_case(report=report, by=VISITOR, now=now(), key=key)
        except Error:  # the database is away, or was killed under this very transaction
            connection.close()
            Event().wait(0.1)
        else:
            return {"key": key.key, "number": opened.number, "repeated": opened.repeated, "tries": tries}
    raise AssertionError("never reached")


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), float(sys.argv[3]))
