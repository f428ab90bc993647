"""How colleagues work side by side on cases: views they keep, whom they mention, what they watch, words kept ready.

None of it is the history of a case: that stands in the events. What a person keeps for themselves is walled to their
account, what a unit shares to its division, what belongs to a case to those who may see the case.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL


class KeptView(models.Model):
    """A list somebody comes back to: its conditions, its name, where it stands. ``code`` is its lasting address."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    code = models.CharField(max_length=12, unique=True, db_comment=INTERNAL)
    name = models.CharField(max_length=40, db_comment=INTERNAL)
    conditions = models.JSONField(default=dict, db_comment=INTERNAL)
    rank = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    is_default = models.BooleanField(default=False, db_comment=INTERNAL)
    version = models.SmallIntegerField(default=1, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        abstract = True


class OwnView(KeptView):
    """A view of one person at one post."""

    account_id = models.BigIntegerField(db_comment=INTERNAL)
    post_id = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "desks_own_view"
        indexes = [models.Index(fields=["account_id", "post_id", "rank"], name="own_view_account")]
        constraints = [
            models.UniqueConstraint(fields=["post_id"], condition=models.Q(is_default=True), name="one_own_default")
        ]


class UnitView(KeptView):
    """A view a unit shares: everybody of the unit has it, whoever made it."""

    scope_id = models.IntegerField(db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=INTERNAL)
    made_by = models.BigIntegerField(db_comment=PERSONAL)
    made_name = models.CharField(max_length=80, db_comment=INTERNAL)

    class Meta:
        db_table = "desks_unit_view"
        indexes = [models.Index(fields=["scope_id", "unit_id", "rank"], name="unit_view_scope")]


class Watch(models.Model):
    """Somebody wants to be told when a case moves. It ends with the post they watch from."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    post_id = models.BigIntegerField(db_comment=INTERNAL)
    name = models.CharField(max_length=80, db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "desks_watch"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "case_id"], condition=models.Q(until__isnull=True), name="one_running_watch"
            )
        ]
        indexes = [models.Index(fields=["case_id"], name="watch_case")]


class Mention(models.Model):
    """A colleague named in an internal note, by name or through their unit; ``read`` when they have seen it."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    event_id = models.BigIntegerField(db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    by_name = models.CharField(max_length=80, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    read = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "desks_mention"
        constraints = [models.UniqueConstraint(fields=["event_id", "account_id"], name="mentioned_once")]
        indexes = [
            models.Index(fields=["account_id", "-id"], name="mention_account"),
            models.Index(fields=["case_id"], name="mention_case"),
        ]


class Presence(models.Model):
    """Who has a case open this very moment. Gone after half a minute; the table is in no log and no backup."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    case_id = models.BigIntegerField(db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    name = models.CharField(max_length=80, db_comment=INTERNAL)
    writing = models.BooleanField(default=False, db_comment=INTERNAL)
    seen = models.DateTimeField(db_comment=PERSONAL)

    class Meta:
        db_table = "desks_presence"
        constraints = [models.UniqueConstraint(fields=["case_id", "account_id"], name="present_once")]
        indexes = [models.Index(fields=["seen"], name="presence_seen")]


class Phrase(models.Model):
    """Words a unit keeps ready for an answer, a contact or a handover. A change is a new version; the old ones stay.

    ``root`` is the first version's id. Packs bring phrases of their own for every unit.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    root = models.BigIntegerField(db_comment=INTERNAL)
    version = models.SmallIntegerField(db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=INTERNAL)
    name = models.CharField(max_length=40, db_comment=INTERNAL)
    text = models.TextField(db_comment=INTERNAL)
    uses = ArrayField(models.CharField(max_length=12), default=list, db_comment=INTERNAL)
    items = ArrayField(models.CharField(max_length=60), default=list, db_comment=INTERNAL)
    made_by = models.BigIntegerField(db_comment=PERSONAL)
    made_name = models.CharField(max_length=80, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "desks_phrase"
        constraints = [models.UniqueConstraint(fields=["root", "version"], name="phrase_version")]
        indexes = [models.Index(fields=["scope_id", "unit_id"], name="phrase_unit")]


class Batch(models.Model):
    """One action for several cases: what was asked for, by whom. Its rows say what became of each."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    code = models.CharField(max_length=12, unique=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    post_id = models.BigIntegerField(db_comment=INTERNAL)
    action = models.CharField(max_length=40, db_comment=INTERNAL)
    given = models.JSONField(default=dict, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "desks_batch"
        indexes = [models.Index(fields=["account_id", "-id"], name="batch_account")]


class BatchRow(models.Model):
    """One case of a batch: waiting, done, or refused with the reason in words."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+", db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    number = models.CharField(max_length=24, db_comment=PERSONAL)
    title = models.CharField(max_length=120, db_comment=PERSONAL)
    mark = models.CharField(max_length=32, db_comment=INTERNAL)
    state = models.CharField(max_length=8, default="waiting", db_comment=INTERNAL)
    why = models.CharField(max_length=200, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "desks_batch_row"
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="batch_row_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "done", "refused"]), name="batch_row_state"
            ),
        ]
        indexes = [models.Index(fields=["account_id"], name="batch_row_account")]
