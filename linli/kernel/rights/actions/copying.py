"""A copy to take along: asked for in a session, made by the worker, handed to that session alone, gone after a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.rights.marks import key_bound, mark_of
from linli.kernel.rights.models import DataCopy
from linli.plumbing import crypto, ids, jobs, policy, rates, scope
from linli.plumbing.held import Whose
from linli.plumbing.scope import Hat

TASK, QUEUE = "rights.copy", "copies"
LASTS = timedelta(hours=24)
MOST_A_DAY = 5
KIND = "copy"


class TooManyCopies(ValueError):
    """Somebody asks again and again."""

    sentence = _("You have asked for five copies today. Ask again tomorrow.")

    def __str__(self) -> str:
        return str(self.sentence)


def ask_copy(*, whose: Whose, secret: str, language: str, by: Hat, now: datetime) -> int:
    """Have a copy made for the session that holds the secret; returns its id. Raises ``TooManyCopies``."""
    policy.require(by, "held.ask")
    if not rates.allow("data copy", by.account, most=MOST_A_DAY, per=timedelta(days=1), now=now):
        raise TooManyCopies
    with scope.writing(by, now=now):
        number = ids.reserve("rights_copy")
        DataCopy.objects.bulk_create([
            DataCopy(
                id=number, subject_id=whose.own, account_id=by.account, mark=mark_of(secret), language=language,
                asked=now, until=now + LASTS,
            )
        ])  # fmt: skip
        journal.append(verb="copy.ask", kind=KIND, record=number, by=by, at=now)
        jobs.defer(TASK, queue=QUEUE, lock=f"copy {number}", copy_id=number)
    return number


def note_ready(*, copy_id: int, file: str, key: bytes, size: int, rows: int, by: Hat, now: datetime) -> None:
    """The copy lies sealed in its place; from now on its session may fetch it."""
    policy.require(by, "copy.make")
    with scope.writing(by, now=now):
        DataCopy.objects.filter(id=copy_id, state=DataCopy.State.WAITING).update(
            state=DataCopy.State.READY, ready=now, file=file, size=size, rows=rows,
            key_sealed=crypto.seal(key, bound=key_bound(copy_id)),
        )  # fmt: skip
        journal.append(verb="copy.make", kind=KIND, record=copy_id, by=by, at=now, payload={"rows": rows})


def note_fetched(*, copy_id: int, by: Hat, now: datetime) -> None:
    """Written down before the file is handed over: no line, no file."""
    policy.require(by, "held.ask")
    with scope.writing(by, now=now):
        DataCopy.objects.filter(id=copy_id, fetched__isnull=True).update(fetched=now)
        journal.append(verb="copy.fetch", kind=KIND, record=copy_id, by=by, at=now)


def end_copies(*, copies: Iterable[int], by: Hat, now: datetime) -> int:
    """These copies open no more: their keys go. The files are taken away by whoever keeps them."""
    policy.require(by, "copy.make")
    with scope.writing(by, now=now):
        over = DataCopy.objects.filter(id__in=set(copies))
        return over.update(state=DataCopy.State.OVER, key_sealed=None, file="")
