"""Pictures that come as an address: remembered with the request, fetched by the worker through the guarded way out.

What cannot be had stays a link in the history, for staff to follow if they trust it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import Error
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy

from linli.gates import outbound
from linli.gates.open311.models import Media
from linli.kernel.cases.actions.adding import write_words
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.reports import Photo
from linli.kernel.papers import sniff
from linli.plumbing import crypto, ids, jobs, scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

FETCH_TASK, QUEUE = "open311.fetch_media", "outbound"
MOST, SECONDS = 20 * 1024 * 1024, 30.0
TRIES = 5
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={Error, outbound.NotReached})


def fetch_later(urls: Sequence[str], *, case_id: int, subject_id: int) -> None:
    """A part: remember the addresses of a request and have them fetched, each once."""
    for url in dict.fromkeys(urls):
        number = ids.reserve("open311_media")
        row = Media(
            id=number, case_id=case_id, subject_id=subject_id, url_sealed=crypto.seal(url, bound=_bound(number))
        )
        Media.objects.bulk_create([row])
        jobs.defer(FETCH_TASK, queue=QUEUE, media=number)


@jobs.app.task(name=FETCH_TASK, queue=QUEUE, retry=AGAIN)
def fetch(media: int) -> None:
    """Fetch one picture and add it to its case; settled once, whatever comes of it."""
    now, hat = clock(), robot("pictures")
    with scope.reading(hat, now=now):
        row = Media.objects.get(id=media)
    if row.settled is not None:
        return
    url = crypto.unseal_text(row.url_sealed, bound=_bound(row.id))
    try:
        photo = _photo(url)
    except outbound.NotReached as closed:
        if _tried(row, by=hat, now=now) < TRIES:
            raise
        photo, why = None, str(closed)
    except (outbound.Forbidden, sniff.PhotoRefused) as refused:
        photo, why = None, str(refused)
    if photo is None:
        note = _("A picture was sent as a link and is not kept here: %(url)s (%(why)s)") % {"url": url, "why": why}
        _add(row, text=note, photos=(), internal=True, by=hat, now=now)
    else:
        _add(row, text="", photos=(photo,), internal=False, by=hat, now=now)


def _photo(url: str) -> Photo:
    answer = outbound.send(url, method="GET", seconds=SECONDS, most=MOST)
    if answer.status != 200:
        raise outbound.NotReached(_("It answered %(status)s.") % {"status": answer.status})
    sniff.look(answer.body)
    return Photo(content=answer.body, name=url.partition("?")[0].rsplit("/", 1)[-1][:80])


def _tried(row: Media, *, by: Hat, now: datetime) -> int:
    with scope.writing(by, now=now):
        Media.objects.filter(id=row.id).update(tries=row.tries + 1)
    return row.tries + 1


def _add(row: Media, *, text: str, photos: tuple[Photo, ...], internal: bool, by: Hat, now: datetime) -> None:
    """Add to the history and settle in one transaction, so that a job done twice adds nothing twice."""
    with scope.writing(by, now=now):
        if Media.objects.filter(id=row.id, settled__isnull=True).update(settled=now):
            write_words(case_id=row.case_id, text=text, photos=photos, internal=internal, by=by, now=now)


def _bound(number: int) -> str:
    return f"open311_media.url:{number}"
