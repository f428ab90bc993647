"""Handing the newest checkpoint to every witness, and trying again until each has it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import Error, close_old_connections, connection
from django.utils.translation import gettext as _

from linli.engines.merkle import Stored
from linli.gates.outbound import Forbidden, NotReached
from linli.gates.witnesses import folders, speaking
from linli.gates.witnesses.models import Witness, WitnessReceipt
from linli.gates.witnesses.naming import Named, named
from linli.kernel.journal import queries, stored
from linli.kernel.journal.models import Checkpoint
from linli.kernel.journal.robots import SEALER
from linli.plumbing import scope
from linli.plumbing.time import now as clock

PAUSE = 2.0  # seconds between looks
FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=5)  # pauses before another try
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Until the worker ends."""
    while not stop.wait(PAUSE):
        try:
            close_old_connections()
            hand_all(now=clock())
        except Error:
            log.exception("the database did not answer; trying again")
        except Exception:
            log.exception("handing checkpoints over did not end well")
            stop.wait(LONGEST.total_seconds())
    connection.close()


def hand_all(*, now: datetime) -> int:
    """Hand the newest checkpoint to whoever has not got it and is not to be left alone; to how many."""
    witnesses = named()
    if not witnesses:
        return 0
    with scope.reading(SEALER, now=now):
        newest = queries.newest_checkpoint()
        known = {row.name: row for row in Witness.objects.filter(name__in=[one.name for one in witnesses])}
    if newest is None:
        return 0
    return sum(_hand(one, known.get(one.name), newest, now=now) for one in witnesses)


def _hand(one: Named, known: Witness | None, newest: Checkpoint, *, now: datetime) -> bool:
    row = known or Witness(name=one.name)
    if row.size >= newest.size or (row.retry_at and row.retry_at > now):
        return False
    try:
        cosignature = _give(one, row.size, newest, now=now)
    except (OSError, NotReached, Forbidden, speaking.Refused) as trouble:
        _note_trouble(row, str(trouble), now=now)
        return False
    with scope.writing(SEALER, now=now):
        row.size, row.taken, row.failures = newest.size, now, 0
        row.failing_since, row.retry_at, row.trouble = None, None, ""
        row.save()
        receipt = WitnessReceipt(witness=one.name, size=newest.size, taken=now, cosignature=cosignature)
        WitnessReceipt.objects.bulk_create([receipt], ignore_conflicts=True)
    return True


def _give(one: Named, size: int, newest: Checkpoint, *, now: datetime) -> str:
    if one.folder is not None:
        folders.keep(one.folder, size=newest.size, note=newest.note)
        return ""

    if one.misnamed:
        raise speaking.Refused(_("The key named for it in LINLI_WITNESSES is none."))

    def prove(old: int) -> Sequence[bytes]:
        with scope.reading(SEALER, now=now):
            return Stored(stored.hashes).consistency(old, newest.size)

    return speaking.hand(one.where, note=newest.note, size=newest.size, known=size, prove=prove, key=one.key)


def _note_trouble(row: Witness, trouble: str, *, now: datetime) -> None:
    with scope.writing(SEALER, now=now):
        row.failures, row.failing_since, row.trouble = row.failures + 1, row.failing_since or now, trouble[:200]
        row.retry_at = now + min(FIRST * (1 << min(row.failures - 1, 20)), LONGEST)
        row.save()
