"""Where things are: the division tree down to the dwelling, and the areas drawn across it.

The tree is city → district → street → community → building → dwelling. Compounds (小区) and grids (网格)
are areas: a dated outline and a dated set of buildings, redrawn without touching the tree. They may overlap
communities. Nothing here is about a person.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PUBLIC


class Level(models.TextChoices):
    """Levels of the tree, from the whole to the door."""

    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    BUILDING = "building"
    DWELLING = "dwelling"


DIVISIONS = (Level.CITY, Level.DISTRICT, Level.STREET, Level.COMMUNITY)


class Place(models.Model):
    """A node of the tree. ``[lo, hi]`` is its subtree as an integer range; ``scope_id`` the smallest division.

    ``unassigned`` marks a division that stands in for the real one nobody has named yet: what hangs there is work.
    ``merged_into`` is the division an ended one went into; its hats see what was handled in the ended one.
    """

    id = models.AutoField(primary_key=True, db_comment=PUBLIC)
    level = models.CharField(max_length=10, choices=Level.choices, db_comment=PUBLIC)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PUBLIC
    )
    code = models.CharField(max_length=28, blank=True, db_comment=PUBLIC)
    name = models.CharField(max_length=120, db_comment=PUBLIC)
    address = models.CharField(max_length=200, blank=True, db_comment=PUBLIC)
    lo = models.BigIntegerField(db_comment=INTERNAL)
    hi = models.BigIntegerField(db_comment=INTERNAL)
    children = models.IntegerField(default=0, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=PUBLIC)
    lon = models.FloatField(null=True, db_comment=PUBLIC)
    lat = models.FloatField(null=True, db_comment=PUBLIC)
    outline = models.BinaryField(null=True, db_comment=PUBLIC)
    cell = models.BigIntegerField(null=True, db_comment=INTERNAL)
    unassigned = models.BooleanField(db_default=False, db_comment=PUBLIC)
    merged_into = models.IntegerField(null=True, db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(null=True, db_comment=PUBLIC)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "places_place"
        constraints = [
            models.UniqueConstraint(fields=["lo"], name="place_lo_once"),
            models.CheckConstraint(condition=models.Q(lo__lte=models.F("hi")), name="place_range"),
        ]
        indexes = [
            models.Index(fields=["parent", "id"], name="place_children"),
            models.Index(fields=["scope_id", "level", "id"], name="place_scope"),
            models.Index(fields=["cell"], condition=models.Q(cell__isnull=False), name="place_cell"),
            models.Index(
                fields=["cell"],
                include=["children"],
                condition=models.Q(level="building", until__isnull=True),
                name="place_buildings",
            ),
            models.Index(fields=["code"], name="place_code"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="place_merged"),
            models.Index(fields=["lo"], condition=models.Q(level__in=DIVISIONS), name="place_divisions"),
        ]


class PlacePast(models.Model):
    """How a division or building stood in the tree from one day to another, before it was renamed, recoded or moved.

    ``reason`` is what ended it: ``rename``, ``recode``, ``split``, ``merge``, ``move``, ``correct``. ``into_id`` is the
    division that took in an ended one.
    """

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PUBLIC)
    parent_id = models.IntegerField(null=True, db_comment=PUBLIC)
    into_id = models.IntegerField(null=True, db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(db_comment=PUBLIC)
    reason = models.CharField(max_length=10, db_comment=PUBLIC)
    code = models.CharField(max_length=28, blank=True, db_comment=PUBLIC)
    name = models.CharField(max_length=120, db_comment=PUBLIC)
    address = models.CharField(max_length=200, blank=True, db_comment=PUBLIC)
    source = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)

    class Meta:
        db_table = "places_past"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=["rename", "recode", "split", "merge", "move", "correct"]),
                name="past_reason",
            )
        ]
        indexes = [
            models.Index(fields=["place", "until"], name="place_past"),
            models.Index(fields=["parent_id"], name="place_past_children"),
            models.Index(fields=["code"], condition=~models.Q(code=""), name="place_past_code"),
        ]


class Structure(models.TextChoices):
    """What carries a building."""

    BRICK = "brick"  # 砖混
    FRAME = "frame"  # 框架
    SHEAR_WALL = "shear_wall"  # 剪力墙
    STEEL = "steel"
    WOOD = "wood"
    OTHER = "other"


class BuildingFacts(models.Model):
    """What is known of a building besides where it stands. ``quality`` is the class of its state, A best, D unsafe."""

    place = models.OneToOneField(Place, primary_key=True, on_delete=models.PROTECT, related_name="+", db_comment=PUBLIC)
    confirmed = models.DateTimeField(null=True, db_comment=PUBLIC)
    floors = models.SmallIntegerField(null=True, db_comment=PUBLIC)
    floors_below = models.SmallIntegerField(null=True, db_comment=PUBLIC)
    stairwells = models.SmallIntegerField(null=True, db_comment=PUBLIC)
    lifts = models.SmallIntegerField(null=True, db_comment=PUBLIC)
    built = models.SmallIntegerField(null=True, db_comment=PUBLIC)
    structure = models.CharField(max_length=12, choices=Structure.choices, blank=True, db_comment=PUBLIC)
    quality = models.CharField(max_length=1, blank=True, db_comment=PUBLIC)
    source = models.CharField(max_length=40, blank=True, db_comment=PUBLIC)

    class Meta:
        db_table = "places_building"
        constraints = [
            models.CheckConstraint(condition=models.Q(quality__in=["", "A", "B", "C", "D"]), name="building_quality"),
            models.CheckConstraint(
                condition=models.Q(structure__in=["", *Structure.values]), name="building_structure"
            ),
        ]


class PlaceToken(models.Model):
    """A bigram of a place's name or address: what the address search reads."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    token = models.CharField(max_length=40, db_comment=PUBLIC)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", db_comment=PUBLIC)

    class Meta:
        db_table = "places_token"
        indexes = [models.Index(fields=["token", "place"], name="place_token")]


class AreaKind(models.TextChoices):
    """What an area is for."""

    COMPOUND = "compound"
    GRID = "grid"
    PARCEL = "parcel"


class Area(models.Model):
    """A compound, a grid or a parcel of land: a name, its outline as drawn last, and a bounding box to find it by.

    ``merged_into`` is the area an ended one went into, ``handed_over`` when what hung on it had gone on.
    """

    id = models.AutoField(primary_key=True, db_comment=PUBLIC)
    kind = models.CharField(max_length=10, choices=AreaKind.choices, db_comment=PUBLIC)
    code = models.CharField(max_length=28, db_comment=PUBLIC)
    name = models.CharField(max_length=120, db_comment=PUBLIC)
    scope_id = models.IntegerField(db_comment=PUBLIC)
    outline = models.BinaryField(null=True, db_comment=PUBLIC)
    west = models.FloatField(null=True, db_comment=PUBLIC)
    south = models.FloatField(null=True, db_comment=PUBLIC)
    east = models.FloatField(null=True, db_comment=PUBLIC)
    north = models.FloatField(null=True, db_comment=PUBLIC)
    drawn = models.DateTimeField(db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(null=True, db_comment=PUBLIC)
    merged_into = models.IntegerField(null=True, db_comment=PUBLIC)
    handed_over = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "places_area"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=models.Q(until__isnull=True), name="area_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(until__isnull=False), name="area_merged_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["scope_id", "kind"], name="area_scope"),
            models.Index(fields=["drawn"], name="area_drawn"),
            models.Index(fields=["until"], name="area_until"),
        ]


class AreaOutline(models.Model):
    """An outline an area had from one day to another, before it was redrawn."""

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_comment=PUBLIC)
    outline = models.BinaryField(db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(db_comment=PUBLIC)

    class Meta:
        db_table = "places_area_outline"
        indexes = [models.Index(fields=["until"], name="area_outline_until")]


class AreaBuilding(models.Model):
    """A building that belongs to an area from one day to another."""

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_comment=PUBLIC)
    building = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(null=True, db_comment=PUBLIC)

    class Meta:
        db_table = "places_area_building"
        indexes = [models.Index(fields=["building", "area"], name="area_of_building")]


class Road(models.Model):
    """A road as drawn on the map: its name and centre line."""

    id = models.AutoField(primary_key=True, db_comment=PUBLIC)
    name = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)
    kind = models.CharField(max_length=20, db_comment=PUBLIC)
    line = models.BinaryField(db_comment=PUBLIC)
    cells = ArrayField(models.BigIntegerField(), default=list, db_comment=INTERNAL)

    class Meta:
        db_table = "places_road"
        indexes = [GinIndex(fields=["cells"], name="road_cells")]


from linli.kernel.places.models_names import AliasKind as AliasKind  # noqa: E402  what a place is called besides
from linli.kernel.places.models_names import PlaceAlias as PlaceAlias  # noqa: E402
