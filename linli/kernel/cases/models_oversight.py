"""Cases under somebody's eyes: orders of supervision, who was told of a late task, and days a unit has named."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC


class Supervision(models.Model):
    """An order of supervision (督办): a unit must answer for a late case by a day; one open order a case.

    Its clock is the case's clock of kind ``supervision``. It ends fulfilled or withdrawn, and both are events.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    unit_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    unit_name = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    text = models.TextField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    due = models.DateTimeField(db_comment=INTERNAL)
    account = models.BigIntegerField(db_comment=INTERNAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    answer = models.TextField(blank=True, db_comment=INTERNAL)
    answered = models.DateTimeField(null=True, db_comment=INTERNAL)
    answered_by = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    closed = models.DateTimeField(null=True, db_comment=INTERNAL)
    ending = models.CharField(max_length=12, blank=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "cases_supervision"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(closed__isnull=True), name="one_open_supervision"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="supervision_text"),
            models.CheckConstraint(
                condition=models.Q(closed__isnull=True, ending="")
                | models.Q(closed__isnull=False, ending__in=["fulfilled", "withdrawn"]),
                name="supervision_ending",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="supervision_case")]


class Escalation(models.Model):
    """One rung of the ladder a late task has climbed (升级): each task and level once, whatever hears it twice."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    task_id = models.BigIntegerField(db_comment=INTERNAL)
    level = models.CharField(max_length=12, db_comment=INTERNAL)
    lamp = models.SmallIntegerField(db_comment=INTERNAL)
    told = models.SmallIntegerField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "cases_escalation"
        constraints = [models.UniqueConstraint(fields=["task_id", "level"], name="escalation_once")]
        indexes = [models.Index(fields=["case"], name="escalation_case")]


class Pledge(models.Model):
    """A day an answer has named (说好的日子): a reminder on the unit's desk until it is kept."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    unit_name = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    number = models.CharField(max_length=24, db_comment=PERSONAL)
    title = models.CharField(max_length=120, db_comment=PERSONAL)
    on = models.DateField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    kept = models.DateTimeField(null=True, db_comment=INTERNAL)
    kept_by = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "cases_pledge"
        indexes = [
            models.Index(fields=["case"], name="pledge_case"),
            models.Index(fields=["unit_id", "on"], condition=models.Q(kept__isnull=True), name="pledge_open"),
        ]


class Punctuality(models.Model):
    """How many matters of a group a street answered in time: counted by the worker, never fewer than may be shown."""

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    street_id = models.IntegerField(db_comment=PUBLIC)
    group_zh = models.CharField(max_length=80, db_comment=PUBLIC)
    group_en = models.CharField(max_length=80, db_comment=PUBLIC)
    answered = models.IntegerField(db_comment=PUBLIC)
    in_time = models.IntegerField(db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    counted = models.DateTimeField(db_comment=PUBLIC)

    class Meta:
        db_table = "cases_punctuality"
        constraints = [models.UniqueConstraint(fields=["street_id", "group_zh"], name="punctuality_once")]
