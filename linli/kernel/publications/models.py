"""What everybody may read. For now: the public face of cases, which holds nothing about who reported."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PUBLIC


class PublicFace(models.Model):
    """What the public sees of a case: item, state, coarsened point, approved text and photo; no subject.

    ``code`` is the name outside programs know it by. It is not the number of the case, which is its reporter's.
    """

    case_id = models.BigIntegerField(primary_key=True, db_comment=INTERNAL)
    code = models.CharField(max_length=12, unique=True, db_comment=PUBLIC)
    item = models.CharField(max_length=60, db_comment=PUBLIC)
    title = models.CharField(max_length=120, db_comment=PUBLIC)
    where = models.CharField(max_length=200, blank=True, db_comment=PUBLIC)
    scope_id = models.IntegerField(db_comment=PUBLIC)
    lon = models.FloatField(null=True, db_comment=PUBLIC)
    lat = models.FloatField(null=True, db_comment=PUBLIC)
    cell = models.BigIntegerField(null=True, db_comment=PUBLIC)
    state = models.CharField(max_length=12, db_comment=PUBLIC)
    answer = models.TextField(blank=True, db_comment=PUBLIC)
    opened = models.DateTimeField(db_comment=PUBLIC)
    closed = models.DateTimeField(null=True, db_comment=PUBLIC)
    due = models.DateTimeField(null=True, db_comment=PUBLIC)
    changed = models.DateTimeField(db_comment=PUBLIC)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "publications_public_face"
        indexes = [
            models.Index(fields=["cell", "item"], name="face_near"),
            models.Index(fields=["scope_id", "-opened"], name="face_scope"),
            models.Index(fields=["-opened", "case_id"], name="face_newest"),
        ]
