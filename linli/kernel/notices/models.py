"""Notices: one message to one subject or account over one channel, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL


class Notice(models.Model):
    """A message. The same fact never tells the same reader the same thing twice over the same channel.

    What leaves the house has its address and its link, which opens a matter without a login, sealed together;
    ``text`` then has ``{link}`` where the link belongs.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    fact = models.BigIntegerField(db_comment=INTERNAL)
    template = models.CharField(max_length=60, db_comment=INTERNAL)
    channel = models.CharField(max_length=10, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    address_sealed = models.BinaryField(null=True, db_comment=PERSONAL)
    text = models.TextField(db_comment=PERSONAL)
    link = models.CharField(max_length=200, blank=True, db_comment=PERSONAL)
    state = models.CharField(max_length=10, default="waiting", db_comment=INTERNAL)
    not_before = models.DateTimeField(null=True, db_comment=INTERNAL)
    tries = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    trouble = models.CharField(max_length=200, blank=True, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    sent = models.DateTimeField(null=True, db_comment=INTERNAL)
    read = models.DateTimeField(null=True, db_comment=PERSONAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "notices_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "template", "channel", "subject_id", "account_id"],
                name="notice_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "failed", "read", "held"]),
                name="notice_state",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="notice_subject"),
            models.Index(fields=["account_id", "-id"], name="notice_account"),
            models.Index(fields=["not_before"], condition=models.Q(state="waiting"), name="notice_waiting"),
        ]
