"""Recording messages of the past: what was written, what was answered, and when.

The rows go in by the product's own action, in the name of the import, a hundred and more to a transaction. Stopped
and begun again it goes on where it was: a row that stands in the database already is not recorded twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import Answered, Record
from linli.kernel.cases.catalogue import UnknownItem
from linli.kernel.cases.reports import Report, Reporter
from linli.kernel.indicators import actions as indicators
from linli.kernel.places import queries as places
from linli.main.imports import oddities
from linli.main.imports.messages_file import LONGEST_USER, TIME, FileRefused, Message, Reading
from linli.main.imports.named_places import Division, Gazetteer
from linli.main.imports.oddities import Past
from linli.main.imports.reports import RECORDED, REFUSED, REPEATED, Outcome
from linli.main.terminal import _
from linli.plumbing import scope

BATCH = 150  # rows to a transaction: less than a second


def record(messages: Sequence[Message], reading: Reading, *, item: str, now: datetime) -> Iterator[Outcome]:
    """Record these messages of a file, and say of each what became of it. Raises ``FileRefused`` before the first."""
    hat = replace(scope.robot(places.all_scopes(), purpose="import"), label=_("Import"))
    if not hat.scopes:
        raise FileRefused(
            _("This city has no divisions yet. Name its packs in LINLI_PACKS and start it with linli up.")
        )
    try:
        catalogue.matter(item, at=now)
    except UnknownItem as unknown:
        raise FileRefused(str(unknown)) from unknown
    with scope.reading(hat, now=now):
        gazetteer = Gazetteer.of_city()
    origins = _origins(reading.messages)
    rows = oddities.of_all(messages, now=now)
    while read := list(islice(rows, BATCH)):
        batch = [past for past in read if past.parts]
        for past in read:
            if not past.parts:
                yield Outcome(past.message, REFUSED, reason=_("This row has no text."))
        with scope.reading(hat, now=now):
            spots = [gazetteer.placed(past.message.title, past.message.text, past.answer) for past in batch]
            records = [
                _record(past, spot or gazetteer.city, gazetteer, origin=origins[past.message.line], item=item, now=now)
                for past, spot in zip(batch, spots, strict=True)
            ]
        done = cases.record_many(records=records, by=hat, now=now)
        indicators.touch(case_ids=[one.case_id for one in done], by=hat, now=now)  # at once, not fact by fact
        for past, spot, case in zip(batch, spots, done, strict=True):
            odd = past.oddities if spot else (*past.oddities, _("It names no division; it lies with the whole city."))
            yield Outcome(past.message, REPEATED if case.repeated else RECORDED, number=case.number, oddities=odd)


def _record(past: Past, division: Division, gazetteer: Gazetteer, *, origin: str, item: str, now: datetime) -> Record:
    alias = past.message.user[:LONGEST_USER]
    report = Report(
        item=item,
        text=past.parts[0],
        scope=division.id,
        at=past.at or now,
        channel="import",
        title=past.message.title,
        where=division.name,
        reporter=Reporter("alias", alias=alias) if alias else Reporter(),
    )
    desk = gazetteer.desk(division, at=now)
    if past.replied is not None:
        answered = Answered(past.answer, past.replied, gazetteer.signed(past.answer) or desk)
        return Record(origin, report, answered, desk, past.parts[1:])
    words = (past.answer,) if past.answer else ()
    return Record(origin, report, None, desk, (*past.parts[1:], *words))


def _origins(messages: Sequence[Message]) -> dict[int, str]:
    """What tells one row from another, by line: its message, and how often just that stood in the file before."""
    seen: Counter[str] = Counter()
    found = {}
    for one in messages:
        plain = "\x1f".join((one.number, one.user, one.title, one.text, one.cells.get(TIME, "")))
        found[one.line] = hashlib.sha256(f"{plain}\x1f{seen[plain]}".encode()).hexdigest()
        seen[plain] += 1
    return found
