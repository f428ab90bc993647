"""What came in by mail and what became of it, and which case the answers to our mails belong to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, SECRET

OUTCOMES = ("opened", "added", "automatic", "malformed", "empty", "too_many")


class Letter(models.Model):
    """One mail as it came. ``raw`` is its whole text, or its bytes where it could not be read, sealed.

    ``trust`` is what the mail server before us says about SPF and DKIM: shown, never believed.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, unique=True, db_comment=INTERNAL)
    outcome = models.CharField(max_length=12, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    case_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(null=True, db_comment=PERSONAL)
    raw = models.BinaryField(db_comment=PERSONAL)
    left_out = models.TextField(blank=True, db_comment=PERSONAL)
    trust = models.CharField(max_length=500, blank=True, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "mail_letter"
        constraints = [models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="letter_outcome")]
        indexes = [
            models.Index(fields=["scope_id", "id"], name="letter_scope"),
            models.Index(fields=["case_id"], name="letter_case"),
        ]


class Thread(models.Model):
    """The token in the address our mails about a case are answered to, as a keyed hash, and the case it means."""

    token_blind = models.BinaryField(primary_key=True, max_length=16, db_comment=SECRET)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "mail_thread"
