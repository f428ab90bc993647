"""What the rounds of counting leave behind, and the contradictions that were found."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.plumbing.classification import INTERNAL, PERSONAL, SENSITIVE


class Tally(models.Model):
    """How many records of one kind a building or a community has, and how well they are kept.

    ``fields`` are what the rules ask for, ``needed`` and ``filled`` how often each was asked and there, in the same
    order. ``dated`` records have to be confirmed from time to time, ``fresh`` ones are; ``never`` says how many
    nobody ever confirmed and ``oldest`` when the oldest confirmation was. A community's rows are sums of its own.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    place_id = models.IntegerField(db_comment=INTERNAL)
    is_whole = models.BooleanField(db_comment=INTERNAL)  # of the community as a whole, not of one building
    record = models.CharField(max_length=12, db_comment=INTERNAL)
    records = models.IntegerField(db_comment=INTERNAL)
    dated = models.IntegerField(db_comment=INTERNAL)
    fresh = models.IntegerField(db_comment=INTERNAL)
    never = models.IntegerField(db_comment=INTERNAL)
    oldest = models.DateTimeField(null=True, db_comment=INTERNAL)
    fields = ArrayField(models.CharField(max_length=24), default=list, db_comment=INTERNAL)
    needed = ArrayField(models.IntegerField(), default=list, db_comment=INTERNAL)
    filled = ArrayField(models.IntegerField(), default=list, db_comment=INTERNAL)

    class Meta:
        db_table = "population_tally"
        constraints = [
            models.UniqueConstraint(fields=["scope_id", "is_whole", "place_id", "record"], name="tally_once"),
            models.CheckConstraint(
                condition=models.Q(fresh__gte=0, fresh__lte=models.F("dated"), dated__lte=models.F("records")),
                name="tally_counts",
            ),
        ]


class Counted(models.Model):
    """When a community was counted last, by which versions of the rules, and whether something has changed since.

    What it comes to is kept beside it, so that a board of any size adds up a row a community: what was asked and is
    there by weight, and how many questions that were.
    """

    scope_id = models.IntegerField(primary_key=True, db_comment=INTERNAL)
    rules = ArrayField(models.BigIntegerField(), default=list, db_comment=INTERNAL)
    counted = models.DateTimeField(null=True, db_comment=INTERNAL)
    changed = models.DateTimeField(null=True, db_comment=INTERNAL)
    took = models.IntegerField(default=0, db_comment=INTERNAL)  # milliseconds
    complete_needed = models.FloatField(default=0, db_default=0, db_comment=INTERNAL)
    complete_filled = models.FloatField(default=0, db_default=0, db_comment=INTERNAL)
    complete_base = models.IntegerField(default=0, db_default=0, db_comment=INTERNAL)
    fresh_needed = models.FloatField(default=0, db_default=0, db_comment=INTERNAL)
    fresh_filled = models.FloatField(default=0, db_default=0, db_comment=INTERNAL)
    fresh_base = models.IntegerField(default=0, db_default=0, db_comment=INTERNAL)
    due = models.IntegerField(default=0, db_default=0, db_comment=INTERNAL)

    class Meta:
        db_table = "population_counted"


class FindingState(models.TextChoices):
    """What became of a contradiction."""

    OPEN = "open"
    EXPLAINED = "explained"  # somebody looked: it is true as it is, and why
    MENDED = "mended"  # somebody looked and put the register right
    GONE = "gone"  # it was no more when the register was counted again


class Finding(models.Model):
    """Two things in the register that cannot both be so, or that somebody should look at.

    ``about`` tells one finding of a check from another: the record it is about. It never judges a person.
    ``case_id`` is the matter by which a grid worker is asked to look, ``explains_until`` how long a reason holds.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    check_code = models.CharField(max_length=40, db_comment=INTERNAL)
    about = models.CharField(max_length=60, db_comment=SENSITIVE)
    place_id = models.IntegerField(db_comment=SENSITIVE)
    person_id = models.BigIntegerField(null=True, db_comment=PERSONAL)
    figures = ArrayField(models.IntegerField(), default=list, db_comment=INTERNAL)
    found = models.DateTimeField(db_comment=INTERNAL)
    seen = models.DateTimeField(db_comment=INTERNAL)
    state = models.CharField(max_length=10, choices=FindingState.choices, default="open", db_comment=INTERNAL)
    ended = models.DateTimeField(null=True, db_comment=INTERNAL)
    explains_until = models.DateTimeField(null=True, db_comment=INTERNAL)
    reason = models.CharField(max_length=500, blank=True, db_comment=PERSONAL)
    who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    number = models.CharField(max_length=24, blank=True, db_comment=PERSONAL)

    class Meta:
        db_table = "population_finding"
        constraints = [
            models.UniqueConstraint(
                fields=["check_code", "about"],
                condition=models.Q(state__in=["open", "explained"]),
                name="finding_stands_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="explained") | ~models.Q(reason=""), name="explained_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["scope_id", "check_code", "state"], name="finding_scope"),
            models.Index(fields=["case_id"], condition=models.Q(case_id__isnull=False), name="finding_case"),
        ]
