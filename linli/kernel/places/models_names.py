"""What a place is called besides its name."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.kernel.places.models import Area, Place
from linli.plumbing.classification import INTERNAL, PUBLIC


class AliasKind(models.TextChoices):
    """Why a place has another name."""

    POPULAR = "popular"  # what people call it
    FORMER = "former"  # what it was called before
    SPELLING = "spelling"  # the same name, written otherwise


class PlaceAlias(models.Model):
    """Another name of a division or building, of an area, or of a road, from one day to another.

    Exactly one of ``place``, ``area`` and ``road`` (by its name of today) says whose. Several estates may be called
    the same by those who live there; the former name of a road leads to one road.
    """

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PUBLIC
    )
    area = models.ForeignKey(
        Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PUBLIC
    )
    road = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)
    kind = models.CharField(max_length=10, choices=AliasKind.choices, db_comment=PUBLIC)
    name = models.CharField(max_length=120, db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(null=True, db_comment=PUBLIC)
    source = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "places_alias"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__isnull=False, area__isnull=True, road="")
                | models.Q(place__isnull=True, area__isnull=False, road="")
                | models.Q(models.Q(place__isnull=True, area__isnull=True), ~models.Q(road="")),
                name="alias_of_one",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=AliasKind.values), name="alias_kind"),
            models.UniqueConstraint(
                fields=["place", "name"], condition=models.Q(place__isnull=False, until__isnull=True),
                name="alias_place_once",
            ),
            models.UniqueConstraint(
                fields=["area", "name"], condition=models.Q(area__isnull=False, until__isnull=True),
                name="alias_area_once",
            ),
            models.UniqueConstraint(
                fields=["name"], condition=~models.Q(road="") & models.Q(until__isnull=True), name="alias_road_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["name"], condition=models.Q(until__isnull=True), name="alias_name")]
