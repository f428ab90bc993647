"""The thread of the worker that seals the journal: every half second, whatever else the worker is at.

It acts as a robot with a name of its own, which may read lines and add seals, nodes and checkpoints, and nothing else.
Figures that take ten seconds to count would otherwise hold the seal up; a line waits a second at the longest here.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from django.db import Error, close_old_connections, connection

from linli.kernel.journal import actions as journal
from linli.kernel.journal.robots import SEALER
from linli.kernel.places.models import Level, Place
from linli.plumbing import scope
from linli.plumbing.time import now as clock

PAUSE = 0.5  # seconds between looks
SIGN_EVERY = 5.0  # seconds between checkpoints, as long as something is sealed
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Until the worker ends; a database that is away is waited for."""
    due = 0.0
    while not stop.wait(PAUSE):
        try:
            close_old_connections()
            seal_all(stop, clock=clock)
            if monotonic() >= due:
                sign(now=clock())
                due = monotonic() + SIGN_EVERY
        except Error:
            log.exception("the journal could not be sealed; trying again")
        except Exception:
            log.exception("sealing did not end well")
            stop.wait(SIGN_EVERY)
    connection.close()


def seal_all(stop: threading.Event, *, clock: Callable[[], datetime]) -> int:
    """Seal batch after batch until nothing waits: an import writes more lines in a second than one batch holds."""
    total = 0
    while not stop.is_set() and (sealed := journal.seal(by=SEALER, now=clock())):
        total += sealed.lines
        if not sealed.full:
            break
    return total


def sign(*, now: datetime) -> None:
    """A checkpoint of what is sealed, in the name of the city, once there is a city."""
    with scope.reading(SEALER, now=now):
        city = Place.objects.filter(level=Level.CITY).order_by("id").values_list("code", flat=True).first()
    if city is not None:
        journal.sign(city=city, by=SEALER, now=now)
