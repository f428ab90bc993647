"""What persons agree to: the agreement, its revisions that never change, and each person's consent (同意).

Every decision refers to one revision (DAT-06): a new wording is a new revision, and asks everybody anew.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC


class Agreement(models.Model):
    """What a unit asks persons to agree to (授权协议), through all its wordings."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    code = models.CharField(max_length=60, unique=True, db_comment=PUBLIC)
    unit_id = models.BigIntegerField(db_comment=PUBLIC)
    unit_name = models.CharField(max_length=120, db_comment=PUBLIC)

    class Meta:
        db_table = "grants_agreement"


class AgreementRevision(models.Model):
    """One wording: what for, which fields, who receives them, how long they are kept. Rows are added, never changed.

    ``digest`` is SHA-256 over everything it says, so that a consent names exactly what was read.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    no = models.SmallIntegerField(db_comment=PUBLIC)
    title = models.CharField(max_length=80, db_comment=PUBLIC)
    title_en = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)
    text = models.TextField(db_comment=PUBLIC)
    text_en = models.TextField(blank=True, db_comment=PUBLIC)
    purpose = models.CharField(max_length=60, db_comment=PUBLIC)
    fields = ArrayField(models.CharField(max_length=60), db_comment=PUBLIC)
    recipients = models.CharField(max_length=200, db_comment=PUBLIC)
    kept_days = models.IntegerField(db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, db_comment=PUBLIC)

    class Meta:
        db_table = "grants_agreement_revision"
        constraints = [models.UniqueConstraint(fields=["agreement", "no"], name="agreement_revision_no")]


class Consent(models.Model):
    """One person's yes to one revision, from when on, and when they took it back. It opens nothing afterwards.

    ``account_id`` is whoever said it: the person, a guardian under a mandate, or staff who wrote down what was said
    to them (``way`` spoken). ``digest`` binds revision, person and moment.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    revision = models.ForeignKey(
        AgreementRevision, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    subject_id = models.BigIntegerField(db_comment=INTERNAL)
    given = models.DateTimeField(db_comment=PERSONAL)
    withdrawn = models.DateTimeField(null=True, db_comment=PERSONAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    withdrawn_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    way = models.CharField(
        max_length=10, choices=[(one, one) for one in ("self", "guardian", "spoken")], db_comment=PERSONAL
    )
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "grants_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "subject_id"], condition=Q(withdrawn__isnull=True), name="consent_once"
            ),
        ]
        indexes = [models.Index(fields=["subject_id"], name="consent_subject")]
