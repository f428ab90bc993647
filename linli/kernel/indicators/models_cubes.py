"""Tables of counts everybody may read, in versions that stay as they are, and what each of them rests on."""

from __future__ import annotations

from django.db import models

from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC


class CubeVersion(models.Model):
    """A cube of one period as it was published: who is counted where by what, rounded, small cells held back.

    ``body`` holds ``columns`` (code and words in both languages), ``rows`` (place, its name and level, what lies above)
    and ``counts``, a list for each row with its sum at the end, null where a cell is held back. ``digest`` is the
    SHA-256 of its canonical bytes. A correction is a further version; none is ever changed.
    """

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    cube = models.CharField(max_length=80, db_comment=PUBLIC)
    span = models.CharField(max_length=5, db_comment=PUBLIC)
    since = models.DateField(db_comment=PUBLIC)
    number = models.SmallIntegerField(db_comment=PUBLIC)
    pack_version = models.BigIntegerField(db_comment=PUBLIC)
    body = models.JSONField(db_comment=PUBLIC)
    digest = models.CharField(max_length=64, db_comment=PUBLIC)
    published = models.DateTimeField(db_comment=PUBLIC)

    class Meta:
        db_table = "indicators_cube_version"
        constraints = [
            models.UniqueConstraint(fields=["cube", "span", "since", "number"], name="cube_version_once"),
        ]


class CubeBasis(models.Model):
    """The true counts of one place a published cube rests on: what a later version is held against.

    ``place`` is the division; its negative stands for what belongs to it and to no division inside it.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    version = models.ForeignKey(CubeVersion, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    place = models.IntegerField(db_comment=INTERNAL)
    counts = models.JSONField(db_comment=PERSONAL)

    class Meta:
        db_table = "indicators_cube_basis"
        constraints = [models.UniqueConstraint(fields=["version", "place"], name="cube_basis_once")]
        indexes = [models.Index(fields=["scope_id"], name="cube_basis_scope")]
