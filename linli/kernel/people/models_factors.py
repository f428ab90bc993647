"""What shows at a door that it is really they: second factors, recovery codes, and where somebody has signed in."""

from __future__ import annotations

from django.db import models

from linli.plumbing.classification import INTERNAL, PERSONAL, SECRET

SURFACES = ["public", "desk"]


class Factor(models.Model):
    """What somebody proves beside the password: an authenticator that shows codes, or the passkey of a device.

    It is taken at the surface where it was added and nowhere else, so that a text message, which is enough for
    residents, never leads to the desk. ``last_step`` is the newest half minute whose code was taken: each is
    taken once. ``signs`` is the counter some passkeys keep; one that goes back is a copy.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    surface = models.CharField(max_length=8, db_comment=INTERNAL)
    kind = models.CharField(max_length=13, db_comment=INTERNAL)
    name = models.CharField(max_length=40, db_comment=PERSONAL)
    secret_sealed = models.BinaryField(null=True, db_comment=SECRET)
    last_step = models.BigIntegerField(default=0, db_default=0, db_comment=INTERNAL)
    credential = models.BinaryField(null=True, max_length=1024, db_comment=SECRET)
    public_key = models.BinaryField(null=True, max_length=2048, db_comment=INTERNAL)
    signs = models.BigIntegerField(default=0, db_default=0, db_comment=INTERNAL)
    since = models.DateTimeField(db_comment=INTERNAL)
    used = models.DateTimeField(null=True, db_comment=PERSONAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "people_factor"
        constraints = [
            models.CheckConstraint(condition=models.Q(surface__in=SURFACES), name="factor_surface"),
            models.CheckConstraint(
                condition=models.Q(kind="authenticator", secret_sealed__isnull=False)
                | models.Q(kind="passkey", credential__isnull=False, public_key__isnull=False),
                name="factor_kind",
            ),
            models.UniqueConstraint(fields=["credential"], name="credential_once"),
        ]
        indexes = [models.Index(fields=["account_id"], name="factor_account")]


class RecoveryCode(models.Model):
    """One of the codes on paper for the day the phone is gone: shown once, kept as a keyed hash, good for one time."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    surface = models.CharField(max_length=8, db_comment=INTERNAL)
    code_blind = models.BinaryField(max_length=16, unique=True, db_comment=SECRET)
    since = models.DateTimeField(db_comment=INTERNAL)
    used = models.DateTimeField(null=True, db_comment=PERSONAL)

    class Meta:
        db_table = "people_recovery_code"
        constraints = [models.CheckConstraint(condition=models.Q(surface__in=SURFACES), name="recovery_surface")]
        indexes = [models.Index(fields=["account_id"], name="recovery_account")]


class SignIn(models.Model):
    """Somebody came in at a surface: when, how they showed who they are, with what kind of device, until when.

    The session carries the id of its row and runs only while the row has not ended. The row knows no session key.
    ``browser_blind`` tells a browser that was here before from a new one.
    """

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=INTERNAL)
    surface = models.CharField(max_length=8, db_comment=INTERNAL)
    shown = models.CharField(max_length=13, db_comment=INTERNAL)
    device = models.CharField(max_length=60, blank=True, db_comment=PERSONAL)
    browser_blind = models.BinaryField(max_length=16, db_comment=PERSONAL)
    began = models.DateTimeField(db_comment=PERSONAL)
    seen = models.DateTimeField(db_comment=PERSONAL)
    ended = models.DateTimeField(null=True, db_comment=PERSONAL)

    class Meta:
        db_table = "people_sign_in"
        constraints = [models.CheckConstraint(condition=models.Q(surface__in=SURFACES), name="sign_in_surface")]
        indexes = [models.Index(fields=["account_id", "began"], name="sign_in_account")]


class IdentityCheck(models.Model):
    """A clerk has looked at somebody's papers: the account is this person's. Taken back, it counts no more."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(db_comment=PERSONAL)
    person_id = models.BigIntegerField(db_comment=PERSONAL)
    document = models.CharField(max_length=24, db_comment=PERSONAL)
    checked = models.DateTimeField(db_comment=PERSONAL)
    checked_by = models.BigIntegerField(db_comment=INTERNAL)
    until = models.DateTimeField(null=True, db_comment=INTERNAL)

    class Meta:
        db_table = "people_identity_check"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id"], condition=models.Q(until__isnull=True), name="identity_checked_once"
            )
        ]
        indexes = [models.Index(fields=["person_id"], name="identity_check_person")]


class CityLogin(models.Model):
    """That somebody of the city's unified login comes in as this account: a keyed hash of issuer and subject."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    account_id = models.BigIntegerField(unique=True, db_comment=PERSONAL)
    subject_blind = models.BinaryField(max_length=16, unique=True, db_comment=SECRET)
    since = models.DateTimeField(db_comment=INTERNAL)

    class Meta:
        db_table = "people_city_login"


class MandateOffer(models.Model):
    """A mandate somebody wants to give: whoever is told its code takes it. Good once, for a week."""

    id = models.BigAutoField(primary_key=True, db_comment=INTERNAL)
    subject_id = models.BigIntegerField(db_comment=PERSONAL)
    code_blind = models.BinaryField(max_length=16, unique=True, db_comment=SECRET)
    purpose = models.CharField(max_length=60, db_comment=PERSONAL)
    ends = models.DateTimeField(db_comment=PERSONAL)
    until = models.DateTimeField(db_comment=INTERNAL)
    taken = models.DateTimeField(null=True, db_comment=PERSONAL)

    class Meta:
        db_table = "people_mandate_offer"
        indexes = [models.Index(fields=["subject_id"], name="mandate_offer_giver")]
