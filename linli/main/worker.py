"""The worker: the dispatcher, procrastinate's jobs, the regular rounds, the seal and its witnesses, in one process.

It can be killed at any moment: facts are handed on at least once and listeners bear it, jobs that were being
done are found by their missing heartbeat and put back.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from django.db import Error, close_old_connections
from django.utils.module_loading import import_string

from linli.gates.messages import tasks  # noqa: F401  registers the sending job
from linli.gates.open311 import (
    media,  # noqa: F401  registers the fetching job
    relaying,
)
from linli.gates.webhooks import delivering
from linli.gates.witnesses import handing
from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import learning
from linli.kernel.cases.listeners import robot
from linli.kernel.desks import actions as desks
from linli.kernel.imports import actions as imports
from linli.kernel.indicators import actions as indicators
from linli.kernel.people import actions as people
from linli.kernel.places import actions as places
from linli.kernel.publications import actions as publications
from linli.kit import (
    importing,  # noqa: F401  registers the job that works imports off
    kept,
)
from linli.kit.rights import making
from linli.main import sealer, wiring
from linli.main.launcher.children import JOBS_AT_ONCE
from linli.plumbing import dispatch, expiry, jobs, manifests
from linli.plumbing.time import now as clock

PAUSE = 0.3  # seconds between looks into an empty outbox
AT_ONCE = JOBS_AT_ONCE
BEAT, DEAD = 2, 15  # seconds between signs of life of a worker, and without one until its jobs are another's
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Round:
    """Something done again and again: its name, the seconds between, what to do."""

    name: str
    every: float
    call: Callable[[], object]
    due: float = 0.0


def rounds() -> list[Round]:
    """What the worker does regularly."""
    return [
        Round("turn lamps", 15.0, lambda: cases.turn_lamps(by=robot(), now=clock())),
        Round("hand on what ended desks held", 300.0, lambda: cases.succeed(by=robot(), now=clock())),
        Round("hand on what ended areas held", 15.0, lambda: places.hand_on_areas(by=robot(), now=clock())),
        Round("learn from cases", 86_400.0, lambda: learning.learn_from_cases(by=robot(), now=clock())),
        Round("remind editors", 600.0, lambda: publications.remind_editors(by=robot(), now=clock())),
        Round("sweep who was at a case", 60.0, lambda: desks.sweep_presence(by=robot(), now=clock())),
        Round("compute figures", 20.0, lambda: indicators.measure(by=robot(), now=clock())),
        Round("count punctuality", 3600.0, lambda: cases.count_punctuality(by=robot(), now=clock())),
        Round("sweep kept forms", 600.0, kept.sweep),
        Round("find stalled jobs", 5.0, retry_stalled),
        Round("wake web hooks", 60.0, delivering.wake),
        Round("wake relayed cases", 60.0, relaying.wake),
        Round("sweep what is over", 600.0, sweep),
        Round("take copies away", 600.0, making.sweep),
        Round("keep to the terms", 86_400.0, making.keep_to_terms),
        *(Round(name, 60.0, _of_scenario(name)) for name in manifests.hooks("worker.round")),
    ]


def _of_scenario(name: str) -> Callable[[], object]:
    """A round that a scenario offers, by the name of its function."""
    call = import_string(name)
    return lambda: call(by=robot(), now=clock())


def sweep() -> int:
    """Take away spent codes, ended sessions, answered keys and facts everybody has heard."""
    now = clock()
    names = [listener.name for listener in wiring.listeners()]
    publications.forget_followers(by=robot(), now=now)
    delivering.sweep(now=now)
    imports.sweep(by=robot(), now=now)
    return people.forget_codes(by=robot(), now=now) + expiry.sweep(listeners=names, now=now)


def retry_stalled() -> int:
    """Put back jobs whose worker has died: they have had no heartbeat for a while."""
    manager = jobs.app.job_manager

    async def back() -> int:
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD))
        for job in stalled:
            await manager.retry_job(job)
        return len(stalled)

    return asyncio.run(back())


def run() -> int:
    """Until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    beside = [
        threading.Thread(target=_work_off_jobs, args=(stop,), name="jobs", daemon=True),
        threading.Thread(target=sealer.run, args=(stop,), name="sealer", daemon=True),
        threading.Thread(target=handing.run, args=(stop,), name="witnesses", daemon=True),
    ]
    for thread in beside:
        thread.start()
    regular = rounds()
    while not stop.is_set():
        handed = _one_look(regular)
        if not handed:
            stop.wait(PAUSE)
    for thread in beside:
        thread.join(timeout=10)
    return 0


def _one_look(regular: list[Round]) -> int:
    """One look into the outbox and at the clock; a database that is away is waited for."""
    try:
        close_old_connections()
        for one in regular:
            if monotonic() >= one.due:
                one.due = monotonic() + one.every
                _make(one)
        return dispatch.run_once(wiring.listeners(), now=clock())
    except Error:
        log.exception("the database did not answer; trying again")
        return 0


def _make(one: Round) -> None:
    """One round. A matter it stumbles over must not keep the others from their messages and lamps."""
    try:
        one.call()
    except Error:
        raise
    except Exception:
        log.exception("the round %s did not end well", one.name)


def _work_off_jobs(stop: threading.Event) -> None:
    """Procrastinate's own loop, started again when the database has been away."""
    while not stop.is_set():
        try:
            asyncio.run(_jobs(stop))
        except Exception:
            log.exception("the jobs loop ended; starting it again")
            stop.wait(2)


async def _jobs(stop: threading.Event) -> None:
    app = jobs.app.with_connector(jobs.app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with app.open_async():
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=AT_ONCE,
                wait=True,
                install_signal_handlers=False,
                listen_notify=True,
                update_heartbeat_interval=BEAT,
                stalled_worker_timeout=DEAD,
            )
        )
        while not stop.is_set() and not working.done():
            await asyncio.sleep(0.2)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
