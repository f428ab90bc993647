"""Passing cases on to contractors: once for each round of a case, tried until it arrives, asked until it is done.

Every step is a row with a time when it is due, so that a restart forgets nothing. What the contractor answers comes
back as an entry of the case's history, in the transaction that remembers having seen it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from procrastinate import RetryStrategy

from linli.gates.open311 import foreign
from linli.gates.open311.foreign import Known, NotWanted, State
from linli.gates.open311.models import Relayed
from linli.gates.open311.packs import Contractor
from linli.gates.outbound import Forbidden, NotReached
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions.adding import write_words
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case
from linli.plumbing import ids, jobs, pack_catalogue, scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge

TASK, QUEUE = "open311.relay", "outbound"
KEYS = "open311-keys.json"  # in the home: {contractor: api_key}, readable by its owner only
FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=30)  # pauses between tries
SOON, SELDOM = timedelta(minutes=5), timedelta(hours=6)  # pauses between questions
GIVEN_UP, FORGOTTEN = timedelta(days=3), timedelta(days=180)
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={Error})


def on_fact(fact: Any, told: Told) -> None:  # noqa: ARG001  a listener's signature
    """Pass a case on where it has come to the step from which a contractor takes it."""
    now, hat = clock(), robot("relay")
    with scope.writing(hat, now=now):
        case = Case.objects.get(id=fact.case_id)
        found = _taker(case, now=now)
        if found is None or case.confidential or case.closed:
            return
        contractor, service = found
        number = ids.reserve("open311_relayed")
        who = {"contractor": contractor.code, "service": service}
        row = Relayed(id=number, case_id=case.id, round=case.reopened, due=now, made=now, **who)
        Relayed.objects.bulk_create([row], ignore_conflicts=True)
        if Relayed.objects.filter(id=number).exists():
            _put_in(number)


def _taker(case: Case, *, now: datetime) -> tuple[Contractor, str] | None:
    """The first contractor that takes the item from this step on, and what it calls it."""
    for held in pack_catalogue.heads("contractors", now).values():
        contractor: Contractor = held.value
        service = next((one.service for one in contractor.services if one.item == case.item), None)
        if service and contractor.step == case.step:
            return contractor, service
    return None


def wake() -> int:
    """A regular round: whatever is due gets a job, should its own have been lost."""
    now = clock()
    with scope.writing(robot("relay"), now=now):
        due = list(
            Relayed.objects.filter(state__in=("waiting", "filed"), due__lte=now).values_list("id", flat=True)[:200]
        )
        for number in due:
            _put_in(number)
    return len(due)


def _put_in(number: int, *, at: datetime | None = None) -> None:
    jobs.defer(TASK, queue=QUEUE, at=at, lock=f"open311-relayed-{number}", relayed=number)


@jobs.app.task(name=TASK, queue=QUEUE, retry=AGAIN)
def relay(relayed: int) -> None:
    """Do what is due for one case: file it, learn its id, or ask how it stands."""
    now = clock()
    with scope.reading(robot("relay"), now=now):
        row = Relayed.objects.get(id=relayed)
        held = pack_catalogue.head("contractors", row.contractor, now)
        case = Case.objects.get(id=row.case_id)
    if row.state not in ("waiting", "filed") or row.due > now:
        return
    if held is None:
        _no_more(row, _("There is no contractor %(code)s any more.") % {"code": row.contractor})
        return
    try:
        if row.state == "waiting":
            _filed(row, _file(held.value, row, case))
        else:
            _ask(held.value, row)
    except (NotReached, NotWanted, Forbidden) as away:
        _later(row, str(away))


def _file(contractor: Contractor, row: Relayed, case: Case) -> Known:
    """File the case. From the second try on, look first whether the one before has arrived after all."""
    mark = f"{case.number}/{row.round}"
    if row.tries:
        arrived = foreign.find(contractor, mark, service=row.service, since=row.made - timedelta(hours=1))
        if arrived is not None:
            return arrived
    return foreign.file(contractor, _fields(contractor, row, case, mark), repeat=f"linli-{mark}")


def _fields(contractor: Contractor, row: Relayed, case: Case, mark: str) -> dict[str, str]:
    """What is passed on: what, where, our number; what the reporter wrote only where the pack says so."""
    item = catalogue.of_versions(case.item_version, case.flow_version).item
    words = case.text[:3000] if contractor.words else item.label.zh
    point = {} if case.lat is None or case.lon is None else {"lat": f"{case.lat:.6f}", "long": f"{case.lon:.6f}"}
    key = _key(contractor.code)
    return {
        **({"api_key": key} if key else {}),
        "service_code": row.service,
        **point,
        "address_string": case.where or item.label.zh,
        "description": f"{words}\n{mark}",
    }


def _key(code: str) -> str:
    """The key a contractor gave us. It stands in a file of the operator and never in a pack or the database."""
    path = Path(settings.HOME) / KEYS
    return str(json.loads(path.read_text(encoding="utf-8")).get(code, "")) if path.exists() else ""


def _filed(row: Relayed, known: Known) -> None:
    now = clock()
    with scope.writing(robot("relay"), now=now):
        again = Relayed.objects.select_for_update().get(id=row.id)
        if again.state != "waiting":
            return
        again.state, again.code, again.token = "filed", known.code, known.token
        again.tries, again.trouble, again.due = 0, "", now + SOON
        again.save()
        _note(again, _("Passed on to %(who)s, number there: %(code)s."), {"code": known.code or known.token}, now=now)
        _put_in(row.id, at=again.due)


def _ask(contractor: Contractor, row: Relayed) -> None:
    code = row.code or foreign.code_of(contractor, row.token)
    state = foreign.state(contractor, code) if code else None
    now = clock()
    with scope.writing(robot("relay"), now=now):
        again = Relayed.objects.select_for_update().get(id=row.id)
        again.code, again.tries, again.trouble = code, 0, ""
        if state is not None:
            _heard(again, state, now=now)
        again.due = now + min(max(SOON, (now - again.made) / 10), SELDOM)
        if now - again.made > FORGOTTEN:
            again.state = "closed"
        again.save()
        if again.state == "filed":
            _put_in(row.id, at=again.due)


def _heard(row: Relayed, state: State, *, now: datetime) -> None:
    """A part: what the contractor says, if it has not been heard yet."""
    digest = hashlib.blake2b(f"{state.status}\x1f{state.notes}".encode(), digest_size=16).digest()
    if bytes(row.seen) != digest:
        said = _("closed") if state.status == "closed" else pgettext("open311", "open")
        first = not bytes(row.seen) and state.status == "open" and not state.notes
        row.seen = digest
        if not first:  # that it is open was said when it was filed
            _note(row, _("%(who)s: %(status)s. %(notes)s"), {"status": said, "notes": state.notes}, now=now)
    if state.status == "closed":
        row.state = "closed"


def _later(row: Relayed, trouble: str) -> None:
    """Put off: with growing pauses while the other side is away; given up, and said so, after three days of filing."""
    now = clock()
    with scope.writing(robot("relay"), now=now):
        again = Relayed.objects.select_for_update().get(id=row.id)
        again.tries, again.trouble = again.tries + 1, trouble[:200]
        again.due = now + min(FIRST * (1 << min(again.tries - 1, 20)), LONGEST)
        again.save()
        if again.state == "waiting" and now - again.made > GIVEN_UP:
            _give_up(again, trouble, now=now)
        else:
            _put_in(row.id, at=again.due)


def _no_more(row: Relayed, trouble: str) -> None:
    now = clock()
    with scope.writing(robot("relay"), now=now):
        _give_up(Relayed.objects.select_for_update().get(id=row.id), trouble, now=now)


def _give_up(row: Relayed, trouble: str, *, now: datetime) -> None:
    row.state, row.trouble = "given_up", trouble[:200]
    row.save()
    _note(row, _("This could not be passed on to %(who)s: %(trouble)s Do it by hand."), {"trouble": trouble}, now=now)


def _note(row: Relayed, sentence: str, values: dict[str, str], *, now: datetime) -> None:
    """A part: an entry for staff in the history of the case."""
    held = pack_catalogue.head("contractors", row.contractor, now)
    who = held.value.label.zh if held else row.contractor
    write_words(case_id=row.case_id, text=sentence % {"who": who, **values}, internal=True, by=robot("relay"), now=now)
