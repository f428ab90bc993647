"""Files that others made and the city takes in: the file, its lines, and which column means what.

The room knows no record of the city. What a line becomes is decided by its kind (:mod:`linli.kernel.imports.kinds`),
which a higher floor registers. Lines are kept sealed until the sweep; number, outcome and reason stay.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.plumbing.classification import INTERNAL, PERSONAL, SENSITIVE


class State(models.TextChoices):
    """How far an import has come."""

    READING = "reading", _("being read")
    STAGED = "staged", _("read")  # every line is put down; nothing of it is in the register yet
    LOOKING = "looking", _("being looked through")
    LOOKED = "looked", _("looked through")  # it is known what each line would do
    RUNNING = "running", _("being taken in")
    STOPPED = "stopped", _("stopped on the way")  # it can go on
    DONE = "done", _("taken in")  # every line is in the register or refused with its reason
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")  # what it brought is gone, or listed with the reason why it stayed


class RowState(models.TextChoices):
    """What has become of a line."""

    WAITING = "waiting", _("waiting")
    TAKEN = "taken", _("in the register")
    REFUSED = "refused", pgettext_lazy("import", "refused")
    GIVEN_BACK = "given back", _("taken back")  # the register is as it was before
    KEPT = "kept", _("stays in")  # although the import was undone; the reason says why


class Verdict(models.TextChoices):
    """What a line would do, or has done."""

    NONE = "", _("not looked at")
    NEW = "new", pgettext_lazy("import", "new")
    CHANGED = "changed", _("changes something")
    SAME = "same", _("as it is")
    REFUSED = "refused", pgettext_lazy("import", "refused")


class Import(models.Model):
    """One file of one kind, as one sender handed it in.

    ``mapping`` leads from a head of the file to a field of the kind ("" is left out), ``chosen`` holds what the
    sender said for the whole file (which division, which system of positions). ``scopes`` are the divisions of whoever
    asked for the last pass. ``at_number`` is the last line that the pass under way has seen.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    kind = models.CharField(max_length=40, db_comment=INTERNAL)
    file_name = models.CharField(max_length=200, db_comment=INTERNAL)
    digest = models.BinaryField(max_length=32, db_comment=INTERNAL)
    sheet = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    heads = ArrayField(models.TextField(), default=list, db_comment=INTERNAL)
    mapping = models.JSONField(default=dict, db_comment=INTERNAL)
    chosen = models.JSONField(default=dict, db_comment=INTERNAL)
    remarks = models.JSONField(default=list, db_comment=INTERNAL)
    organisation_id = models.BigIntegerField(default=0, db_comment=INTERNAL)
    account_id = models.BigIntegerField(default=0, db_comment=PERSONAL)
    post_id = models.BigIntegerField(default=0, db_comment=INTERNAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    by_name = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    scopes = ArrayField(models.IntegerField(), default=list, db_comment=INTERNAL)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING, db_comment=INTERNAL)
    at_number = models.IntegerField(default=0, db_comment=INTERNAL)
    rows = models.IntegerField(default=0, db_comment=INTERNAL)
    counts = models.JSONField(default=dict, db_comment=INTERNAL)
    opened = models.DateTimeField(db_comment=INTERNAL)
    moved = models.DateTimeField(db_comment=INTERNAL)
    finished = models.DateTimeField(null=True, db_comment=INTERNAL)
    undone = models.DateTimeField(null=True, db_comment=INTERNAL)
    swept = models.DateTimeField(null=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "imports_import"
        indexes = [
            models.Index(fields=["scope_id", "-id"], name="import_scope"),
            models.Index(fields=["digest"], name="import_digest"),
        ]


class ImportRow(models.Model):
    """One line of a file: its number there, its sealed cells, what has become of it and why.

    ``key`` is a keyed hash of what the line is about, so that two lines about one thing are told. ``told`` holds
    reasons, remarks and changes, sealed with the cells' own words; ``reason`` is its first sentence as a message
    id and ``about`` the field it is about, which outlive the sweep. ``before`` is what the record was before, sealed.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    of = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="+", db_column="import_id", db_comment=INTERNAL
    )
    number = models.IntegerField(db_comment=INTERNAL)
    cells = models.BinaryField(null=True, db_comment=SENSITIVE)
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.WAITING, db_comment=INTERNAL)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True, db_comment=INTERNAL)
    key = models.BigIntegerField(null=True, db_comment=PERSONAL)
    record = models.BigIntegerField(null=True, db_comment=PERSONAL)
    reason = models.CharField(max_length=300, blank=True, db_comment=INTERNAL)
    about = models.CharField(max_length=40, blank=True, default="", db_default="", db_comment=INTERNAL)
    remarked = models.BooleanField(default=False, db_comment=INTERNAL)
    told = models.BinaryField(null=True, db_comment=SENSITIVE)
    before = models.BinaryField(null=True, db_comment=SENSITIVE)

    class Meta:
        db_table = "imports_row"
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["of", "key"], name="import_row_key"),
            models.Index(fields=["of", "state", "number"], name="import_row_state"),
        ]


class Mapping(models.Model):
    """How one sender's columns of one kind were last understood: tidy head → field, "" for left out."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    organisation_id = models.BigIntegerField(default=0, db_comment=INTERNAL)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    kind = models.CharField(max_length=40, db_comment=INTERNAL)
    heads = models.JSONField(default=dict, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "imports_mapping"
        constraints = [
            models.UniqueConstraint(fields=["scope_id", "organisation_id", "kind"], name="mapping_of_a_sender")
        ]
