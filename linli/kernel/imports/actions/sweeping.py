"""What is forgotten of imports: sealed cells and former values after a while, files that were never taken in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from linli.kernel.imports.models import Import, ImportRow, State
from linli.plumbing import scope
from linli.plumbing.scope import Hat

KEPT = timedelta(days=90)  # cells of a finished import: for so long its report shows them and it can be undone
FORGOTTEN = timedelta(days=14)  # a file that was put down and never taken in
MOST = 5_000  # rows in one transaction


def sweep(*, by: Hat, now: datetime) -> int:
    """Take away what is over; how many lines. Number, outcome and reason of a line stay."""
    with scope.writing(by, now=now):
        over = Import.objects.filter(moved__lt=now - KEPT, swept__isnull=True, state__in=(State.DONE, State.UNDONE))
        swept = sum(_empty(one, now) for one in over.order_by("id")[:10])
        unused = Import.objects.filter(
            moved__lt=now - FORGOTTEN, state__in=(State.READING, State.STAGED, State.LOOKING, State.LOOKED)
        )
        for one in unused.order_by("id")[:10]:
            rows = ImportRow.objects.filter(of=one).order_by("id").values_list("id", flat=True)[:MOST]
            swept += ImportRow.objects.filter(id__in=list(rows)).delete()[0]
            if not ImportRow.objects.filter(of=one).exists():
                one.delete()
    return swept


def _empty(one: Import, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "update imports_row set cells = null, told = null, before = null, key = null where id in"
            " (select id from imports_row where import_id = %s"
            " and (cells is not null or told is not null or before is not null) limit %s)",
            [one.id, MOST],
        )
        done = int(cursor.rowcount)
    if done < MOST:
        one.swept = now
        one.save(update_fields=["swept"])
    return done
