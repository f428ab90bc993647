"""What data a unit opens to others, who asked for it, who may use it until when, and how often they did.

Bodies and places are plain ids: this room lies below them. Nothing here tells of a resident; what a resident agreed
to stands in :mod:`linli.kernel.grants.models_consents`. Who receives what is no secret (DAT-06), so everybody may read
a grant; the data itself stays behind the walls of its own tables.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from linli.kernel.grants.models_consents import AgreementRevision
from linli.plumbing.classification import INTERNAL, PUBLIC

CODE = 60


class OpenItem(models.Model):
    """An entry of the open list (开放清单条目): a kind of data one unit answers for, through all its revisions."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    number = models.CharField(max_length=12, unique=True, db_comment=PUBLIC)
    code = models.CharField(max_length=CODE, db_comment=PUBLIC)
    unit_id = models.BigIntegerField(db_comment=PUBLIC)
    place_id = models.IntegerField(db_comment=PUBLIC)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "grants_item"
        constraints = [models.UniqueConstraint(fields=["unit_id", "code"], name="open_item_once")]
        indexes = [models.Index(fields=["place_id"], name="open_item_place")]


class State(models.TextChoices):
    """How far a revision has come: written, agreed to by the owner department, published by a data officer, over."""

    DRAFT = "draft"
    OWNED = "owned"
    PUBLISHED = "published"
    REFUSED = "refused"
    ENDED = "ended"


class ItemRevision(models.Model):
    """One revision of an entry. Once published nothing of it changes but that it ends.

    ``fields`` are the columns it offers: code, zh, en and how closely each is held; ``classification`` is that of the
    closest. A number of fewer than ``at_least`` is not told. ``source`` names what computes the data; none where it
    is described only, or delivered to us.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    no = models.SmallIntegerField(db_comment=PUBLIC)
    title = models.CharField(max_length=80, db_comment=PUBLIC)
    title_en = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)
    about = models.CharField(max_length=500, db_comment=PUBLIC)
    fields = models.JSONField(db_comment=PUBLIC)
    classification = models.CharField(max_length=10, db_comment=PUBLIC)
    at_least = models.SmallIntegerField(default=1, db_comment=PUBLIC)
    every_days = models.SmallIntegerField(db_comment=PUBLIC)
    legal_basis = models.CharField(max_length=300, db_comment=PUBLIC)
    unverified = models.BooleanField(default=True, db_comment=PUBLIC)
    conditions = models.CharField(max_length=500, blank=True, db_comment=PUBLIC)
    quality = models.CharField(max_length=300, blank=True, db_comment=PUBLIC)
    source = models.CharField(max_length=CODE, blank=True, db_comment=INTERNAL)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=120, db_comment=INTERNAL)
    drafted = models.DateTimeField(db_comment=INTERNAL)
    owner_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    owner_who = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    owned = models.DateTimeField(null=True, db_comment=INTERNAL)
    officer_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    officer_who = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    published = models.DateTimeField(null=True, db_comment=PUBLIC)
    ended = models.DateTimeField(null=True, db_comment=PUBLIC)
    reason = models.CharField(max_length=300, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "grants_revision"
        constraints = [
            models.UniqueConstraint(fields=["item", "no"], name="revision_no"),
            models.UniqueConstraint(fields=["item"], condition=Q(state="published"), name="revision_running_once"),
            models.CheckConstraint(
                condition=Q(officer_by__isnull=True)
                | (~Q(officer_by=F("account_id")) & ~Q(officer_by=F("owner_by")) & Q(owner_by__isnull=False)),
                name="revision_seen_by_others",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(officer_by__isnull=False, published__isnull=False),
                name="revision_published_by",
            ),
        ]


class OpenListing(models.Model):
    """What everybody may read of a published entry: titles, owner, conditions; no data and nobody's name."""

    item = models.OneToOneField(
        OpenItem, primary_key=True, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL
    )
    no = models.SmallIntegerField(db_comment=PUBLIC)
    title = models.CharField(max_length=80, db_comment=PUBLIC)
    title_en = models.CharField(max_length=120, blank=True, db_comment=PUBLIC)
    about = models.CharField(max_length=500, db_comment=PUBLIC)
    unit_name = models.CharField(max_length=120, db_comment=PUBLIC)
    place_name = models.CharField(max_length=120, db_comment=PUBLIC)
    place_code = models.CharField(max_length=20, blank=True, db_comment=PUBLIC)
    fields = models.JSONField(db_comment=PUBLIC)
    classification = models.CharField(max_length=10, db_comment=PUBLIC)
    at_least = models.SmallIntegerField(db_comment=PUBLIC)
    every_days = models.SmallIntegerField(db_comment=PUBLIC)
    legal_basis = models.CharField(max_length=300, db_comment=PUBLIC)
    unverified = models.BooleanField(db_comment=PUBLIC)
    conditions = models.CharField(max_length=500, blank=True, db_comment=PUBLIC)
    quality = models.CharField(max_length=300, blank=True, db_comment=PUBLIC)
    first = models.DateTimeField(db_comment=PUBLIC)
    changed = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(null=True, db_comment=PUBLIC)

    class Meta:
        db_table = "grants_listing"


class DataRequest(models.Model):
    """A unit asks for data (数据使用申请): which fields, of which places, what for, on what basis, from when to when.

    ``agreement`` is the revision each person must have agreed to, where the basis is their consent.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    number = models.CharField(max_length=12, unique=True, db_comment=INTERNAL)
    revision = models.ForeignKey(
        ItemRevision, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=INTERNAL)
    unit_name = models.CharField(max_length=120, db_comment=INTERNAL)
    place_id = models.IntegerField(db_comment=INTERNAL)
    owner_unit = models.BigIntegerField(db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    who = models.CharField(max_length=120, db_comment=INTERNAL)
    purpose = models.CharField(max_length=60, db_comment=INTERNAL)
    why = models.CharField(max_length=500, db_comment=INTERNAL)
    legal_basis = models.CharField(max_length=300, db_comment=INTERNAL)
    fields = ArrayField(models.CharField(max_length=CODE), db_comment=INTERNAL)
    places = ArrayField(models.IntegerField(), db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    until = models.DateTimeField(db_comment=INTERNAL)
    agreement = models.ForeignKey(
        AgreementRevision, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    asks_officer = models.BooleanField(db_comment=INTERNAL)
    made = models.DateTimeField(db_comment=INTERNAL)
    state = models.CharField(
        max_length=10,
        choices=[(one, one) for one in ("open", "owned", "granted", "refused", "withdrawn")],
        default="open",
        db_comment=INTERNAL,
    )
    owner_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    owner_who = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    owned = models.DateTimeField(null=True, db_comment=INTERNAL)
    officer_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    officer_who = models.CharField(max_length=120, blank=True, db_comment=INTERNAL)
    ended = models.DateTimeField(null=True, db_comment=INTERNAL)
    reason = models.CharField(max_length=300, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "grants_request"
        constraints = [
            models.CheckConstraint(
                condition=(Q(owner_by__isnull=True) | ~Q(owner_by=F("account_id")))
                & (Q(officer_by__isnull=True) | (~Q(officer_by=F("account_id")) & ~Q(officer_by=F("owner_by")))),
                name="request_decided_by_others",
            ),
            models.CheckConstraint(condition=~Q(unit_id=F("owner_unit")), name="request_of_another_unit"),
            models.CheckConstraint(
                condition=~Q(state="granted")
                | (Q(owner_by__isnull=False) & (Q(asks_officer=False) | Q(officer_by__isnull=False))),
                name="request_granted_by",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="request_refused_why"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="request_term"),
        ]
        indexes = [
            models.Index(fields=["item", "state"], name="request_item"),
            models.Index(fields=["unit_id", "made"], name="request_unit"),
        ]


class Grant(models.Model):
    """Leave to use data (授权): what a decided request came to. A revoked one opens nothing at the next statement.

    The database takes it only within its granted request, and lets nothing change but that it ends.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    number = models.CharField(max_length=12, unique=True, db_comment=PUBLIC)
    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    unit_id = models.BigIntegerField(db_comment=PUBLIC)
    unit_name = models.CharField(max_length=120, db_comment=PUBLIC)
    place_id = models.IntegerField(db_comment=PUBLIC)
    purpose = models.CharField(max_length=60, db_comment=PUBLIC)
    legal_basis = models.CharField(max_length=300, db_comment=PUBLIC)
    fields = ArrayField(models.CharField(max_length=CODE), db_comment=PUBLIC)
    places = ArrayField(models.IntegerField(), db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(db_comment=PUBLIC)
    agreement = models.ForeignKey(
        AgreementRevision, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PUBLIC
    )
    revoked = models.DateTimeField(null=True, db_comment=PUBLIC)
    revoked_by = models.BigIntegerField(null=True, db_comment=INTERNAL)
    reason = models.CharField(max_length=300, blank=True, db_comment=INTERNAL)

    class Meta:
        db_table = "grants_grant"
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="grant_term"),
            models.CheckConstraint(condition=Q(revoked__isnull=True) | ~Q(reason=""), name="grant_revoked_why"),
        ]
        indexes = [
            models.Index(fields=["item"], name="grant_item"),
            models.Index(fields=["unit_id"], name="grant_unit"),
        ]


class GrantKey(models.Model):
    """The public Ed25519 key by which a program of the unit proves who it is when it uses a grant."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    shown = models.CharField(max_length=12, unique=True, db_comment=INTERNAL)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    name = models.CharField(max_length=80, db_comment=INTERNAL)
    public_key = models.BinaryField(max_length=32, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "grants_key"


class GrantUse(models.Model):
    """Somebody used a grant, or tried to: by which way, what they got, and the journal line that says so.

    ``refused`` is the sentence they were refused with. Of a signed exchange the digests of both sides are kept.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)
    way = models.CharField(
        max_length=10, choices=[(one, one) for one in ("screen", "sheet", "exchange", "deliver")], db_comment=INTERNAL
    )
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    key = models.ForeignKey(
        GrantKey, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL
    )
    who = models.CharField(max_length=120, db_comment=INTERNAL)
    fields = ArrayField(models.CharField(max_length=CODE), db_comment=INTERNAL)
    places = ArrayField(models.IntegerField(), db_comment=INTERNAL)
    rows = models.IntegerField(default=0, db_comment=INTERNAL)
    persons = models.IntegerField(default=0, db_comment=INTERNAL)
    refused = models.CharField(max_length=300, blank=True, db_comment=INTERNAL)
    asked_digest = models.BinaryField(null=True, max_length=32, db_comment=INTERNAL)
    answer_digest = models.BinaryField(null=True, max_length=32, db_comment=INTERNAL)
    line = models.BigIntegerField(db_comment=INTERNAL)

    class Meta:
        db_table = "grants_use"
        indexes = [models.Index(fields=["grant", "at"], name="grant_use_grant")]


class ExchangeNonce(models.Model):
    """A number a program has used once. It is kept until a request that carries it would be too old anyway."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    key = models.ForeignKey(GrantKey, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=INTERNAL)
    nonce = models.CharField(max_length=64, db_comment=INTERNAL)
    at = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "grants_nonce"
        constraints = [models.UniqueConstraint(fields=["key", "nonce"], name="nonce_once")]
        indexes = [models.Index(fields=["at"], name="nonce_at")]


from linli.kernel.grants.models_consents import Agreement as Agreement  # noqa: E402  what persons agree to
from linli.kernel.grants.models_consents import Consent as Consent  # noqa: E402
from linli.kernel.grants.models_manuals import Acknowledgement as Acknowledgement  # noqa: E402
