"""What follows for people when buildings come to another division: links, dwellings, households, names, proposals."""

from __future__ import annotations

from django.db import connection

from linli.kernel.people import telling
from linli.kernel.people.models import Residence
from linli.kernel.places.moves import Move
from linli.plumbing import names

TABLES = (
    "people_residence",
    "people_dwelling",
    "people_letting",
    "people_household",
    "people_past_fact",
    "people_proposal",
    "people_organisation",
)


def on_moved(move: Move) -> None:
    """Everything with its place, the names of its people with it: found where they are and nowhere else."""
    here = Residence.objects.filter(place_id__in=move.places)
    moved = set(here.filter(scope_id=move.old).values_list("person_id", flat=True))
    known = set(Residence.objects.filter(scope_id=move.new, person_id__in=moved).values_list("person_id", flat=True))
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"update {table} set scope_id = %s where scope_id = %s and place_id = any(%s)",  # noqa: S608
                [move.new, move.old, list(move.places)],
            )
    staying = set(Residence.objects.filter(scope_id=move.old, person_id__in=moved).values_list("person_id", flat=True))
    names.move(leaving=moved - staying, joining=moved - known, old=move.old, new=move.new)
    telling.changed_in([move.old, move.new], line=move.line, by=move.by, at=move.now)
