"""The event pool as rows: what the matters of an area that are not closed yet look like from there."""

from __future__ import annotations

from django.db import models

from linli.kernel.cases.models import Lamp
from linli.plumbing.classification import INTERNAL, PERSONAL


class PoolEntry(models.Model):
    """An open matter as the desks of its place list and count it, whichever unit has it now.

    The database keeps it as the case is (a trigger on ``cases_case``) and drops it when the case is closed; no action
    writes it. It stands under the wall of the matter's place, so that a count of ten thousand asks nothing of the
    case or its tasks. What it repeats of the case is enough to count, to sort, to find on the map.
    """

    case_id = models.BigIntegerField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    area_id = models.IntegerField(null=True, db_comment=INTERNAL)
    item = models.CharField(max_length=60, db_comment=INTERNAL)
    lamp = models.SmallIntegerField(choices=Lamp.choices, db_comment=INTERNAL)
    due = models.DateTimeField(null=True, db_comment=INTERNAL)
    lon = models.FloatField(null=True, db_comment=PERSONAL)
    lat = models.FloatField(null=True, db_comment=PERSONAL)
    cell = models.BigIntegerField(null=True, db_comment=INTERNAL)
    about_unit = models.BigIntegerField(db_comment=PERSONAL)
    about_account = models.BigIntegerField(db_comment=PERSONAL)

    class Meta:
        db_table = "cases_pool_entry"
        indexes = [
            models.Index(fields=["scope_id", "-lamp", "due", "case_id"], name="pool_scope"),
            models.Index(fields=["-lamp", "due", "case_id"], name="pool_city"),
            models.Index(fields=["cell"], name="pool_cell"),
        ]
