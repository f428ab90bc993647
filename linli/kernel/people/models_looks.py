"""Looks behind a mask: who saw the whole of a name or number, why, for how long, and who looked at that afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL


class Look(models.Model):
    """One look behind the mask of a person, a reporter or a proposal, by one member of staff.

    ``scope_id`` is the division of the desk that looked, ``subject_id`` whom it is told. It runs until ``until``; what
    goes beyond a day's number waits for a second person, or is ``urgent``: then it runs at once and a second person
    says by ``review_due`` whether it was fit. Nobody agrees to or reviews their own.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    kind = models.CharField(max_length=10, db_comment=INTERNAL)
    record = models.BigIntegerField(db_comment=INTERNAL)
    subject_id = models.BigIntegerField(null=True, db_comment=PERSONAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    account = models.BigIntegerField(db_comment=INTERNAL)
    role = models.CharField(max_length=20, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    what = models.CharField(max_length=60, db_comment=INTERNAL)
    reason = models.TextField(db_comment=PERSONAL)
    case_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    state = models.CharField(max_length=8, db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)
    urgent = models.BooleanField(db_comment=INTERNAL)
    agreed = models.DateTimeField(null=True, db_comment=INTERNAL)
    agreed_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    agreed_who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    review_due = models.DateTimeField(null=True, db_comment=INTERNAL)
    reviewed = models.DateTimeField(null=True, db_comment=INTERNAL)
    reviewed_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    reviewed_who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    fit = models.BooleanField(null=True, db_comment=INTERNAL)
    remark = models.TextField(blank=True, db_comment=PERSONAL)

    class Meta:
        db_table = "people_look"
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="look_reason"),
            models.CheckConstraint(condition=models.Q(state__in=["open", "waiting", "refused"]), name="look_state"),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("account")),
                name="look_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("account")),
                name="look_reviewer",
            ),
            models.CheckConstraint(
                condition=models.Q(urgent=False) | models.Q(review_due__isnull=False), name="look_urgent_is_reviewed"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "at"], name="look_account"),
            models.Index(fields=["subject_id", "at"], name="look_subject"),
            models.Index(fields=["scope_id", "at"], name="look_scope"),
            models.Index(fields=["at"], condition=models.Q(state="waiting"), name="look_waiting"),
            models.Index(
                fields=["review_due"],
                condition=models.Q(review_due__isnull=False, reviewed__isnull=True),
                name="look_to_review",
            ),
        ]
