"""Calls to the hotline: who rang when, how long they waited, what became of it (GB/T 33358-2016)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL


class Call(models.Model):
    """One call. It rings, somebody takes it and ends it with a word on what it was about; or it is lost.

    ``answered`` less ``rang`` is what the caller waited. ``case_id`` is the matter it was about, new or known.
    """

    class Result(models.TextChoices):
        OPENED = "opened", "opened"
        ASKED = "asked", "asked"
        INFORMED = "informed", "informed"
        PASSED_ON = "passed_on", "passed on"
        WRONG = "wrong", "wrong number"
        LOST = "lost", "lost"

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    code = models.CharField(max_length=24, unique=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    phone_sealed = models.BinaryField(null=True, db_comment=PERSONAL)
    phone_blind = models.BinaryField(null=True, max_length=16, db_comment=PERSONAL)
    rang = models.DateTimeField(db_comment=PERSONAL)
    answered = models.DateTimeField(null=True, db_comment=PERSONAL)
    ended = models.DateTimeField(null=True, db_comment=PERSONAL)
    account = models.BigIntegerField(null=True, db_comment=INTERNAL)
    who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    note = models.CharField(max_length=500, blank=True, db_comment=PERSONAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "cases_call"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered=None) | models.Q(answered__gte=models.F("rang")), name="call_answered"
            ),
            models.CheckConstraint(condition=models.Q(ended=None) | ~models.Q(result=""), name="call_ends_with_a_word"),
        ]
        indexes = [
            models.Index(fields=["scope_id", "-rang"], name="call_scope"),
            models.Index(fields=["scope_id", "rang"], condition=models.Q(ended=None), name="call_open"),
            models.Index(fields=["phone_blind"], name="call_phone"),
        ]
