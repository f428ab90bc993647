"""Who wants to hear what, and each message on its way to them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, SECRET


class Hook(models.Model):
    """A subscription: the cases of one division and below, these facts, this address, this secret.

    ``key_id`` names the secret, so that a receiver knows two while one takes over from the other. While the
    receiver is away everything waits for ``retry_at``, and one message is tried then.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    facts = ArrayField(models.CharField(max_length=60), db_comment=INTERNAL)
    url = models.CharField(max_length=2000, db_comment=INTERNAL)
    key_id = models.CharField(max_length=20, db_comment=INTERNAL)
    secret_sealed = models.BinaryField(db_comment=SECRET)
    old_key_id = models.CharField(max_length=20, blank=True, db_comment=INTERNAL)
    old_secret_sealed = models.BinaryField(null=True, db_comment=SECRET)
    old_until = models.DateTimeField(null=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)
    failures = models.IntegerField(default=0, db_comment=INTERNAL)
    failing_since = models.DateTimeField(null=True, db_comment=INTERNAL)
    retry_at = models.DateTimeField(null=True, db_comment=INTERNAL)
    trouble = models.CharField(max_length=200, blank=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "webhooks_hook"
        indexes = [models.Index(fields=["scope_id"], condition=Q(until=None), name="hook_scope")]


class Delivery(models.Model):
    """One message for one hook. ``key`` is the same at every try, so that the receiver can drop doubles.

    Messages of one case go out in the order of their facts: the next one waits until the one before has
    arrived or was given up.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    hook_id = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    fact = models.BigIntegerField(db_comment=INTERNAL)
    name = models.CharField(max_length=60, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    key = models.UUIDField(unique=True, db_comment=INTERNAL)
    body = models.TextField(db_comment=PERSONAL)
    state = models.CharField(max_length=10, default="waiting", db_comment=INTERNAL)
    tries = models.IntegerField(default=0, db_comment=INTERNAL)
    due = models.DateTimeField(db_comment=INTERNAL)
    trouble = models.CharField(max_length=200, blank=True, db_comment=INTERNAL)
    made = models.DateTimeField(db_comment=INTERNAL)
    sent = models.DateTimeField(null=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "webhooks_delivery"
        constraints = [
            models.UniqueConstraint(fields=["hook_id", "fact"], name="delivery_once"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "dead"]), name="delivery_state"),
        ]
        indexes = [
            models.Index(fields=["scope_id", "hook_id"], name="delivery_scope"),
            models.Index(fields=["hook_id", "fact"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["hook_id", "case_id", "fact"], condition=Q(state="waiting"), name="delivery_case"),
            models.Index(fields=["hook_id", "fact"], condition=Q(state="dead"), name="delivery_dead"),
        ]
