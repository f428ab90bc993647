"""Who is who: persons and their links to dwellings, organisations, accounts, posts, duties, mandates.

Registration, residence and ownership differ, so a person has typed, dated links to dwellings and often several.
Residents' committee, owners' committee and property firm are separate organisations. Identity fields are sealed with
the row bound in; what must be found has a blind index.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from linli.kernel.people.bodies import SIGNS_OF_NAME
from linli.kernel.places.models import Place
from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC, SECRET, SENSITIVE


class Subject(models.Model):
    """The resident's side of a matter: who stands behind it, or that nobody says who.

    Every person has one of their own, and every case has one. A receipt code opens exactly one subject,
    so that it opens exactly one case; the code itself is kept, sealed, only where a phone or mail address was
    left to which links are sent. ``person`` is set when a named resident stands behind it; ``account``
    when somebody who had logged in reported, so that the case stands in their own list. An
    anonymous subject has neither. ``kept_for`` is the unit whose intake desk alone may know who it is
    (工单保密); 0 where no secrecy was asked.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    person_id = models.BigIntegerField(null=True, db_comment=PERSONAL)
    account_id = models.BigIntegerField(null=True, db_comment=PERSONAL)
    kind = models.CharField(
        max_length=10,
        choices=[("named", "named"), ("alias", "alias"), ("anonymous", "anonymous")],
        db_comment=INTERNAL,
    )
    alias = models.CharField(max_length=40, blank=True, db_comment=PERSONAL)
    name_sealed = models.BinaryField(null=True, db_comment=PERSONAL)
    phone_sealed = models.BinaryField(null=True, db_comment=PERSONAL)
    phone_blind = models.BinaryField(null=True, max_length=16, db_comment=PERSONAL)
    mail_sealed = models.BinaryField(null=True, db_comment=PERSONAL)
    kept_for = models.BigIntegerField(default=0, db_default=0, db_comment=INTERNAL)
    receipt_blind = models.BinaryField(null=True, max_length=16, db_comment=SECRET)
    receipt_sealed = models.BinaryField(null=True, db_comment=SECRET)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    class Meta:
        db_table = "people_subject"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt_blind"], condition=models.Q(receipt_blind__isnull=False), name="receipt_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="anonymous") | models.Q(person_id__isnull=True, account_id__isnull=True),
                name="anonymous_is_nobody",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], condition=models.Q(person_id__isnull=False), name="subject_person"),
            models.Index(fields=["account_id"], condition=models.Q(account_id__isnull=False), name="subject_account"),
            models.Index(fields=["phone_blind"], condition=models.Q(phone_blind__isnull=False), name="subject_phone"),
        ]


class Document(models.TextChoices):
    """What kind of paper a person's number stands on."""

    RESIDENT_ID = "resident_id"  # 居民身份证
    HMT_PERMIT = "hmt_permit"  # 港澳台居民居住证
    TRAVEL_PERMIT = "mainland_travel_permit"  # 来往内地（大陆）通行证
    FOREIGN_ID = "foreign_id"  # 外国人永久居留身份证
    PASSPORT = "passport"
    NONE = "none"


class Person(models.Model):
    """One human being known to the city. Names and numbers are sealed; lists show them masked.

    ``born_sealed`` is the date of birth where no number tells it, ``source`` who told us of the record as a whole and
    ``confirmed`` when it was last known true; a field's own is in its history. ``merged_into`` is what went on."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(unique=True, db_comment=INTERNAL)
    name_sealed = models.BinaryField(db_comment=PERSONAL)
    sort = models.CharField(max_length=80, db_comment=PERSONAL)
    id_number_sealed = models.BinaryField(null=True, db_comment=SENSITIVE)
    id_number_blind = models.BinaryField(null=True, max_length=16, db_comment=SENSITIVE)
    phone_sealed = models.BinaryField(null=True, db_comment=PERSONAL)
    phone_blind = models.BinaryField(null=True, max_length=16, db_comment=PERSONAL)
    birth_year = models.SmallIntegerField(null=True, db_comment=PERSONAL)
    sex = models.CharField(max_length=1, blank=True, db_comment=PERSONAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=PERSONAL)
    confirmed = models.DateTimeField(null=True, db_comment=INTERNAL)
    merged_into = models.BigIntegerField(null=True, db_comment=PERSONAL)
    died = models.DateField(null=True, db_comment=PERSONAL)
    document = models.CharField(
        max_length=24, choices=Document.choices, default=Document.NONE, db_default=Document.NONE, db_comment=PERSONAL
    )
    registered_in = models.CharField(max_length=12, blank=True, default="", db_default="", db_comment=PERSONAL)
    source = models.CharField(max_length=40, blank=True, default="", db_default="", db_comment=INTERNAL)
    born_sealed = models.BinaryField(null=True, db_comment=PERSONAL)

    class Meta:
        db_table = "people_person"
        indexes = [
            models.Index(fields=["phone_blind"], condition=models.Q(phone_blind__isnull=False), name="person_phone"),
            models.Index(
                fields=["id"],
                condition=models.Q(died__isnull=False) | models.Q(until__isnull=False),
                name="person_gone",
            ),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="person_merged"),
            models.Index(
                fields=["id_number_blind"], condition=models.Q(id_number_blind__isnull=False), name="person_id_number"
            ),
        ]


class Residence(models.Model):
    """A typed, dated link between a person and a dwelling; without a dwelling, with a community or the city."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=PERSONAL)
    subject_id = models.BigIntegerField(db_comment=INTERNAL)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False, db_comment=SENSITIVE)
    scope_id = models.IntegerField(db_comment=INTERNAL)
    kind = models.CharField(max_length=12, db_comment=PERSONAL)
    since = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(null=True, db_comment=PERSONAL)
    source = models.CharField(max_length=40, blank=True, db_comment=INTERNAL)
    confirmed = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "people_residence"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["owner", "occupant", "tenant", "registered", "guardian", "carer"]),
                name="residence_kind",
            )
        ]
        indexes = [
            models.Index(fields=["person"], name="residence_person"),
            models.Index(fields=["place"], name="residence_place"),
            models.Index(fields=["scope_id", "kind"], name="residence_scope"),
            models.Index(fields=["subject_id"], name="residence_subject"),
        ]


class Organisation(models.Model):
    """A body: one that holds duties (a street office, a residents' committee, a property firm, a department), or one
    of the register of its community (an enterprise, a social organisation, a stationed unit).

    ``code`` is the unified social credit code (GB 32100): one number, one running body.
    """

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    kind = models.CharField(max_length=24, db_comment=PUBLIC)
    name = models.CharField(max_length=120, db_comment=PUBLIC)
    code = models.CharField(max_length=18, blank=True, db_comment=PUBLIC)
    phone = models.CharField(max_length=20, blank=True, db_comment=PUBLIC)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(null=True, db_comment=PUBLIC)
    confirmed = models.DateTimeField(null=True, db_comment=PUBLIC)
    scope_id = models.IntegerField(default=0, db_default=0, db_comment=PUBLIC)
    source = models.CharField(max_length=40, blank=True, default="", db_default="", db_comment=PUBLIC)

    class Meta:
        db_table = "people_organisation"
        indexes = [
            models.Index(fields=["kind", "place"], name="organisation_place"),
            models.Index(fields=["scope_id", "kind"], name="organisation_scope"),
            GinIndex(SIGNS_OF_NAME, name="organisation_signs", fastupdate=False),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code="") & models.Q(until__isnull=True),
                name="organisation_code_once",
            )
        ]


class Accounts(BaseUserManager["Account"]):
    """Found by key only; there is no list of accounts."""


class Account(AbstractBaseUser):
    """A login. Residents have a phone, staff a login name; what it may do is decided by the hat it wears."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    password = models.CharField(max_length=128, db_comment=SECRET)
    last_login = models.DateTimeField(null=True, db_comment=PERSONAL)
    login = models.CharField(max_length=40, null=True, unique=True, db_comment=INTERNAL)  # noqa: DJ001
    phone_blind = models.BinaryField(null=True, max_length=16, unique=True, db_comment=PERSONAL)
    person_id = models.BigIntegerField(null=True, db_comment=PERSONAL)
    subject_id = models.BigIntegerField(null=True, db_comment=INTERNAL)
    label = models.CharField(max_length=40, db_comment=PERSONAL)
    language = models.CharField(max_length=10, default="zh-hans", db_comment=INTERNAL)
    edition = models.CharField(max_length=10, default="standard", db_comment=PERSONAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)
    recorded = models.DateTimeField(db_default=Now(), db_comment=INTERNAL)

    USERNAME_FIELD = "login"
    objects = Accounts()

    class Meta:
        db_table = "people_account"
        indexes = [models.Index(fields=["person_id"], condition=models.Q(person_id__isnull=False), name="account_of")]

    def __str__(self) -> str:
        return self.label


class Post(models.Model):
    """A role somebody holds at a place, for an organisation, from one day to another."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    role = models.CharField(max_length=40, db_comment=INTERNAL)
    title = models.CharField(max_length=40, db_comment=INTERNAL)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_comment=INTERNAL)
    areas = ArrayField(models.IntegerField(), default=list, db_comment=INTERNAL)
    phone = models.CharField(max_length=20, blank=True, db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "people_post"
        indexes = [
            models.Index(fields=["account"], name="post_account"),
            models.Index(fields=["role", "place"], name="post_role"),
        ]


class Duty(models.Model):
    """Who answers for a role at a place or in an area: one row of the duty table (职责表)."""

    id = models.BigAutoField(primary_key=True, db_comment=PUBLIC)
    role = models.CharField(max_length=40, db_comment=PUBLIC)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+", db_comment=PUBLIC)
    area_id = models.IntegerField(null=True, db_comment=PUBLIC)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_comment=PUBLIC)
    since = models.DateTimeField(db_comment=PUBLIC)
    until = models.DateTimeField(null=True, db_comment=PUBLIC)

    class Meta:
        db_table = "people_duty"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__isnull=False) | models.Q(area_id__isnull=False),
                name="duty_somewhere",
            )
        ]
        indexes = [
            models.Index(fields=["role", "place"], name="duty_place"),
            models.Index(fields=["role", "area_id"], name="duty_area"),
        ]


class Mandate(models.Model):
    """Acting for somebody: from whom, to whom, for what, until when (经办, 监护, 代办)."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    taker_subject_id = models.BigIntegerField(db_comment=PERSONAL)
    purpose = models.CharField(max_length=60, db_comment=PERSONAL)
    since = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(db_comment=PERSONAL)
    revoked = models.DateTimeField(null=True, db_comment=PERSONAL)

    class Meta:
        db_table = "people_mandate"
        indexes = [
            models.Index(fields=["subject_id"], name="mandate_giver"),
            models.Index(fields=["taker_subject_id"], name="mandate_taker"),
        ]


class LoginCode(models.Model):
    """A one-time code sent to a phone: kept hashed, ten minutes, five tries."""

    phone_blind = models.BinaryField(primary_key=True, max_length=16, db_comment=PERSONAL)
    code_blind = models.BinaryField(max_length=16, db_comment=SECRET)
    tries = models.SmallIntegerField(default=0, db_comment=INTERNAL)
    until = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "people_login_code"


from linli.kernel.people.models_factors import Factor as Factor  # noqa: E402  what opens the doors
from linli.kernel.people.models_homes import Dwelling as Dwelling  # noqa: E402  what lies behind a door
from linli.kernel.people.models_looks import Look as Look  # noqa: E402  who saw what behind a mask
from linli.kernel.people.models_proposals import Proposal as Proposal  # noqa: E402  what was, and what should be
