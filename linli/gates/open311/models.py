"""What the gate remembers: the keys it gave out, what was filed with them, and the photos it is told to fetch."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, SECRET


class ApiKey(models.Model):
    """The leave of another program to file: whose it is, where and what it may file, how much, until when.

    The key itself is told once and kept as a keyed hash; ``shown`` are its first signs, by which people name it.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    name = models.CharField(max_length=80, db_comment=INTERNAL)
    shown = models.CharField(max_length=8, unique=True, db_comment=INTERNAL)
    key_blind = models.BinaryField(max_length=16, db_comment=SECRET)
    place_id = models.IntegerField(null=True, db_comment=INTERNAL)
    items = ArrayField(models.CharField(max_length=80), default=list, db_comment=INTERNAL)
    per_hour = models.IntegerField(db_comment=INTERNAL)
    made_by = models.BigIntegerField(db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    until = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "open311_key"
        constraints = [models.UniqueConstraint(fields=["key_blind"], name="open311_key_once")]


class FiledRequest(models.Model):
    """A case that came in through the gate: by which key, and the names the program has for it.

    ``code`` is its service_request_id: the one of its public face, else one of its own. A matter that is not shown
    to everybody is first known by ``token`` alone.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    case_id = models.BigIntegerField(unique=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=INTERNAL)
    code = models.CharField(max_length=20, unique=True, db_comment=INTERNAL)
    token = models.CharField(max_length=20, null=True, unique=True, db_comment=SECRET)  # noqa: DJ001
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "open311_filed"


class Media(models.Model):
    """A picture at an address somebody sent with a request: fetched by the worker, or noted as a link."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=INTERNAL)
    url_sealed = models.BinaryField(db_comment=PERSONAL)
    tries = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    settled = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "open311_media"
        indexes = [
            models.Index(fields=["case_id"], name="open311_media_case"),
            models.Index(fields=["subject_id"], name="open311_media_subject"),
        ]


class Relayed(models.Model):
    """A case passed on to another Open311 endpoint: the names it has there, and how it stands.

    A reopened case is passed on once more (``round``). ``seen`` is a digest of the answer that is in the history
    already; ``due`` when to try or to ask next.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    round = models.SmallIntegerField(db_comment=INTERNAL)
    contractor = models.CharField(max_length=80, db_comment=INTERNAL)
    service = models.CharField(max_length=80, db_comment=INTERNAL)
    state = models.CharField(max_length=10, default="waiting", db_comment=INTERNAL)
    token = models.CharField(max_length=200, blank=True, db_comment=INTERNAL)
    code = models.CharField(max_length=200, blank=True, db_comment=INTERNAL)
    seen = models.BinaryField(max_length=16, default=bytes, db_comment=INTERNAL)
    tries = models.IntegerField(default=0, db_comment=INTERNAL)
    trouble = models.CharField(max_length=200, blank=True, db_comment=INTERNAL)
    due = models.DateTimeField(db_comment=INTERNAL)
    made = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "open311_relayed"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "round"], name="relayed_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "filed", "closed", "given_up"]), name="relayed_state"
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=models.Q(state__in=["waiting", "filed"]), name="relayed_due"),
        ]
