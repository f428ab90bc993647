"""Figures about cases per place, unit and period, and what makes them honest: draws, exclusions, versions.

``Measured`` holds what counts about each case, ``Held`` who is measured by it, ``Figure`` the figures themselves.
All three follow from the cases and are computed by the worker; decisions (``Exclusion``) and draws are made by people.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC

PLACE, UNIT = "place", "unit"
SPANS = ("week", "month", "year", "all")


class Touched(models.Model):
    """A case to which something has happened since it was measured last."""

    case_id = models.BigIntegerField(primary_key=True, db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_touched"


class Stale(models.Model):
    """A place or unit whose figures of a period have to be computed anew."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    kind = models.CharField(max_length=5, db_comment=INTERNAL)
    about = models.BigIntegerField(db_comment=INTERNAL)
    span = models.CharField(max_length=5, db_comment=INTERNAL)
    since = models.DateField(db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_stale"
        constraints = [models.UniqueConstraint(fields=["kind", "about", "span", "since"], name="stale_once")]


class Measured(models.Model):
    """What counts about one case. ``lo`` is its place in the tree, ``turns`` when time alone changes it.

    ``answered`` is when the answer came that stands: an answer that was rejected counts as none.
    """

    case_id = models.BigIntegerField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    lo = models.BigIntegerField(db_comment=INTERNAL)
    item = models.CharField(max_length=60, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    answered = models.DateTimeField(null=True, db_comment=INTERNAL)
    closed = models.DateTimeField(null=True, db_comment=INTERNAL)
    contact_due = models.DateTimeField(null=True, db_comment=INTERNAL)
    contacted = models.DateTimeField(null=True, db_comment=INTERNAL)
    promise_due = models.DateTimeField(null=True, db_comment=INTERNAL)
    reopened = models.SmallIntegerField(db_comment=INTERNAL)
    excluded = models.BooleanField(db_comment=INTERNAL)
    drawn = models.DateTimeField(null=True, db_comment=INTERNAL)
    said_contacted = models.BooleanField(null=True, db_comment=INTERNAL)
    said_solved = models.BooleanField(null=True, db_comment=INTERNAL)
    said_grade = models.SmallIntegerField(null=True, db_comment=INTERNAL)
    rated = models.DateTimeField(null=True, db_comment=INTERNAL)
    rated_grade = models.SmallIntegerField(null=True, db_comment=INTERNAL)
    turns = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_measured"
        indexes = [
            models.Index(fields=["lo", "at"], name="measured_place"),
            models.Index(fields=["scope_id", "at"], name="measured_scope"),
            models.Index(fields=["at"], name="measured_at"),
            models.Index(fields=["drawn"], condition=models.Q(drawn__isnull=False), name="measured_drawn"),
            models.Index(fields=["rated"], condition=models.Q(rated__isnull=False), name="measured_rated"),
            models.Index(fields=["turns"], condition=models.Q(turns__isnull=False), name="measured_turns"),
        ]


class Held(models.Model):
    """A unit that is measured by a case: it answered, or had it longer than a day. Handing it on does not shed it."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_held"
        constraints = [models.UniqueConstraint(fields=["unit_id", "case_id"], name="held_once")]
        indexes = [
            models.Index(fields=["case_id"], name="held_case"),
            models.Index(fields=["scope_id"], name="held_scope"),
        ]


class Figure(models.Model):
    """One figure: an indicator, in the version that holds for the period, about a place or a unit.

    A share is ``hits`` of ``base``; a median and a score stand in ``value``. What was published never changes again.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    indicator = models.CharField(max_length=80, db_comment=INTERNAL)
    version_id = models.BigIntegerField(db_comment=INTERNAL)
    kind = models.CharField(max_length=5, db_comment=INTERNAL)
    about = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    span = models.CharField(max_length=5, db_comment=INTERNAL)
    since = models.DateField(db_comment=INTERNAL)
    base = models.IntegerField(db_comment=INTERNAL)
    hits = models.IntegerField(null=True, db_comment=INTERNAL)
    value = models.FloatField(null=True, db_comment=INTERNAL)
    computed = models.DateTimeField(db_comment=INTERNAL)
    published = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_figure"
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "span", "since", "indicator"], name="figure_once"),
            models.CheckConstraint(
                condition=models.Q(hits__isnull=True) | models.Q(hits__lte=models.F("base"), hits__gte=0),
                name="figure_hits",
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "span", "since"], name="figure_period"),
            models.Index(fields=["scope_id", "span", "since"], name="figure_scope"),
        ]


class Topic(models.Model):
    """How many matters of one item a place had in a period. Counted with the figures of the same place and period."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    about = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    span = models.CharField(max_length=5, db_comment=INTERNAL)
    since = models.DateField(db_comment=INTERNAL)
    item = models.CharField(max_length=60, db_comment=INTERNAL)
    cases = models.IntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_topic"
        constraints = [models.UniqueConstraint(fields=["about", "span", "since", "item"], name="topic_once")]
        indexes = [models.Index(fields=["scope_id"], name="topic_scope")]


class Reckoned(models.Model):
    """A version of an indicator whose periods have been marked; each is once."""

    version_id = models.BigIntegerField(primary_key=True, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_reckoned"


class PublicFigure(models.Model):
    """A figure as everybody may read it: published, of enough cases to hide each of them.

    It is about a division or a unit; ``place_id`` is that division, or the one the unit works for.
    """

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    indicator = models.CharField(max_length=80, db_comment=PUBLIC)
    kind = models.CharField(max_length=5, db_comment=PUBLIC)
    about = models.BigIntegerField(db_comment=PUBLIC)
    place_id = models.IntegerField(db_comment=PUBLIC)
    name = models.CharField(max_length=120, db_comment=PUBLIC)
    span = models.CharField(max_length=5, db_comment=PUBLIC)
    since = models.DateField(db_comment=PUBLIC)
    base = models.IntegerField(null=True, db_comment=PUBLIC)
    value = models.FloatField(null=True, db_comment=PUBLIC)
    low = models.FloatField(null=True, db_comment=PUBLIC)
    high = models.FloatField(null=True, db_comment=PUBLIC)
    version_id = models.BigIntegerField(db_comment=PUBLIC)
    published = models.DateTimeField(db_comment=PUBLIC)

    class Meta:
        db_table = "indicators_public_figure"
        constraints = [
            models.UniqueConstraint(fields=["span", "since", "kind", "about", "indicator"], name="public_figure_once")
        ]
        indexes = [models.Index(fields=["place_id", "span", "since"], name="public_figure_place")]


class Exclusion(models.Model):
    """A case that is to count for no figure (剔除): why, who asked for it, who else agreed, and how it ended.

    It counts as left out from ``approved`` until ``ended``. Whoever asks never agrees; what was decided stays as it is.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    kind = models.CharField(max_length=12, db_comment=INTERNAL)
    reason = models.TextField(db_comment=PERSONAL)
    account = models.BigIntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)
    approved = models.DateTimeField(null=True, db_comment=INTERNAL)
    approved_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    approved_who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    ended = models.DateTimeField(null=True, db_comment=INTERNAL)
    ended_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    ended_who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    ended_why = models.TextField(blank=True, db_comment=PERSONAL)
    ending = models.CharField(max_length=12, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_exclusion"
        constraints = [
            models.UniqueConstraint(
                fields=["case_id"], condition=models.Q(ended__isnull=True), name="exclusion_open_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["unreasonable", "duplicate"]), name="exclusion_kind"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="exclusion_reason"),
            models.CheckConstraint(
                condition=models.Q(approved__isnull=True, approved_by__isnull=True)
                | (models.Q(approved__isnull=False) & ~models.Q(approved_by=models.F("account"))),
                name="exclusion_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(ended__isnull=True, ending="")
                | (
                    models.Q(ended__isnull=False)
                    & ~models.Q(ended_why="")
                    & (
                        models.Q(ending="taken_back", approved__isnull=False)
                        | models.Q(ending="withdrawn", approved__isnull=True, ended_by=models.F("account"))
                        | (models.Q(ending="refused", approved__isnull=True) & ~models.Q(ended_by=models.F("account")))
                    )
                ),
                name="exclusion_ending",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_id", "at"], name="exclusion_scope"),
            models.Index(fields=["case_id"], name="exclusion_of_case"),
        ]


# Draws and the tables for everybody stand in modules of their own.
from linli.kernel.indicators.models_cubes import CubeBasis, CubeVersion  # noqa: E402
from linli.kernel.indicators.models_draws import Draw, Drawn  # noqa: E402

__all__ = [
    "PLACE",
    "SPANS",
    "UNIT",
    "CubeBasis",
    "CubeVersion",
    "Draw",
    "Drawn",
    "Exclusion",
    "Figure",
    "Held",
    "Measured",
    "PublicFigure",
    "Reckoned",
    "Stale",
    "Topic",
    "Touched",
]
