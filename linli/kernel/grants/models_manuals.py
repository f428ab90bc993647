"""Who has read which version of a manual."""

from __future__ import annotations

from django.db import models

from linli.plumbing.classification import INTERNAL


class Acknowledgement(models.Model):
    """Somebody who collects has read one version of a manual and goes by it."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    version_id = models.BigIntegerField(db_comment=INTERNAL)
    code = models.CharField(max_length=80, db_comment=INTERNAL)
    who = models.CharField(max_length=120, db_comment=INTERNAL)
    place_id = models.IntegerField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "grants_acknowledgement"
        constraints = [models.UniqueConstraint(fields=["account_id", "version_id"], name="acknowledged_once")]
        indexes = [models.Index(fields=["version_id"], name="acknowledged_version")]
