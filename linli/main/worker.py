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
from datetime import datetime
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
from linli.plumbing import dispatch, expiry, jobs, manifests, scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

PAUSE = 0.3  # seconds between looks into an empty outbox
AT_ONCE = JOBS_AT_ONCE
BEAT, DEAD = 2, 15  # seconds between signs of life of a worker, and without one until its jobs are another's
log = logging.getLogger(__name__)


Call = Callable[..., object]


@dataclass(slots=True)
class Round:
    """Something done again and again: its name, the seconds between, the robot that does it, what to do."""

    name: str
    every: float
    robot: str
    call: Call
    due: float = 0.0


def rounds() -> list[Round]:
    """What the worker does regularly, each as a robot that a room has declared."""
    return [
        Round("turn lamps", 15.0, "lamps", cases.turn_lamps),
        Round("hand on what ended desks held", 300.0, "succession", cases.succeed),
        Round("hand on what ended areas held", 15.0, "areas", places.hand_on_areas),
        Round("learn from cases", 86_400.0, "learning", learning.learn_from_cases),
        Round("remind editors", 600.0, "editors", publications.remind_editors),
        Round("sweep who was at a case", 60.0, "colleagues", desks.sweep_presence),
        Round("compute figures", 20.0, "figures", indicators.measure),
        Round("count punctuality", 3600.0, "figures", cases.count_punctuality),
        Round("sweep kept forms", 600.0, "sweeper", sweep_forms),
        Round("find stalled jobs", 5.0, "jobs", retry_stalled),
        Round("wake web hooks", 60.0, "hooks", wake_hooks),
        Round("wake relayed cases", 60.0, "relay", wake_relayed),
        Round("sweep what is over", 600.0, "sweeper", sweep),
        Round("take copies away", 600.0, "copy", sweep_copies),
        Round("keep to the terms", 86_400.0, "retention", keep_to_terms),
        *(Round(name, 60.0, name.split(".")[2], import_string(name)) for name in manifests.hooks("worker.round")),
    ]


def sweep(*, by: Hat, now: datetime) -> int:
    """Take away spent codes, ended sessions, answered keys and facts everybody has heard."""
    names = [listener.name for listener in wiring.listeners()]
    publications.forget_followers(by=by, now=now)
    delivering.sweep(now=now)
    imports.sweep(by=by, now=now)
    return people.forget_codes(by=by, now=now) + expiry.sweep(listeners=names, now=now)


def sweep_forms(*, by: Hat, now: datetime) -> int:
    """Take away forms nobody came back to."""
    with scope.writing(by, now=now):
        return kept.sweep()


def sweep_copies(*, by: Hat, now: datetime) -> int:  # noqa: ARG001  it acts as the robot that made them
    """Copies of what is held about somebody open no more when their day is over."""
    return making.sweep()


def keep_to_terms(*, by: Hat, now: datetime) -> object:  # noqa: ARG001  it acts as the robot of the rules
    """Take away what is older than its rule."""
    return making.keep_to_terms()


def wake_hooks(*, by: Hat, now: datetime) -> int:  # noqa: ARG001  the job that is woken acts as the same robot
    """Hooks with something due get a job, should theirs have been lost."""
    return delivering.wake()


def wake_relayed(*, by: Hat, now: datetime) -> object:  # noqa: ARG001  the job that is woken acts as the same robot
    """Cases that were passed on and have something due get a job, should theirs have been lost."""
    return relaying.wake()


def retry_stalled(*, by: Hat, now: datetime) -> int:  # noqa: ARG001  the jobs of the library know no hat
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
        one.call(by=robot(one.robot), now=clock())
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
