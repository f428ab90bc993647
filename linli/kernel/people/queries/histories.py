"""What it was before, who had said so, from when to when, and who replaced it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from linli.kernel.people.masking import masked_id_number, masked_name, masked_phone
from linli.kernel.people.models import Person
from linli.kernel.people.models_proposals import PastFact, PastValue
from linli.kernel.people.sealing import opened

MOST = 500
_MASKS: dict[str, Callable[[str], str]] = {
    "name": masked_name, "phone": masked_phone, "id_number": masked_id_number, "born": lambda born: born[:4]
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Past:
    """A value of before: ``kind`` and ``record`` name the row it stood in, ``source`` who had said so.

    It held from ``since`` (None where nobody knows) to ``until``; then ``who`` replaced it, told by ``new_source``.
    """

    kind: str
    record: int
    field: str
    value: str
    since: datetime | None
    until: datetime
    source: str
    new_source: str
    who: str


def history_of_person(person_id: int, *, field: str = "", whole: bool = False) -> list[Past]:
    """What was known of somebody before, the latest first, with what was merged into them. One statement.

    Names and numbers are masked unless ``whole``, for a page whose look was written down with its reason.
    """
    merged = Person.objects.filter(merged_into=person_id).values_list("id", flat=True)
    found = PastValue.objects.filter(Q(person_id=person_id) | Q(person_id__in=merged))
    return _told("people_past_value", found, field, whole)


def history_of_place(
    place_id: int, *, scope_id: int, kind: str = "", record: int | None = None, field: str = "", whole: bool = False
) -> list[Past]:
    """What was known before of a dwelling and of its lettings, households and vehicles, the latest first."""
    found = PastFact.objects.filter(scope_id=scope_id, place_id=place_id)
    if kind:
        found = found.filter(kind=kind)
    if record is not None:
        found = found.filter(record=record)
    return _told("people_past_fact", found, field, whole)


def history_of_record(kind: str, record: int, *, scope_id: int) -> list[Past]:
    """What was known before of one body or thing that is kept in a division now. One statement."""
    found = PastFact.objects.filter(scope_id=scope_id, kind=kind, record=record)
    return _told("people_past_fact", found, "", whole=kind == "organisation")


def _told(table: str, found: QuerySet[PastValue] | QuerySet[PastFact], field: str, whole: bool) -> list[Past]:
    rows = (found.filter(field=field) if field else found).order_by("-until", "-id")[:MOST]
    return [
        Past(row.kind, row.record, row.field, _shown(table, row, whole), row.since, row.until, row.source,
             row.new_source, row.who)
        for row in rows
    ]  # fmt: skip


def _shown(table: str, row: PastValue | PastFact, whole: bool) -> str:
    value = opened(table, "old", row.id, row.old_sealed)
    mask = _MASKS.get(row.field)
    return value if whole or mask is None or not value else mask(value)
