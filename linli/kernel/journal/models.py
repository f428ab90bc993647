"""The journal: every change and every sensitive read, one line each, added and never edited.

A line carries when it happened (``at``), when it was written down (``recorded``), and a salted digest of what it says
in detail. That stands apart with its salt, so that it can be erased while the line stays provable. Lines are sealed
into a Merkle tree in the order of their transactions (:mod:`linli.engines.merkle`), a second after they were written.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from linli.kernel.journal.looks import LOOKS
from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC, SECRET
from linli.plumbing.models import CurrentTransaction, TransactionId


class Line(models.Model):
    """One thing somebody did: verb, object, actor (a plain id), hat and purpose."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    xid = TransactionId(db_default=CurrentTransaction(), db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    actor = models.BigIntegerField(db_comment=PERSONAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    post = models.BigIntegerField(db_comment=INTERNAL)
    surface = models.CharField(max_length=10, db_comment=INTERNAL)
    purpose = models.CharField(max_length=60, blank=True, db_comment=INTERNAL)
    verb = models.CharField(max_length=40, db_comment=INTERNAL)
    kind = models.CharField(max_length=40, db_comment=INTERNAL)
    record = models.BigIntegerField(db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)

    class Meta:
        db_table = "journal_line"
        indexes = [
            models.Index(fields=["xid", "id"], name="journal_order"),
            models.Index(fields=["kind", "record", "id"], name="journal_record"),
            models.Index(fields=["recorded"], condition=Q(verb__in=LOOKS), name="journal_looks"),  # for the auditor
        ]


class Payload(models.Model):
    """What a line says in detail, with the salt of its digest. Erasing both leaves the line and its digest."""

    line = models.OneToOneField(Line, primary_key=True, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    salt = models.BinaryField(max_length=16, null=True, db_comment=SECRET)
    body = models.JSONField(db_comment=PERSONAL)

    class Meta:
        db_table = "journal_payload"


class Seal(models.Model):
    """A run of lines that were sealed together: the leaves ``first`` to before ``size`` of the tree.

    ``xid`` and ``line`` are transaction and id of the last of them: the next seal begins behind it. ``oldest`` is when
    the first of the lines was written down, so that it shows how long they waited.
    """

    first = models.BigIntegerField(primary_key=True, db_comment=INTERNAL)
    size = models.BigIntegerField(unique=True, db_comment=INTERNAL)
    xid = TransactionId(db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)
    lines = ArrayField(models.BigIntegerField(), db_comment=INTERNAL)
    leaves = models.BinaryField(db_comment=INTERNAL)
    root = models.BinaryField(max_length=32, db_comment=INTERNAL)
    oldest = models.DateTimeField(db_comment=INTERNAL)
    sealed = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "journal_seal"
        indexes = [
            models.Index(fields=["xid", "line"], name="seal_end"),
            models.Index(fields=["sealed"], name="seal_sealed"),
        ]


class Node(models.Model):
    """The hash over ``2**level`` leaves of the tree, the ``number``-th of its level. Every eighth level is kept."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField(db_comment=INTERNAL)
    number = models.BigIntegerField(db_comment=INTERNAL)
    hash = models.BinaryField(max_length=32, db_comment=INTERNAL)

    class Meta:
        db_table = "journal_node"


class Checkpoint(models.Model):
    """How the journal stood at one moment, signed by the city: size, root, and the note that leaves the house."""

    size = models.BigIntegerField(primary_key=True, db_comment=PUBLIC)
    root = models.BinaryField(max_length=32, db_comment=PUBLIC)
    note = models.TextField(db_comment=PUBLIC)
    made = models.DateTimeField(db_comment=PUBLIC)

    class Meta:
        db_table = "journal_checkpoint"
