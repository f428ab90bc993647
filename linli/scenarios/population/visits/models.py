"""What going from door to door leaves behind: rounds with a purpose and an end, and what was found at each door."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL


class Round(models.Model):
    """A round of visits (走访轮次): every door of a community or of one grid, for one purpose, until one day.

    It ends when somebody ends it; ``due`` is the day it is meant to be done by. Where it names ``buildings``, it goes
    through those alone: they came to this community while the round ran in another one, and the doors ``settled`` had
    been settled there.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    area_id = models.IntegerField(null=True, db_comment=INTERNAL)
    buildings = ArrayField(models.IntegerField(), default=list, db_default=[], db_comment=INTERNAL)
    settled = ArrayField(models.IntegerField(), default=list, db_default=[], db_comment=INTERNAL)
    purpose = models.CharField(max_length=80, db_comment=INTERNAL)
    began = models.DateTimeField(db_comment=INTERNAL)
    due = models.DateField(db_comment=INTERNAL)
    ended = models.DateTimeField(null=True, db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "population_round"
        indexes = [models.Index(fields=["scope_id", "ended"], name="population_round_scope")]


class Visit(models.Model):
    """One thing done at one door, as a phone sent it, perhaps hours later. Rows are added and never changed.

    ``key`` was made on the phone and is used once by an account. ``at`` is when it happened as far as the server
    believes the phone, ``claimed`` what the phone said. ``did`` says what was found: all as it was, somebody moved
    out, died or came, nobody home, refused. A note is sealed: it is about the people behind the door. No round is
    named: a visit counts for every round that runs at that moment, so nobody is rung twice for two purposes.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=PERSONAL)
    key = models.CharField(max_length=80, db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)
    did = models.CharField(max_length=12, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    building_id = models.IntegerField(db_comment=INTERNAL)
    place_id = models.IntegerField(db_comment=INTERNAL)
    person_id = models.BigIntegerField(null=True, db_comment=PERSONAL)
    note_sealed = models.BinaryField(null=True, db_comment=PERSONAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    claimed = models.DateTimeField(db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "population_visit"
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="population_visit_once")]
        indexes = [
            models.Index(fields=["building_id", "at"], name="population_visit_building"),
            models.Index(fields=["place_id", "at"], name="population_visit_place"),
            models.Index(fields=["scope_id", "at"], name="population_visit_scope"),
        ]
