"""The running truth of a city's packs: versions that are drafted by one person and published by another.

What the database refuses, whoever asks: an author publishing their own draft, a change to anything
published, a second founding, two versions following the same one. The triggers stand in the migration.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.functions import Now
from psycopg.types.json import Json

from linli.plumbing.classification import INTERNAL, PUBLIC


class OrderedJSON(models.JSONField):
    """JSON kept as it was written: ``jsonb`` would put the keys in an order of its own, and steps have one."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        return "json"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: ARG002
        return value if value is None or isinstance(value, Json) else Json(value)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:  # noqa: ARG002
        return value


class PackVersion(models.Model):
    """One version of one entry of the catalogue: a service item, a flow, a duty table, a tariff.

    ``number`` counts the published versions of a code from 1; ``base`` is the hash of the version before,
    empty for the first. A version holds from ``effective_from`` (null: always did) until the next one
    begins or ``effective_until`` is reached. ``drafted`` and ``published`` are moments of the action,
    ``recorded`` is the clock of the database.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    kind = models.CharField(max_length=40, db_comment=PUBLIC)
    code = models.CharField(max_length=80, db_comment=PUBLIC)
    number = models.IntegerField(null=True, db_comment=PUBLIC)
    hash = models.CharField(max_length=64, db_comment=PUBLIC)
    base = models.CharField(max_length=64, blank=True, db_comment=PUBLIC)
    body = OrderedJSON(db_comment=INTERNAL)
    effective_from = models.DateTimeField(null=True, db_comment=PUBLIC)
    effective_until = models.DateTimeField(null=True, db_comment=PUBLIC)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, db_comment=INTERNAL)
    founded = models.BooleanField(default=False, db_comment=PUBLIC)
    author = models.BigIntegerField(null=True, db_comment=INTERNAL)
    approver = models.BigIntegerField(null=True, db_comment=INTERNAL)
    drafted = models.DateTimeField(db_comment=INTERNAL)
    published = models.DateTimeField(null=True, db_comment=PUBLIC)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_pack_version"
        constraints = [
            models.CheckConstraint(
                name="pack_version_two_people",
                condition=Q(founded=True, state="published", author=None, approver=None, number=1, base="")
                | Q(founded=False, state="draft", author__isnull=False, approver=None)
                | (
                    Q(founded=False, state="published", author__isnull=False, approver__isnull=False)
                    & ~Q(author=F("approver"))
                ),
            ),
            models.CheckConstraint(
                name="pack_version_numbered_when_published",
                condition=Q(state="draft", number=None, published=None)
                | Q(state="published", number__gte=1, published__isnull=False),
            ),
            models.CheckConstraint(
                name="pack_version_not_before_publishing",
                condition=Q(state="draft")
                | Q(founded=True)
                | Q(effective_from__isnull=False, effective_from__gte=F("published")),
            ),
            models.CheckConstraint(
                name="pack_version_ends_after_start",
                condition=Q(effective_from=None) | Q(effective_until=None) | Q(effective_until__gt=F("effective_from")),
            ),
            models.UniqueConstraint(fields=["kind", "code", "number"], name="pack_version_one_line"),
        ]
        indexes = [
            models.Index(fields=["hash"], name="pack_version_hash"),
            models.Index(fields=["state", "kind", "code"], name="pack_version_list"),
        ]


class PackFounding(models.Model):
    """The founding act: the packs a database was given at its first start. There is one row, ever.

    ``hashes`` lists what was founded; the database takes no founded version that is not on the list.
    """

    id = models.SmallIntegerField(primary_key=True, default=1, db_comment=INTERNAL)
    hashes = ArrayField(models.CharField(max_length=64), db_comment=PUBLIC)
    line = models.BigIntegerField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=PUBLIC)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_pack_founding"
        constraints = [models.CheckConstraint(name="pack_founding_once", condition=Q(id=1))]
