"""What a survey of the city has found at compounds: what is missing there, and what residents asked for."""

from __future__ import annotations

from django.db import models

from linli.plumbing.classification import INTERNAL


class SurveyFinding(models.Model):
    """One finding of a check-up: a problem or a demand, at a compound or, where none is there, at a division.

    ``community`` is what the list calls its community, also where the register knows none of that name. ``digest`` is
    of everything the finding says, so that one that comes again is known. Nothing is about a person.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    sort = models.CharField(max_length=8, choices=[("problem", "problem"), ("demand", "demand")], db_comment=INTERNAL)
    what = models.CharField(max_length=120, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    area_id = models.IntegerField(null=True, db_comment=INTERNAL)
    named = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    community = models.CharField(max_length=60, blank=True, default="", db_default="", db_comment=INTERNAL)
    lon = models.FloatField(db_comment=INTERNAL)
    lat = models.FloatField(db_comment=INTERNAL)
    facts = models.JSONField(default=dict, db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)
    source = models.CharField(max_length=40, db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "population_survey"
        constraints = [models.UniqueConstraint(fields=["digest"], name="survey_finding_once")]
        indexes = [
            models.Index(fields=["area_id"], name="survey_area"),
            models.Index(fields=["lon", "lat"], name="survey_spot"),
        ]
