"""The worker's jobs: making the copy somebody takes along, erasing what was agreed to, taking copies away after a day.

A copy is one zip: ``data.json`` with its schema for machines, ``index.html`` for people, and the photos. It lies
sealed under a key of its own until its session fetches it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import Error
from django.template.loader import get_template
from django.utils import translation
from procrastinate import RetryStrategy

from linli.kernel.cases import catalogue
from linli.kernel.papers import files
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kernel.rights import actions as rights
from linli.kernel.rights import document
from linli.kernel.rights.actions import copying, erasing
from linli.kernel.rights.document import Document, File
from linli.kernel.rights.models import DataCopy, Erasure
from linli.kernel.rights.queries.copies import copies_over
from linli.kernel.rights.queries.rows import Part, parts_of
from linli.kit import words
from linli.kit.rights import saying
from linli.kit.rights.held import place_words
from linli.plumbing import crypto, jobs, scope
from linli.plumbing.held import Whose
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

FOLDER = "copies"
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={Error})
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def _robot(purpose: str) -> Hat:
    return scope.robot(places.all_scopes(), purpose=purpose)


def _person(account: int, purpose: str) -> Hat:
    """The robot on behalf of one account: it may read that login's row too."""
    return replace(_robot(purpose), account=account)


@jobs.app.task(name=copying.TASK, queue=copying.QUEUE, retry=AGAIN)
def copy(copy_id: int) -> None:
    """Make a copy; a worker that died is followed by another, and a copy that is ready stays as it is."""
    now, robot = clock(), _robot("copy")
    with scope.reading(robot, now=now):
        asked = DataCopy.objects.filter(id=copy_id, state=DataCopy.State.WAITING, until__gt=now).first()
    if asked is None:
        return
    hat = _person(asked.account_id, "copy")
    with scope.reading(hat, now=now), translation.override(asked.language):
        content, rows = packed(people.whose(hat), now=now)
    key = crypto.new_key()
    name = crypto.blind(f"copy:{copy_id}", purpose="copy file").hex()
    files.write(FOLDER, name, crypto.seal_under(key, content, bound=f"copy:{name}"))
    rights.note_ready(copy_id=copy_id, file=name, key=key, size=len(content), rows=rows, by=robot, now=clock())


def packed(whose: Whose, *, now: datetime) -> tuple[bytes, int]:
    """The zip, and how many rows stand in it. Runs inside a reading transaction."""
    parts = list(parts_of(whose, places=place_words))
    city = catalogue.city(at=now).label.text(translation.get_language() or "zh-hans")
    with io.BytesIO() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            told = list(_files(parts, archive))
            whole = document.of_parts(parts, told, city=city, now=now)
            archive.writestr("data.json", document.written(whole))
            archive.writestr("data.schema.json", msgspec.json.format(msgspec.json.encode(document.schema()), indent=1))
            archive.writestr("index.html", readable(whole, now=now))
        return held.getvalue(), sum(len(part.rows) for part in parts)


def _files(parts: Sequence[Part], archive: zipfile.ZipFile) -> Iterator[File]:
    """Put what lies behind rows into the zip, one file after the other."""
    for part in parts:
        if part.held.files is None:
            continue
        number = {key: at for at, key in enumerate(part.keys, 1)}
        for key, media_type, content in part.held.files(part.keys):
            name = f"files/{part.held.table}-{number[key]}.{ENDINGS.get(media_type, 'bin')}"
            archive.writestr(zipfile.ZipInfo(name, now_in_zip()), content)
            yield File(name, media_type, part.held.table, number[key])


def now_in_zip() -> tuple[int, int, int, int, int, int]:
    """The moment as a zip writes it, on the city's clock."""
    at = words.local(clock())
    return (at.year, at.month, at.day, at.hour, at.minute, at.second)


def readable(whole: Document, *, now: datetime) -> str:
    """The same as a page that opens anywhere, without a network and without scripts."""
    groups = [(saying.group(code), _tables(whole, code)) for code in saying.GROUPS]
    context = {
        "language": translation.get_language() or "zh-hans",
        "city": whole.city,
        "made": words.moment(whole.made, now),
        "groups": [(name, tables) for name, tables in groups if tables],
    }
    return str(get_template("rights/copy.html").render(context))


def _tables(whole: Document, group: str) -> list[dict[str, Any]]:
    return [
        {
            "name": saying.table(one.table),
            "rows": [
                [(saying.column(one.table, name), _plain(value)) for name, value in row.values.items()]
                for row in one.rows
            ],
            "files": [file.name for file in whole.files if file.table == one.table],
        }
        for one in whole.tables
        if one.group == group
    ]


def _plain(value: Any) -> str:
    return saying.listed(map(str, value)) if isinstance(value, list) else str(value)


@jobs.app.task(name=erasing.TASK, queue=erasing.QUEUE, retry=AGAIN)
def erase(erasure_id: int) -> None:
    """Carry out what a data officer agreed to; what holds a row is asked anew."""
    now, robot = clock(), _robot("erase")
    with scope.reading(robot, now=now):
        one = Erasure.objects.filter(id=erasure_id).first()
    if one is None:
        return
    hat = _person(one.account_id, "erase")
    with scope.reading(hat, now=now):
        whose = people.whose(hat)
    rights.carry_out(erasure_id=erasure_id, whose=whose, by=hat, now=now)


def drop(copies: Collection[int], by: Hat, now: datetime) -> int:
    """Take copies away: the key first, then the file, so that nothing opens in between."""
    with scope.reading(by, now=now):
        names = list(DataCopy.objects.filter(id__in=copies).exclude(file="").values_list("file", flat=True))
    done = rights.end_copies(copies=copies, by=by, now=now)
    for name in names:
        files.remove(FOLDER, name)
    return done


def sweep() -> int:
    """Copies whose day is over open no more."""
    now, robot = clock(), _robot("copy")
    with scope.reading(robot, now=now):
        over = [one.id for one in copies_over(at=now)]
    return drop(over, robot, now) if over else 0


def go_on_erasing() -> None:
    """What was agreed to and is not done yet: a hold that kept it may have ended, a worker may have died."""
    now, robot = clock(), _robot("erase")
    with scope.reading(robot, now=now):
        waiting = list(Erasure.objects.filter(state=Erasure.State.AGREED).order_by("id").values_list("id", flat=True))
    for one in waiting:
        erase(one)


def keep_to_terms() -> dict[str, int]:
    """The sweep that goes on with what was agreed to be erased, and takes away what is older than its rule."""
    go_on_erasing()
    return rights.keep_to_terms(by=_robot(rights.PURPOSE), now=clock())
