"""What residents think of a closed matter: five grades, one per matter (好差评, 国办发〔2019〕51号)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL


class Grade(models.IntegerChoices):
    """The five official grades; 1 and 2 are bad (差评)."""

    VERY_BAD = 1, "非常不满意"
    BAD = 2, "不满意"
    FAIR = 3, "基本满意"
    GOOD = 4, "满意"
    VERY_GOOD = 5, "非常满意"


BAD_GRADES = (Grade.VERY_BAD, Grade.BAD)


class Rating(models.Model):
    """One opinion about one answer of a case. Who gave it is known only through the case, never to the rated."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    round = models.SmallIntegerField(db_comment=INTERNAL)
    grade = models.SmallIntegerField(choices=Grade.choices, db_comment=INTERNAL)
    tags = ArrayField(models.CharField(max_length=20), default=list, db_comment=INTERNAL)
    text = models.TextField(blank=True, db_comment=PERSONAL)
    unit_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    real_name = models.BooleanField(default=False, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "ratings_rating"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "round"], name="rating_once"),
            models.CheckConstraint(condition=models.Q(grade__range=(1, 5)), name="rating_grade"),
        ]
        indexes = [models.Index(fields=["scope_id", "at"], name="rating_scope")]


class FollowUp(models.Model):
    """One call about one answer of a case (回访): on the callers' list until ``done``, then the caller's own words.

    ``unit_id`` is the unit that answered, ``caller_unit`` that of whoever called. What somebody did not say is null.
    ``taken_by`` is the account that is calling just now, ``tried`` the moment of the last call in vain.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    round = models.SmallIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    item = models.CharField(max_length=60, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    why = models.CharField(max_length=12, db_comment=INTERNAL)
    asked = models.DateTimeField(db_comment=INTERNAL)
    due = models.DateTimeField(null=True, db_comment=INTERNAL)
    taken = models.DateTimeField(null=True, db_comment=INTERNAL)
    taken_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    taken_name = models.CharField(max_length=80, blank=True, db_default="", db_comment=INTERNAL)
    tried = models.DateTimeField(null=True, db_comment=INTERNAL)
    done = models.DateTimeField(null=True, db_comment=INTERNAL)
    account = models.BigIntegerField(null=True, db_comment=INTERNAL)
    caller_unit = models.BigIntegerField(null=True, db_comment=INTERNAL)
    channel = models.CharField(max_length=10, blank=True, db_comment=INTERNAL)
    tries = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    reached = models.BooleanField(null=True, db_comment=INTERNAL)
    contacted = models.BooleanField(null=True, db_comment=INTERNAL)
    solved = models.BooleanField(null=True, db_comment=INTERNAL)
    grade = models.SmallIntegerField(null=True, choices=Grade.choices, db_comment=INTERNAL)
    words = models.TextField(blank=True, db_comment=PERSONAL)
    line = models.BigIntegerField(null=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "ratings_follow_up"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "round"], name="follow_up_once"),
            models.CheckConstraint(
                condition=models.Q(grade__isnull=True) | models.Q(grade__range=(1, 5)), name="follow_up_grade"
            ),
            models.CheckConstraint(
                condition=models.Q(done__isnull=True) | models.Q(reached__isnull=False), name="follow_up_said"
            ),
        ]
        indexes = [
            models.Index(fields=["due", "id"], condition=models.Q(done__isnull=True), name="follow_up_list"),
            models.Index(fields=["scope_id", "done"], name="follow_up_scope"),
        ]


ENDINGS = ("fixed", "reasoned", "unfounded")


class Rectification(models.Model):
    """What has to be put right after a bad grade under a real name (整改), with a limit of its own: a unit's ledger.

    ``words`` is what the resident said when called back; nothing ends without that call.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    round = models.SmallIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    unit_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    source = models.CharField(max_length=10, db_comment=INTERNAL)
    opened = models.DateTimeField(db_comment=INTERNAL)
    limit = models.CharField(max_length=40, db_comment=INTERNAL)
    due = models.DateTimeField(db_comment=INTERNAL)
    called = models.DateTimeField(null=True, db_comment=INTERNAL)
    called_by = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    words = models.TextField(blank=True, db_comment=PERSONAL)
    closed = models.DateTimeField(null=True, db_comment=INTERNAL)
    ending = models.CharField(max_length=10, blank=True, db_comment=INTERNAL)
    explanation = models.TextField(blank=True, db_comment=PERSONAL)
    account = models.BigIntegerField(null=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "ratings_rectification"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "round"], name="rectification_once"),
            models.CheckConstraint(
                condition=models.Q(closed__isnull=True)
                | (models.Q(called__isnull=False, ending__in=ENDINGS) & ~models.Q(explanation="")),
                name="rectification_ends_explained",
            ),
        ]
        indexes = [
            models.Index(fields=["due", "id"], condition=models.Q(closed__isnull=True), name="rectification_open"),
            models.Index(fields=["unit_id", "opened"], name="rectification_unit"),
        ]


class Exclusion(models.Model):
    """A recorded decision that a rating does not count: whose, why, on what grounds. The rating stays."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    rating_id = models.BigIntegerField(unique=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    why = models.CharField(max_length=20, db_comment=INTERNAL)
    text = models.TextField(db_comment=INTERNAL)
    account = models.BigIntegerField(db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "ratings_exclusion"
        indexes = [models.Index(fields=["case_id"], name="exclusion_case")]
