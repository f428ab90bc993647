"""What everybody may read: the public face of cases, which holds nothing about who reported, and who follows one."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC, SECRET

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
STATES = (OPEN, ANSWERED, CLOSED)


class PublicFace(models.Model):
    """What the public sees of a case: item, state, coarsened point, approved text and photo; no subject.

    ``code`` is its own address, drawn at random: it leads to no case and no case number leads to it. ``joined_id``
    is the case it is handled together with; ``people`` how many different people brought the matter.
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
    outcome = models.CharField(max_length=20, blank=True, db_comment=PUBLIC)
    people = models.SmallIntegerField(default=1, db_comment=PUBLIC)
    joined_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    opened = models.DateTimeField(db_comment=PUBLIC)
    answered = models.DateTimeField(null=True, db_comment=PUBLIC)
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
            models.Index(fields=["joined_id"], condition=models.Q(joined_id__isnull=False), name="face_joined"),
        ]


class PublicEvent(models.Model):
    """A case's public state turning into another: answered, open again, closed. That it was opened the face says."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    state = models.CharField(max_length=12, db_comment=PUBLIC)
    at = models.DateTimeField(db_comment=PUBLIC)

    class Meta:
        db_table = "publications_public_event"
        indexes = [models.Index(fields=["case_id", "id"], name="public_event_case")]


class PublicPhoto(models.Model):
    """A photo staff released for everybody: a copy of its own, made from the clean one and kept apart from the paper.

    Without ``file`` it waits until the photo has been drawn anew; until then nobody is shown anything.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    code = models.CharField(max_length=12, unique=True, db_comment=PUBLIC)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    paper_id = models.BigIntegerField(unique=True, db_comment=INTERNAL)
    file = models.CharField(max_length=32, blank=True, db_comment=INTERNAL)
    media_type = models.CharField(max_length=20, blank=True, db_comment=PUBLIC)
    released = models.DateTimeField(db_comment=PUBLIC)

    class Meta:
        db_table = "publications_public_photo"
        indexes = [models.Index(fields=["case_id", "id"], name="public_photo_case")]


class Follower(models.Model):
    """Somebody who wants to hear how a public matter goes on, and nothing else about them.

    With a login ``subject_id`` is the account's own and news comes in the app. Without, it is a throw-away number
    and ``phone_sealed`` takes the messages; the secret code in them opens exactly this row. ``since`` is empty until
    the phone's owner has opened the first message.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    phone_sealed = models.BinaryField(null=True, db_comment=PERSONAL)
    phone_blind = models.BinaryField(null=True, max_length=16, db_comment=PERSONAL)
    code_sealed = models.BinaryField(null=True, db_comment=SECRET)
    code_blind = models.BinaryField(null=True, max_length=16, db_comment=SECRET)
    asked = models.DateTimeField(db_comment=PERSONAL)
    since = models.DateTimeField(null=True, db_comment=PERSONAL)

    class Meta:
        db_table = "publications_follower"
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "case_id"], name="follower_once"),
            models.UniqueConstraint(fields=["code_blind"], name="follower_code_once"),
            models.UniqueConstraint(fields=["case_id", "phone_blind"], name="follower_phone_once"),
        ]
        indexes = [models.Index(fields=["scope_id"], name="follower_scope")]


# Announcements, topics and what is said below them stand in a module of their own.
from linli.kernel.publications.models_talks import Publication  # noqa: E402

__all__ = ["Follower", "PublicEvent", "PublicFace", "PublicPhoto", "Publication"]
