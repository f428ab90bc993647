"""Where cases came from that were recorded elsewhere first."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL


class Origin(models.Model):
    """Where a recorded case came from: the keyed hash of one row of a file, so that the same row is one case."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    key = models.BinaryField(max_length=32, unique=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "cases_origin"
