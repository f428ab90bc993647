"""The journal: every change and every sensitive read, one line each, added and never edited.

A line carries when it happened (``at``) and when it was written down (``recorded``), a salt and a digest of
its canonical bytes. The payload stands apart, so that it can be erased while the line stays provable.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, SECRET
from linli.plumbing.models import CurrentTransaction, TransactionId


class Line(models.Model):
    """One thing somebody did: verb, object, actor (a plain id), hat and purpose."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    xid = TransactionId(db_default=CurrentTransaction(), db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    actor = models.BigIntegerField(db_comment=PERSONAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    post = models.BigIntegerField(db_comment=INTERNAL)
    surface = models.CharField(max_length=10, db_comment=INTERNAL)
    purpose = models.CharField(max_length=60, blank=True, db_comment=INTERNAL)
    verb = models.CharField(max_length=40, db_comment=INTERNAL)
    kind = models.CharField(max_length=40, db_comment=INTERNAL)
    record = models.BigIntegerField(db_comment=INTERNAL)
    salt = models.BinaryField(max_length=16, db_comment=SECRET)
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)

    class Meta:
        db_table = "journal_line"
        indexes = [
            models.Index(fields=["xid", "id"], name="journal_order"),
            models.Index(fields=["kind", "record", "id"], name="journal_record"),
        ]


class Payload(models.Model):
    """What a line says in detail. Erasing it leaves the line and its digest."""

    line = models.OneToOneField(Line, primary_key=True, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    body = models.JSONField(db_comment=PERSONAL)

    class Meta:
        db_table = "journal_payload"
