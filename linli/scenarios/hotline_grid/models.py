"""What a patrol leaves behind: that a planned spot was looked at, what was found, what was reported from the way.

A table of its own, because none of it is a case: most visits find nothing, and that is the figure. Where the worker
walked is not kept: only visits to planned spots and reports are, and of a visit no position.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL


class PatrolEntry(models.Model):
    """One thing done on patrol, as a phone sent it, perhaps hours later. Rows are added and never changed.

    ``key`` was made on the phone and is used once by an account. ``at`` is when it happened as far as the server
    believes the phone, ``claimed`` what the phone said; they differ where its clock was wrong. ``round`` is the key of
    the entry that began the patrol.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=PERSONAL)
    key = models.CharField(max_length=80, db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)
    kind = models.CharField(max_length=10, db_comment=INTERNAL)
    round = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    grid_id = models.IntegerField(null=True, db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    plan = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    target = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    found = models.BooleanField(null=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    number = models.CharField(max_length=24, blank=True, db_comment=PERSONAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    claimed = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "hotline_grid_patrol_entry"
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="patrol_entry_once")]
        indexes = [
            models.Index(fields=["scope_id", "at"], name="patrol_entry_scope"),
            models.Index(fields=["grid_id", "kind", "at"], name="patrol_entry_grid"),
        ]
