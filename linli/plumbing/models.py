"""The technical tables: outbox, cursors, idempotency keys, search tokens, kept forms, rate buckets.

They know no record of the city and have no foreign keys. The pack versions stand in ``models_packs``.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, SECRET


class TransactionId(models.Field):  # type: ignore[type-arg]
    """The 64-bit id of the writing transaction (``xid8``)."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002
        return "xid8"


class CurrentTransaction(models.Func):
    """``pg_current_xact_id()``."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = TransactionId()


class OutboxRow(models.Model):
    """A fact that waits for the dispatcher, or has been handed on and is kept for a while."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    xid = TransactionId(db_default=CurrentTransaction(), db_comment=INTERNAL)
    name = models.CharField(max_length=60, db_comment=INTERNAL)
    body = models.JSONField(db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)
    actor = models.BigIntegerField(db_comment=INTERNAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    purpose = models.CharField(max_length=60, blank=True, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_outbox"
        indexes = [models.Index(fields=["xid", "id"], name="outbox_order")]


class DispatchCursor(models.Model):
    """How far one listener has come in the outbox, and how often it has failed at the next row."""

    listener = models.CharField(max_length=120, primary_key=True, db_comment=INTERNAL)
    xid = TransactionId(db_default=models.expressions.RawSQL("'0'::xid8", ()), db_comment=INTERNAL)
    row = models.BigIntegerField(default=0, db_comment=INTERNAL)
    failures = models.IntegerField(default=0, db_comment=INTERNAL)
    retry_at = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_cursor"


class FailedFact(models.Model):
    """A fact one listener could not take after all its tries: kept, counted and shown by ``linli doctor``."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    listener = models.CharField(max_length=120, db_comment=INTERNAL)
    outbox = models.BigIntegerField(db_comment=INTERNAL)
    name = models.CharField(max_length=60, db_comment=INTERNAL)
    body = models.JSONField(db_comment=INTERNAL)
    error = models.TextField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_failed_fact"
        constraints = [models.UniqueConstraint(fields=["listener", "outbox"], name="failed_fact_once")]


class IdempotencyKey(models.Model):
    """One form or request that has been answered: the same key again gets the same answer."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    client = models.BinaryField(max_length=16, db_comment=INTERNAL)
    key = models.CharField(max_length=80, db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)
    answer = models.JSONField(null=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_idempotency"
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="idempotency_once")]


class SearchToken(models.Model):
    """A keyed pair of signs, part of a number or of a name that leads to a case within a scope."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    kind = models.CharField(max_length=20, db_comment=INTERNAL)
    token = models.BinaryField(max_length=16, db_comment=PERSONAL)
    record = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_search_token"
        indexes = [
            models.Index(fields=["kind", "token", "record"], name="search_token_city"),
            models.Index(fields=["scope_id", "kind", "token", "record"], name="search_token_scope"),
            models.Index(fields=["kind", "record"], name="search_token_record"),
        ]


class NameToken(models.Model):
    """The persons of a division whose names hold one thing: a character, a pair, initials; as a keyed hash.

    A city files some eight of them for each of its people, so persons filed together share a row: ``record`` is the
    first of them, ``more`` the others. The key is what is searched by, for one division as for all.
    """

    pk = models.CompositePrimaryKey("token", "scope_id", "record")
    token = models.BigIntegerField(db_comment=PERSONAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    record = models.BigIntegerField(db_comment=INTERNAL)
    more = ArrayField(models.BigIntegerField(), null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_name_token"


class KeptForm(models.Model):
    """A refused or logged-out form, kept 24 hours for the browser that sent it; sealed as a whole."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    browser = models.BinaryField(max_length=16, db_comment=SECRET)
    surface = models.CharField(max_length=10, db_comment=INTERNAL)
    path = models.CharField(max_length=200, db_comment=INTERNAL)
    body = models.BinaryField(db_comment=PERSONAL)
    files = ArrayField(models.CharField(max_length=80), default=list, db_comment=PERSONAL)
    until = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_kept_form"
        constraints = [models.UniqueConstraint(fields=["browser", "surface", "path"], name="kept_form_once")]


class RateBucket(models.Model):
    """How often something was asked by one address, account, phone or record in one span of time."""

    key = models.BinaryField(max_length=16, primary_key=True, db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    used = models.IntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "plumbing_rate_bucket"


from linli.plumbing.models_packs import PackVersion  # noqa: E402

__all__ = [
    "DispatchCursor",
    "FailedFact",
    "IdempotencyKey",
    "KeptForm",
    "NameToken",
    "OutboxRow",
    "PackVersion",
    "RateBucket",
    "SearchToken",
]
