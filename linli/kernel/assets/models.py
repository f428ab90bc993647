"""Things at a place: what is public of facilities and equipment, and the vehicles of residents and organisations.

A facility (school, clinic, venue, playground) or a piece of equipment (gate, lamp pole, charger, camera) is
known to everybody. A vehicle tells of a person, so it stands behind the walls like one.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from linli.kernel.people.models import Organisation, Person
from linli.kernel.places.models import Place
from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC, SENSITIVE


class Asset(models.Model):
    """A thing that is registered at a place. ``kind`` is a word of the packs (clinic, school, gate, charger, …).

    ``tokens`` are the pieces of its name it is found by.
    """

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PUBLIC)
    operator = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PUBLIC
    )
    scope_id = models.IntegerField(db_comment=PUBLIC)
    capacity = models.IntegerField(null=True, db_comment=PUBLIC)
    cell = models.BigIntegerField(null=True, db_comment=INTERNAL)
    lon = models.FloatField(null=True, db_comment=PUBLIC)
    lat = models.FloatField(null=True, db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(null=True, db_comment=PUBLIC)
    confirmed = models.DateTimeField(null=True, db_comment=PUBLIC)
    barrier_free = models.BooleanField(null=True, db_comment=PUBLIC)
    kind = models.CharField(max_length=40, db_comment=PUBLIC)
    name = models.CharField(max_length=120, db_comment=PUBLIC)
    code = models.CharField(max_length=40, blank=True, db_comment=PUBLIC)
    address = models.CharField(max_length=200, blank=True, db_comment=PUBLIC)
    phone = models.CharField(max_length=40, blank=True, db_comment=PUBLIC)
    opening_hours = models.CharField(max_length=200, blank=True, db_comment=PUBLIC)
    source = models.CharField(max_length=40, blank=True, db_comment=PUBLIC)
    tokens = ArrayField(models.CharField(max_length=64), default=list, db_default=[], db_comment=INTERNAL)

    class Meta:
        db_table = "assets_asset"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~models.Q(code="") & models.Q(until__isnull=True), name="asset_once"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=0), name="asset_capacity"
            ),
        ]
        indexes = [
            models.Index(fields=["scope_id", "kind"], name="asset_scope"),
            models.Index(fields=["cell"], condition=models.Q(cell__isnull=False), name="asset_cell"),
            GinIndex(fields=["tokens"], name="asset_tokens", fastupdate=False),
        ]


class Vehicle(models.Model):
    """A vehicle known at a place, with whoever keeps it: a person or an organisation. The plate is sealed.

    ``subject_id`` is the person's own subject, through which they see it; 0 for an organisation's.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=SENSITIVE)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PERSONAL
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PERSONAL
    )
    subject_id = models.BigIntegerField(default=0, db_default=0, db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(null=True, db_comment=PERSONAL)
    confirmed = models.DateTimeField(null=True, db_comment=INTERNAL)
    kind = models.CharField(max_length=12, db_comment=PERSONAL)
    energy = models.CharField(max_length=10, blank=True, db_comment=PERSONAL)
    source = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    plate_sealed = models.BinaryField(db_comment=PERSONAL)
    plate_blind = models.BinaryField(max_length=16, db_comment=PERSONAL)

    class Meta:
        db_table = "assets_vehicle"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["car", "van", "truck", "bus", "motorcycle", "electric", "other"]),
                name="vehicle_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(energy__in=["", "petrol", "diesel", "electric", "hybrid", "gas", "hydrogen"]),
                name="vehicle_energy",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organisation__isnull=True)
                | models.Q(person__isnull=True, organisation__isnull=False),
                name="vehicle_has_one_keeper",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_id", "place"], name="vehicle_scope"),
            models.Index(fields=["plate_blind"], name="vehicle_plate"),
            models.Index(fields=["subject_id"], condition=~models.Q(subject_id=0), name="vehicle_subject"),
            models.Index(fields=["organisation"], condition=models.Q(organisation__isnull=False), name="vehicle_body"),
        ]
