"""Papers: photos and documents that people hand in, and the key that each owner's papers are sealed with.

The pictures themselves lie in the papers folder, sealed; a row says whose they are, what they belong to and
whether they may be shown. Dropping an owner's key erases all their papers at once, backups included.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from linli.kernel.papers.sniff import REASONS
from linli.plumbing.classification import INTERNAL, PERSONAL, SECRET

QUARANTINED, READY, REFUSED = "quarantined", "ready", "refused"
STATES = (QUARANTINED, READY, REFUSED)
PHOTO = "photo"


class Paper(models.Model):
    """One photo: kept as it came until the worker has drawn it anew, then only the clean one.

    ``digest`` is the keyed hash of what was handed in; ``file`` and ``thumb`` name the sealed files.
    ``width``, ``height``, ``size`` (bytes) and ``media_type`` speak of what is kept now.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    kind = models.CharField(max_length=12, choices=[(PHOTO, PHOTO)], db_comment=INTERNAL)
    title = models.CharField(max_length=120, blank=True, db_comment=PERSONAL)
    digest = models.BinaryField(max_length=16, db_comment=INTERNAL)
    file = models.CharField(max_length=32, db_comment=INTERNAL)
    thumb = models.CharField(max_length=32, blank=True, db_comment=INTERNAL)
    media_type = models.CharField(max_length=20, db_comment=INTERNAL)
    size = models.IntegerField(db_comment=INTERNAL)
    width = models.IntegerField(db_comment=INTERNAL)
    height = models.IntegerField(db_comment=INTERNAL)
    owner_subject = models.BigIntegerField(db_comment=PERSONAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    case_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    state = models.CharField(max_length=12, choices=[(s, s) for s in STATES], db_comment=INTERNAL)
    refused_reason = models.CharField(max_length=20, blank=True, db_comment=INTERNAL)
    created_by = models.BigIntegerField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "papers_paper"
        indexes = [
            models.Index(fields=["case_id"], name="paper_case"),
            models.Index(fields=["owner_subject"], name="paper_owner"),
            models.Index(fields=["scope_id"], name="paper_scope"),
        ]
        constraints = [
            models.CheckConstraint(name="paper_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="paper_refused_says_why",
                condition=Q(state=REFUSED, refused_reason__gt="") | ~Q(state=REFUSED) & Q(refused_reason=""),
            ),
            models.CheckConstraint(name="paper_ready_has_thumb", condition=~Q(state=READY) | Q(thumb__gt="")),
        ]

    @property
    def refusal(self) -> str:
        """The sentence that tells the person why the photo was not kept; empty for the others."""
        return str(REASONS[self.refused_reason]) if self.refused_reason else ""


class OwnerKey(models.Model):
    """The key of one owner's papers, sealed under the city's key. Without the row nobody opens them again."""

    subject = models.BigIntegerField(primary_key=True, db_comment=PERSONAL)
    sealed = models.BinaryField(db_comment=SECRET)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "papers_owner_key"
