"""Dwellings as homes: what is known of one, who lets it, and the households in it.

"户" has three senses and none of them is called so here: the dwelling is the physical unit, the household of the
register (户籍户) stands in one police booklet, and the living household (家庭户) are those who live together.
"""

from __future__ import annotations

from django.db import models

from linli.kernel.people.models import Person
from linli.kernel.places.models import Place
from linli.plumbing.classification import INTERNAL, PERSONAL, SENSITIVE


class Use(models.TextChoices):
    """What a dwelling is used for."""

    HOME = "home"
    SHARED = "shared"  # let by the bed or room
    DORMITORY = "dormitory"
    SHOP = "shop"
    OFFICE = "office"
    STORE = "store"
    OTHER = "other"


class Occupancy(models.TextChoices):
    """Who lives in a dwelling, as somebody has declared it. Nobody infers it from meters."""

    SELF = "self"  # 自住
    LET = "let"  # 出租
    EMPTY = "empty"  # 空置
    MIXED = "mixed"  # 部分出租
    UNKNOWN = "unknown"


class Dwelling(models.Model):
    """What is known of one dwelling besides its place in the tree. No row: nothing but the place is known.

    ``floor_area`` is in hundredths of a square metre; ``most_people`` how many may live here by the rules.
    """

    place = models.OneToOneField(
        Place, primary_key=True, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL
    )
    scope_id = models.IntegerField(db_comment=INTERNAL)
    confirmed = models.DateTimeField(null=True, db_comment=INTERNAL)
    occupancy_since = models.DateTimeField(null=True, db_comment=PERSONAL)
    floor_area = models.IntegerField(null=True, db_comment=PERSONAL)
    rooms = models.SmallIntegerField(null=True, db_comment=PERSONAL)
    most_people = models.SmallIntegerField(null=True, db_comment=INTERNAL)
    use = models.CharField(
        max_length=12, choices=Use.choices, default=Use.HOME, db_default=Use.HOME, db_comment=INTERNAL
    )
    occupancy = models.CharField(
        max_length=8,
        choices=Occupancy.choices,
        default=Occupancy.UNKNOWN,
        db_default=Occupancy.UNKNOWN,
        db_comment=SENSITIVE,
    )
    occupancy_source = models.CharField(max_length=40, blank=True, default="", db_default="", db_comment=INTERNAL)
    property_unit_no = models.CharField(max_length=28, blank=True, default="", db_default="", db_comment=PERSONAL)
    source = models.CharField(max_length=40, blank=True, default="", db_default="", db_comment=INTERNAL)

    class Meta:
        db_table = "people_dwelling"
        constraints = [
            models.CheckConstraint(condition=models.Q(use__in=Use.values), name="dwelling_use"),
            models.CheckConstraint(
                condition=models.Q(occupancy=Occupancy.UNKNOWN)
                | (models.Q(occupancy__in=Occupancy.values) & ~models.Q(occupancy_source="")),
                name="occupancy_declared",
            ),
        ]
        indexes = [models.Index(fields=["scope_id", "confirmed"], name="dwelling_due")]


class Letting(models.Model):
    """A dwelling that is let (出租屋登记): by whom, to how many at most, under which number.

    ``subject_id`` is the landlord's own subject, through which they see it.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=SENSITIVE)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    landlord = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PERSONAL
    )
    subject_id = models.BigIntegerField(db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(null=True, db_comment=PERSONAL)
    confirmed = models.DateTimeField(null=True, db_comment=INTERNAL)
    most_tenants = models.SmallIntegerField(null=True, db_comment=INTERNAL)
    number = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    source = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "people_letting"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "landlord"], condition=models.Q(until__isnull=True), name="letting_once"
            )
        ]
        indexes = [
            models.Index(fields=["scope_id", "place"], name="letting_scope"),
            models.Index(fields=["subject_id"], name="letting_subject"),
        ]


class Household(models.Model):
    """People of one booklet (``register``, 户籍户) or people who live together (``living``, 家庭户)."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=SENSITIVE)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    kind = models.CharField(max_length=8, choices=[("register", "register"), ("living", "living")], db_comment=INTERNAL)
    booklet_sealed = models.BinaryField(null=True, db_comment=SENSITIVE)
    booklet_blind = models.BinaryField(null=True, max_length=16, db_comment=SENSITIVE)
    since = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(null=True, db_comment=PERSONAL)
    confirmed = models.DateTimeField(null=True, db_comment=INTERNAL)
    source = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "people_household"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["register", "living"]), name="household_kind"),
        ]
        indexes = [
            models.Index(fields=["scope_id", "place"], name="household_scope"),
            models.Index(
                fields=["booklet_blind"], condition=models.Q(booklet_blind__isnull=False), name="household_booklet"
            ),
        ]


class Relation(models.TextChoices):
    """What somebody is to the head of a household (与户主关系)."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    RELATIVE = "relative"
    UNRELATED = "unrelated"


class HouseholdMember(models.Model):
    """Somebody in a household from one day to another. A household has one head at a time."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PERSONAL)
    since = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(null=True, db_comment=PERSONAL)
    relation = models.CharField(max_length=12, choices=Relation.choices, db_comment=PERSONAL)

    class Meta:
        db_table = "people_household_member"
        constraints = [
            models.CheckConstraint(condition=models.Q(relation__in=Relation.values), name="member_relation"),
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(relation="head", until__isnull=True), name="one_head"
            ),
            models.UniqueConstraint(
                fields=["household", "person"], condition=models.Q(until__isnull=True), name="member_once"
            ),
        ]
        indexes = [
            models.Index(fields=["household"], name="member_household"),
            models.Index(fields=["person"], name="member_person"),
        ]
