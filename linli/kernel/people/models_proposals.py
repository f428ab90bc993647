"""What was known before, and what somebody says should be changed."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, SENSITIVE


class PastValue(models.Model):
    """A value about a person that was replaced: what it was, who had said so, from when to when, who replaced it.

    ``kind`` and ``record`` name the row it stood in (person, residence, household_member).
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    person_id = models.BigIntegerField(db_comment=PERSONAL)
    record = models.BigIntegerField(db_comment=INTERNAL)
    since = models.DateTimeField(null=True, db_comment=PERSONAL)
    until = models.DateTimeField(db_comment=PERSONAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    kind = models.CharField(max_length=20, db_comment=INTERNAL)
    field = models.CharField(max_length=24, db_comment=INTERNAL)
    source = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    new_source = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    old_sealed = models.BinaryField(null=True, db_comment=SENSITIVE)

    class Meta:
        db_table = "people_past_value"
        indexes = [models.Index(fields=["person_id"], name="past_value_person")]


class PastFact(models.Model):
    """The same for what is known of a place: a dwelling, a letting, a household, an organisation, a thing."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    place_id = models.IntegerField(db_comment=SENSITIVE)
    record = models.BigIntegerField(db_comment=INTERNAL)
    since = models.DateTimeField(null=True, db_comment=PERSONAL)
    until = models.DateTimeField(db_comment=PERSONAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    kind = models.CharField(max_length=20, db_comment=INTERNAL)
    field = models.CharField(max_length=24, db_comment=INTERNAL)
    source = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    new_source = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    old_sealed = models.BinaryField(null=True, db_comment=SENSITIVE)

    class Meta:
        db_table = "people_past_fact"
        indexes = [models.Index(fields=["scope_id", "kind", "record"], name="past_fact_record")]


class Proposer(models.TextChoices):
    """Who says that something should be changed."""

    DEPARTMENT = "department"
    RESIDENT = "resident"
    LANDLORD = "landlord"
    VISIT = "visit"


class Act(models.TextChoices):
    """What is proposed about a record."""

    STILL_TRUE = "still_true"
    CHANGE = "change"
    MOVED_OUT = "moved_out"
    ADD_TENANT = "add_tenant"
    END_TENANT = "end_tenant"


class Proposal(models.Model):
    """A change that somebody proposes and the community decides (数据变更建议).

    The body is sealed: the new values, and the old ones as the proposer knew them. ``subject_id`` is the resident
    who proposed; 0 where staff did. ``kind`` and ``record`` name what it is about: a person, a residence, a dwelling.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    place_id = models.IntegerField(db_comment=SENSITIVE)
    subject_id = models.BigIntegerField(default=0, db_default=0, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    organisation_id = models.BigIntegerField(default=0, db_default=0, db_comment=INTERNAL)
    record = models.BigIntegerField(db_comment=INTERNAL)
    made = models.DateTimeField(db_comment=INTERNAL)
    decided = models.DateTimeField(null=True, db_comment=INTERNAL)
    decided_by = models.BigIntegerField(default=0, db_default=0, db_comment=INTERNAL)
    decided_who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    proposer = models.CharField(max_length=12, choices=Proposer.choices, db_comment=INTERNAL)
    kind = models.CharField(max_length=20, db_comment=INTERNAL)
    act = models.CharField(max_length=12, choices=Act.choices, db_comment=INTERNAL)
    state = models.CharField(
        max_length=8,
        choices=[("open", "open"), ("accepted", "accepted"), ("refused", "refused")],
        default="open",
        db_comment=INTERNAL,
    )
    reason = models.CharField(max_length=200, blank=True, db_comment=PERSONAL)
    body_sealed = models.BinaryField(db_comment=SENSITIVE)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "people_proposal"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""), name="refused_with_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", decided__isnull=True)
                | (~models.Q(state="open") & models.Q(decided__isnull=False)),
                name="decided_when",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_id", "state", "made"], name="proposal_queue"),
            models.Index(fields=["subject_id"], condition=~models.Q(subject_id=0), name="proposal_subject"),
        ]
