"""What came in and could not be read, as it came, with the reason; and what somebody made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL

SOURCES = ("mail", "open311")
ENDINGS = ("opened", "dismissed")


class Unread(models.Model):
    """One message nobody could read. ``raw`` are its bytes, sealed; ``sender`` is how the door knew who brought it.

    It ends as a case somebody opened for it (``number``), or dismissed with a reason.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    source = models.CharField(max_length=10, db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, unique=True, db_comment=INTERNAL)
    sender = models.CharField(max_length=120, blank=True, db_comment=PERSONAL)
    raw = models.BinaryField(db_comment=PERSONAL)
    size = models.IntegerField(db_comment=INTERNAL)
    reason = models.CharField(max_length=300, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    settled = models.DateTimeField(null=True, db_comment=INTERNAL)
    ending = models.CharField(max_length=10, blank=True, db_comment=INTERNAL)
    number = models.CharField(max_length=24, blank=True, db_comment=INTERNAL)
    why = models.CharField(max_length=300, blank=True, db_comment=INTERNAL)
    account = models.BigIntegerField(null=True, db_comment=INTERNAL)
    who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "unread_message"
        constraints = [
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="unread_source"),
            models.CheckConstraint(
                condition=Q(settled=None, ending="")
                | (Q(settled__isnull=False, ending="opened") & ~Q(number=""))
                | (Q(settled__isnull=False, ending="dismissed") & ~Q(why="")),
                name="unread_ends_explained",
            ),
        ]
        indexes = [models.Index(fields=["scope_id", "id"], condition=Q(settled=None), name="unread_open")]
