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
