"""What the city has learnt from its own cases about which words go with which matter."""

from __future__ import annotations

from django.db import models

from linli.plumbing.classification import INTERNAL


class Learning(models.Model):
    """One lesson: weights of hashed characters, and how good it was on cases kept back. Holds no word of anybody."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    cases = models.IntegerField(db_comment=INTERNAL)
    accuracy = models.FloatField(db_comment=INTERNAL)
    coverage = models.FloatField(db_comment=INTERNAL)
    body = models.BinaryField(db_comment=INTERNAL)

    class Meta:
        db_table = "cases_learning"
