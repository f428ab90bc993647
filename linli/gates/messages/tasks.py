"""The job that sends one notice. It reads the notice again under the worker's login; a sent one is left alone."""

from __future__ import annotations

from django.db import Error
from procrastinate import RetryStrategy

from linli.gates.mail import threads
from linli.gates.messages.ways import NeverSent, NotSent, way
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case
from linli.kernel.notices import actions as notices
from linli.kernel.notices.models import Notice
from linli.plumbing import jobs, scope
from linli.plumbing.time import now as clock

# A way that is closed is the notice's own matter; only a database that is away brings the whole job back.
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={Error})


@jobs.app.task(name=notices.SEND_TASK, queue=notices.QUEUE, retry=AGAIN)
def send(notice: int) -> None:
    """Send one notice by its channel; what cannot go out now is put in again with a growing pause."""
    now, hat = clock(), robot("messages")
    with scope.reading(hat, now=now):
        row = Notice.objects.get(id=notice)
        if row.state != "waiting" or row.address_sealed is None:
            return
        address, text = notices.leaving(row)
        case = Case.objects.filter(id=row.case_id).first() if row.case_id else None
    about = case.number if case else ""
    if case and row.channel == "mail":
        threads.remember(case, by=hat, now=now)
    try:
        way(row.channel).send(
            channel=row.channel, address=address, text=text, key=f"notice-{row.id}", at=row.at, about=about
        )
    except NeverSent as refused:
        notices.not_sent(notice=notice, trouble=str(refused), final=True, by=hat, now=now)
    except NotSent as closed:
        notices.not_sent(notice=notice, trouble=str(closed), by=hat, now=now)
    else:
        notices.sent(notice=notice, by=hat, now=now)
