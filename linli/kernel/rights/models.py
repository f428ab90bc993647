"""What a person may ask about what is held of them: who looked, a copy to take along, erasure; and what a city must
think through before it holds anything (PIPL articles 44-47, 55 and 56).

The room knows no record of the city: persons are subjects here, and what is held is found by the declarations of
:mod:`linli.plumbing.held`, which every room makes for its own tables.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from linli.plumbing.classification import INTERNAL, PERSONAL, SECRET


class NotedLook(models.Model):
    """A sensitive read as the person it was about may read it: who, when, what, and why they said they had to.

    Written with the line of the journal that says the same to the auditor, in one transaction.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    line = models.BigIntegerField(db_comment=INTERNAL)
    unit_id = models.BigIntegerField(default=0, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=PERSONAL)
    verb = models.CharField(max_length=40, db_comment=INTERNAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    what = ArrayField(models.CharField(max_length=40), default=list, db_comment=INTERNAL)
    reason = models.CharField(max_length=200, blank=True, db_comment=PERSONAL)

    class Meta:
        db_table = "rights_look"
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="noted_look_subject"),
            models.Index(fields=["at"], name="noted_look_at"),
        ]


class DataCopy(models.Model):
    """A copy of everything held about a person, made for one session: nobody else's opens it, and it ends by itself.

    ``mark`` is the keyed hash of a secret that only the session that asked holds. The file lies sealed under a key
    of its own, which stands sealed here.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        READY = "ready", "ready"
        OVER = "over", "over"

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    account_id = models.BigIntegerField(db_comment=PERSONAL)
    mark = models.BinaryField(max_length=16, db_comment=SECRET)
    language = models.CharField(max_length=10, default="zh-hans", db_comment=INTERNAL)
    asked = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(db_comment=PERSONAL)
    ready = models.DateTimeField(null=True, db_comment=INTERNAL)
    fetched = models.DateTimeField(null=True, db_comment=PERSONAL)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING, db_comment=INTERNAL)
    rows = models.IntegerField(default=0, db_comment=INTERNAL)
    size = models.IntegerField(default=0, db_comment=INTERNAL)
    file = models.CharField(max_length=32, blank=True, db_comment=INTERNAL)
    key_sealed = models.BinaryField(null=True, db_comment=SECRET)

    class Meta:
        db_table = "rights_copy"
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="copy_subject"),
            models.Index(fields=["until"], condition=~Q(state="over"), name="copy_until"),
        ]


class Erasure(models.Model):
    """Somebody asks that what is held about them be erased; a data officer decides, the worker carries it out.

    ``plan`` is what was found when it was asked and decided, ``answer`` what was done: for each table how many rows
    went, how many stay and by which reason. Both hold numbers and codes, and nothing of a person.
    """

    class State(models.TextChoices):
        ASKED = "asked", "asked"
        TAKEN_BACK = "taken_back", "taken back"
        REFUSED = "refused", "refused"
        AGREED = "agreed", "agreed"
        DONE = "done", "done"

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    account_id = models.BigIntegerField(db_comment=PERSONAL)
    person_id = models.BigIntegerField(default=0, db_comment=PERSONAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    with_login = models.BooleanField(default=False, db_comment=INTERNAL)
    asked = models.DateTimeField(db_comment=PERSONAL)
    due = models.DateTimeField(db_comment=INTERNAL)
    words = models.CharField(max_length=300, blank=True, db_comment=PERSONAL)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED, db_comment=INTERNAL)
    plan = models.JSONField(default=list, db_comment=INTERNAL)
    decided = models.DateTimeField(null=True, db_comment=INTERNAL)
    decided_by = models.BigIntegerField(default=0, db_comment=INTERNAL)
    decided_who = models.CharField(max_length=80, blank=True, db_comment=INTERNAL)
    reason = models.CharField(max_length=300, blank=True, db_comment=PERSONAL)
    done = models.DateTimeField(null=True, db_comment=INTERNAL)
    answer = models.JSONField(default=list, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "rights_erasure"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"], condition=Q(state__in=["asked", "agreed"]), name="one_open_erasure"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="erasure_refused_with_reason"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "taken_back"]) | Q(decided__isnull=False), name="erasure_decided_when"
            ),
        ]
        indexes = [
            models.Index(fields=["scope_id", "state", "asked"], name="erasure_queue"),
            models.Index(fields=["subject_id", "-id"], name="erasure_subject"),
        ]


class LegalHold(models.Model):
    """An authority asked that everything about a person be kept (依法先留着), as it stood from one act on.

    A row for each act: placed, prolonged, ended. The rows of one hold have the ``root`` of the first, none is changed,
    and it runs while ``until`` of the last one lies ahead. ``told_subject_id`` is the subject again where the person
    may read of it; where the basis forbids that it is 0, and ``silence`` says why.
    """

    class Act(models.TextChoices):
        PLACED = "placed", "placed"
        PROLONGED = "prolonged", "prolonged"
        ENDED = "ended", "ended"

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    root = models.BigIntegerField(db_comment=INTERNAL)
    version = models.SmallIntegerField(default=1, db_comment=INTERNAL)
    act = models.CharField(max_length=10, choices=Act.choices, default=Act.PLACED, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    told_subject_id = models.BigIntegerField(default=0, db_comment=PERSONAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    authority = models.CharField(max_length=80, db_comment=PERSONAL)
    document = models.CharField(max_length=80, db_comment=PERSONAL)
    reason = models.CharField(max_length=300, blank=True, db_comment=PERSONAL)
    silence = models.CharField(max_length=300, blank=True, db_comment=PERSONAL)
    since = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(db_comment=PERSONAL)
    at = models.DateTimeField(db_comment=PERSONAL)
    by_account = models.BigIntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)

    class Meta:
        db_table = "rights_hold"
        constraints = [
            models.UniqueConstraint(fields=["root", "version"], name="hold_version_once"),
            models.CheckConstraint(condition=~Q(authority="") & ~Q(document=""), name="hold_has_a_basis"),
            models.CheckConstraint(condition=Q(act="placed") | ~Q(reason=""), name="hold_changed_with_reason"),
            models.CheckConstraint(
                condition=Q(told_subject_id=models.F("subject_id")) | Q(told_subject_id=0) & ~Q(silence=""),
                name="hold_told_or_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], name="hold_subject"),
            models.Index(fields=["told_subject_id"], name="hold_told"),
            models.Index(fields=["scope_id", "until"], name="hold_scope"),
            models.Index(fields=["until"], name="hold_until"),
        ]


class Sweep(models.Model):
    """A night's sweep, keeping to the terms: for each rule how many rows were past it, were kept, were taken away.

    ``rules`` holds numbers and codes of tables, and nothing of a person. No rule is counted beyond a thousand.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    began = models.DateTimeField(db_comment=INTERNAL)
    rules = models.JSONField(default=list, db_comment=INTERNAL)

    class Meta:
        db_table = "rights_sweep"
        indexes = [models.Index(fields=["-began"], name="sweep_newest")]


class Assessment(models.Model):
    """An impact assessment as it stood from one day on (个人信息保护影响评估, PIPL articles 55 and 56).

    A new version has the ``root`` of the first; none is changed. ``about`` names a purpose or an item of the catalogue.
    """

    class Verdict(models.TextChoices):
        GO = "go", "may be done"
        CONDITIONS = "conditions", "with conditions"
        STOP = "stop", "must not be done"

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    root = models.BigIntegerField(db_comment=INTERNAL)
    version = models.SmallIntegerField(default=1, db_comment=INTERNAL)
    name = models.CharField(max_length=80, db_comment=INTERNAL)
    about = models.CharField(max_length=80, db_comment=INTERNAL)
    occasion = models.CharField(max_length=20, db_comment=INTERNAL)
    handled = models.TextField(db_comment=INTERNAL)
    lawful = models.TextField(db_comment=INTERNAL)
    impact = models.TextField(db_comment=INTERNAL)
    measures = models.TextField(db_comment=INTERNAL)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, db_comment=INTERNAL)
    by_account = models.BigIntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=80, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    keep_until = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "rights_assessment"
        constraints = [models.UniqueConstraint(fields=["root", "version"], name="assessment_version_once")]
        indexes = [models.Index(fields=["-at"], name="assessment_newest")]
