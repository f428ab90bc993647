"""Work for later: outbound calls, retries and timers, kept by procrastinate in the same database.

A job is put in with the rows it belongs to, so that a rolled-back action leaves no job behind. Arguments are ids;
who does the work looks the record up again under its own login.
"""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app as procrastinate_app

from linli.plumbing import scope

app = procrastinate_app


def defer(task: str, *, queue: str, at: datetime | None = None, lock: str | None = None, **ids: int) -> int:
    """Put a job in with the running action; ``at`` is the earliest moment it may run. Returns the job's id."""
    scope.require_action()
    options = {"schedule_at": at} if at is not None else {}
    if lock is not None:
        options["lock"] = lock  # type: ignore[assignment]
    deferrer = app.configure_task(task, queue=queue, allow_unknown=True, **options)
    return int(deferrer.defer(**ids))
