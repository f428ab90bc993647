"""Draws of closed cases: which of them are called back, so that anybody can see that chance alone chose."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL


class Draw(models.Model):
    """A random draw of closed cases of a unit and period, to be called back; anybody with the seed can repeat it.

    Drawn once: ``seed`` comes from the machine's own source of chance and is published with the draw. ``frame`` is
    how many cases could have been drawn, ``frame_digest`` the SHA-256 of their numbers, one a line, in order.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    span = models.CharField(max_length=5, db_comment=INTERNAL)
    since = models.DateField(db_comment=INTERNAL)
    seed = models.CharField(max_length=32, db_comment=INTERNAL)
    frame = models.IntegerField(db_comment=INTERNAL)
    frame_digest = models.CharField(max_length=64, db_comment=INTERNAL)
    size = models.IntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_draw"
        constraints = [models.UniqueConstraint(fields=["unit_id", "span", "since"], name="draw_once")]
        indexes = [models.Index(fields=["scope_id", "since"], name="draw_scope")]


class Drawn(models.Model):
    """One case of a draw, in the order in which it was drawn."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    round = models.SmallIntegerField(db_comment=INTERNAL)
    order = models.IntegerField(db_comment=INTERNAL)
    closed = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "indicators_drawn"
        constraints = [models.UniqueConstraint(fields=["case_id", "round"], name="drawn_once")]
        indexes = [models.Index(fields=["scope_id"], name="drawn_scope")]
