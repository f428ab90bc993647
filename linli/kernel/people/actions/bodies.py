"""Parts of an import of organisations: added, put right with their history, taken away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.keeping import Was, keep_of_place
from linli.kernel.people.models import Organisation
from linli.kernel.places.models import Place
from linli.plumbing import bulk, ids, scope
from linli.plumbing.scope import Hat

KIND = "organisation"
FIELDS = frozenset({"name", "phone", "kind", "code"})


def write_bodies(rows: Sequence[Organisation], *, by: Hat, now: datetime) -> list[int]:
    """A part: bodies that hold no duty, and the journal line; their ids in order."""
    scope.require_action()
    numbers = ids.reserve_many("people_organisation", len(rows))
    scopes = dict(Place.objects.filter(id__in={row.place_id for row in rows}).values_list("id", "scope_id"))
    for number, row in zip(numbers, rows, strict=True):
        row.id, row.scope_id, row.confirmed = number, scopes[row.place_id], row.confirmed or now
    bulk.add(list(rows))
    _written_down("add", numbers, by, now)
    return numbers


def put_body_right(body: Organisation, changes: Mapping[str, str], *, source: str, by: Hat, now: datetime) -> None:
    """A part: facts of one body, with what they were and who says otherwise now."""
    scope.require_action()
    changed = {field: value for field, value in changes.items() if field in FIELDS and getattr(body, field) != value}
    if not changed:
        return
    values = [Was(KIND, body.id, field, getattr(body, field), body.since, body.source) for field in changed]
    keep_of_place(body.place_id, body.place.scope_id, values, source=source, by=by, now=now)
    Organisation.objects.filter(id=body.id).update(**changed)
    payload = {"fields": sorted(changed), "source": source}
    journal.append(verb="organisation.correct", kind=KIND, record=body.id, by=by, at=now, payload=payload)


def remove_bodies(numbers: Sequence[int], *, by: Hat, now: datetime) -> None:
    """A part: bodies that are gone as if they had never come."""
    scope.require_action()
    Organisation.objects.filter(id__in=numbers)._raw_delete("default")
    _written_down("remove", list(numbers), by, now)


def _written_down(deed: str, numbers: Sequence[int], by: Hat, now: datetime) -> None:
    if numbers:
        payload = {"organisations": ids.spans(sorted(numbers))}
        journal.append(verb=f"organisation.{deed}", kind=KIND, record=numbers[0], by=by, at=now, payload=payload)
