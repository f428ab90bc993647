"""What units announce and neighbours talk about.

Nothing here says who a resident is but a :class:`Submission`, which lies behind the walls; what was looked at and
shown is written anew without them. The public face of cases stands in ``models``.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC

SHOWN, TAKEN_DOWN = "shown", "taken_down"


class Publication(models.Model):
    """An announcement of a unit, or a topic somebody raised, at a division of the city.

    Nothing stands for ever and nothing stands unlooked at: from ``until`` on it is over, and from ``check_by`` on
    it is not shown until somebody has said that it is still true.
    """

    class Kind(models.TextChoices):
        ANNOUNCEMENT = "announcement", "announcement"
        TOPIC = "topic", "topic"

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    number = models.CharField(max_length=24, unique=True, db_comment=PUBLIC)
    kind = models.CharField(max_length=12, choices=Kind.choices, db_comment=PUBLIC)
    scope_id = models.IntegerField(db_comment=PUBLIC)
    title = models.CharField(max_length=60, db_comment=PUBLIC)
    text = models.TextField(db_comment=PUBLIC)
    by_name = models.CharField(max_length=40, blank=True, db_comment=PUBLIC)
    unit_id = models.BigIntegerField(null=True, db_comment=PUBLIC)
    unit_name = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)
    published = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(db_comment=PUBLIC)
    checked = models.DateTimeField(db_comment=PUBLIC)
    check_by = models.DateTimeField(db_comment=PUBLIC)
    reminded = models.DateTimeField(null=True, db_comment=INTERNAL)
    pinned = models.BooleanField(default=False, db_comment=PUBLIC)
    takes_replies = models.BooleanField(default=True, db_comment=PUBLIC)
    answer_due = models.DateTimeField(null=True, db_comment=PUBLIC)
    answered = models.DateTimeField(null=True, db_comment=PUBLIC)
    state = models.CharField(max_length=12, default=SHOWN, db_comment=PUBLIC)
    reason = models.CharField(max_length=200, blank=True, db_comment=PUBLIC)
    wording = models.SmallIntegerField(default=1, db_comment=PUBLIC)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "publications_publication"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("published")) & models.Q(check_by__lte=models.F("until")),
                name="publication_is_fresh",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SHOWN) | (models.Q(state=TAKEN_DOWN) & ~models.Q(reason="")),
                name="publication_state",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_id", "-published"], name="publication_scope"),
            models.Index(fields=["check_by"], condition=models.Q(state=SHOWN), name="publication_check"),
        ]


class Wording(models.Model):
    """The words of a publication as they stood from one moment on, and which member of staff wrote them."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    number = models.SmallIntegerField(db_comment=INTERNAL)
    title = models.CharField(max_length=60, db_comment=PUBLIC)
    text = models.TextField(db_comment=PUBLIC)
    account = models.BigIntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "publications_wording"
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="wording_once")]


class Reply(models.Model):
    """What somebody said to a publication, as everybody reads it. Of residents only the name they chose."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    number = models.SmallIntegerField(db_comment=PUBLIC)
    text = models.TextField(db_comment=PUBLIC)
    by_name = models.CharField(max_length=40, blank=True, db_comment=PUBLIC)
    unit_name = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)
    official = models.BooleanField(default=False, db_comment=PUBLIC)
    at = models.DateTimeField(db_comment=PUBLIC)
    state = models.CharField(max_length=12, default=SHOWN, db_comment=PUBLIC)
    reason = models.CharField(max_length=200, blank=True, db_comment=PUBLIC)

    class Meta:
        db_table = "publications_reply"
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="reply_number")]


class Submission(models.Model):
    """A topic or a reply as a resident sent it. It waits until staff have looked; then it is shown, or refused with
    a reason. Whoever sent it sees it, and the desks of the place; nobody else."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SHOWN = "shown", "shown"
        REFUSED = "refused", "refused"
        WITHDRAWN = "withdrawn", "withdrawn"

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    publication_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    title = models.CharField(max_length=60, blank=True, db_comment=PERSONAL)
    text = models.TextField(db_comment=PERSONAL)
    by_name = models.CharField(max_length=40, db_comment=PERSONAL)
    at = models.DateTimeField(db_comment=PERSONAL)
    due = models.DateTimeField(db_comment=INTERNAL)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_comment=INTERNAL)
    reason = models.CharField(max_length=200, blank=True, db_comment=PERSONAL)
    decided = models.DateTimeField(null=True, db_comment=INTERNAL)
    decided_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "publications_submission"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""), name="submission_refused_with_reason"
            )
        ]
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="submission_subject"),
            models.Index(fields=["scope_id", "due"], condition=models.Q(state="waiting"), name="submission_waiting"),
        ]
