"""How it goes with each witness, and every checkpoint one of them has taken."""

from __future__ import annotations

from django.db import models

from linli.plumbing.classification import INTERNAL, PUBLIC


class Witness(models.Model):
    """Somebody outside who keeps checkpoints: as the operator named them, the last they have, and what went wrong."""

    name = models.CharField(max_length=200, primary_key=True, db_comment=PUBLIC)
    size = models.BigIntegerField(default=0, db_comment=PUBLIC)
    taken = models.DateTimeField(null=True, db_comment=PUBLIC)
    failures = models.IntegerField(default=0, db_comment=INTERNAL)
    failing_since = models.DateTimeField(null=True, db_comment=INTERNAL)
    retry_at = models.DateTimeField(null=True, db_comment=INTERNAL)
    trouble = models.CharField(max_length=200, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "witnesses_witness"


class WitnessReceipt(models.Model):
    """A checkpoint a witness has taken, and the line with which it cosigned, if it did."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    witness = models.CharField(max_length=200, db_comment=PUBLIC)
    size = models.BigIntegerField(db_comment=PUBLIC)
    taken = models.DateTimeField(db_comment=PUBLIC)
    cosignature = models.TextField(blank=True, db_comment=PUBLIC)

    class Meta:
        db_table = "witnesses_receipt"
        constraints = [models.UniqueConstraint(fields=["witness", "size"], name="witness_receipt_once")]
        indexes = [models.Index(fields=["size"], name="witness_receipt_size")]
