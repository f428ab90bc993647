"""The worker's job of looking through, taking in or undoing a file that was handed in at the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import Error
from procrastinate import RetryStrategy

from linli.kernel.cases.listeners import robot
from linli.kernel.imports import actions as imports
from linli.kernel.imports.actions.running import QUEUE, TASK
from linli.kernel.people import queries as people
from linli.plumbing import jobs, scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={Error})


@jobs.app.task(name=TASK, queue=QUEUE, retry=AGAIN)
def work(import_id: int) -> None:
    """Go on with an import until it is where it was asked to be; a worker that died is followed by another."""
    imports.work(import_id=import_id, worker=robot("import"), holds=holds, clock=clock)


def holds(by: Hat, at: datetime) -> bool:
    """Whether whoever asked holds the post still; what was begun at the command line has none."""
    if not by.post:
        return True
    with scope.reading(replace(robot("import"), account=by.account), now=at):
        return people.holds_post(account=by.account, post=by.post, at=at)
