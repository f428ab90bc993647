"""Second factors: adding one, proving one, taking one away; and the codes on paper for the day the phone is gone.

Every verb is about the account of the hat that is handed down, at its surface: at the door a hat that has logged in
nowhere yet, and later the one that is worn. How often somebody may try is the door's to say.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

import pyotp
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import phones
from linli.kernel.people.models_factors import Factor, RecoveryCode
from linli.kernel.people.sealing import opened, seal_column
from linli.plumbing import bulk, crypto, ids, numbers, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

STEP = 30  # seconds a code is shown (RFC 6238)
DRIFT = 1  # steps a clock may be off, to either side
CODES = 10
MOST = 10  # factors of one account at one surface
AUTHENTICATOR, PASSKEY = "authenticator", "passkey"


class FactorRefused(ValueError):
    """The factor proves nothing, or may not be added or taken away. ``str()`` says what to do."""

    sentence: str | Promise = ""

    def __str__(self) -> str:
        return str(self.sentence)


class CodeNotShown(FactorRefused):
    sentence = _("This code is wrong. Look at the newest one in the authenticator and type its six digits.")


class CodeTaken(FactorRefused):
    sentence = _("This code was used already. Wait for the next one; it comes within half a minute.")


class RecoveryWrong(FactorRefused):
    sentence = _("This is none of your recovery codes, or it was used before. Each works once.")


class PasskeyCopied(FactorRefused):
    sentence = _("This passkey looks like a copy and is not taken. Use the code of your authenticator.")


class TooManyFactors(FactorRefused):
    sentence = _("You have ten already. Take away what you no longer use, then add this one.")


class LastFactor(FactorRefused):
    sentence = _("This is the only one left. Add another one first, or you could not come in again.")


def new_secret() -> str:
    """A fresh secret for an authenticator: 160 bits in base 32."""
    return pyotp.random_base32()


def add_authenticator(*, secret: str, code: str, name: str, by: Hat, now: datetime) -> int:
    """An authenticator that has shown the right code once; returns the factor's id."""
    step = _step_of(secret, code, now)
    if step is None:
        raise CodeNotShown
    with scope.writing(by, now=now):
        number = _new_number(by)
        (sealed,) = seal_column("people_factor", "secret", [number], [secret])
        row = Factor(id=number, kind=AUTHENTICATOR, secret_sealed=sealed, last_step=step, used=now)
        return _added(row, name, by, now)


def add_passkey(*, credential: bytes, public_key: bytes, signs: int, name: str, by: Hat, now: datetime) -> int:
    """The passkey of a device, whose answer the door has verified; returns the factor's id."""
    with scope.writing(by, now=now):
        row = Factor(id=_new_number(by), kind=PASSKEY, credential=credential, public_key=public_key, signs=signs)
        return _added(row, name, by, now)


def write_authenticators(accounts: Sequence[int], secrets: Sequence[str], *, now: datetime) -> None:
    """A part: the authenticators that new accounts of staff are handed out with."""
    scope.require_action()
    given = [(account, secret) for account, secret in zip(accounts, secrets, strict=True) if secret]
    numbers = ids.reserve_many("people_factor", len(given))
    sealed = seal_column("people_factor", "secret", numbers, [secret for _account, secret in given])
    rows = [
        (number, account, "desk", AUTHENTICATOR, "", blob, now)
        for number, (account, _secret), blob in zip(numbers, given, sealed, strict=True)
    ]
    columns = {"id": "bigint", "account_id": "bigint", "surface": "text", "kind": "text", "name": "text"}
    bulk.insert("people_factor", columns | {"secret_sealed": "bytea", "since": "timestamptz"}, rows)


def take_code(*, code: str, by: Hat, now: datetime) -> int:
    """The authenticator that shows this code now; a code is taken once. Raises ``FactorRefused``."""
    refused: FactorRefused = CodeNotShown()
    with scope.writing(by, now=now):
        for factor in _running(by).filter(kind=AUTHENTICATOR).select_for_update():
            step = _step_of(opened("people_factor", "secret", factor.id, factor.secret_sealed), code, now)
            if step is None:
                continue
            if step > factor.last_step:
                Factor.objects.filter(id=factor.id).update(last_step=step, used=now)
                return factor.id
            refused = CodeTaken()
    raise refused


def use_passkey(*, factor_id: int, signs: int, by: Hat, now: datetime) -> None:
    """The door has verified the answer of this passkey. A counter that does not go on is told apart (WebAuthn 7.2)."""
    with scope.writing(by, now=now):
        factor = _running(by).select_for_update().get(id=factor_id, kind=PASSKEY)
        if (signs or factor.signs) and signs <= factor.signs:
            raise PasskeyCopied
        Factor.objects.filter(id=factor_id).update(signs=signs, used=now)


def take_recovery_code(*, code: str, by: Hat, now: datetime) -> int:
    """Use up one code on paper; returns how many are left. Raises ``FactorRefused``."""
    with scope.writing(by, now=now):
        unused = RecoveryCode.objects.filter(account_id=by.account, surface=by.surface, used__isnull=True)
        if not unused.filter(code_blind=_blind(by.account, code)).update(used=now):
            raise RecoveryWrong
        journal.append(verb="recovery.use", kind="account", record=by.account, by=by, at=now)
        return unused.count()


def renew_recovery_codes(*, by: Hat, now: datetime) -> list[str]:
    """Ten fresh codes, told this once; the former ones stop working."""
    _require_account(by)
    codes = [numbers.receipt_code() for _ in range(CODES)]
    with scope.writing(by, now=now):
        RecoveryCode.objects.filter(account_id=by.account, surface=by.surface, used__isnull=True).update(used=now)
        bulk.add(
            RecoveryCode(
                id=number, account_id=by.account, surface=by.surface, code_blind=_blind(by.account, code), since=now
            )
            for number, code in zip(ids.reserve_many("people_recovery_code", CODES), codes, strict=True)
        )
        journal.append(verb="recovery.renew", kind="account", record=by.account, by=by, at=now)
    return codes


def end_factor(*, factor_id: int, by: Hat, now: datetime) -> None:
    """Take one's own factor away. Staff keep one at least."""
    with scope.writing(by, now=now):
        running = list(_running(by).select_for_update().order_by("id"))
        if by.surface == "desk" and len(running) < 2:
            raise LastFactor
        Factor.objects.filter(id__in=[one.id for one in running if one.id == factor_id]).update(until=now)
        journal.append(verb="factor.end", kind="factor", record=factor_id, by=by, at=now)


def _running(by: Hat) -> QuerySet[Factor]:
    _require_account(by)
    return Factor.objects.filter(account_id=by.account, surface=by.surface, until__isnull=True)


def _new_number(by: Hat) -> int:
    if _running(by).count() >= MOST:
        raise TooManyFactors
    return ids.reserve("people_factor")


def _added(row: Factor, name: str, by: Hat, now: datetime) -> int:
    row.account_id, row.surface, row.name, row.since = by.account, by.surface, name.strip()[:40], now
    bulk.add([row])
    journal.append(verb="factor.add", kind="factor", record=row.id, by=by, at=now, payload={"kind": row.kind})
    return row.id


def _require_account(by: Hat) -> None:
    if not by.account:
        raise NotAllowed


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute whose code this is, of those near enough to now."""
    typed, shown = phones.tidy(code), pyotp.TOTP(secret, interval=STEP)
    middle = int(now.timestamp()) // STEP
    fitting = [
        step
        for step in range(middle - DRIFT, middle + DRIFT + 1)
        if hmac.compare_digest(shown.generate_otp(step).encode(), typed.encode())
    ]
    return fitting[-1] if fitting else None


def _blind(account: int, code: str) -> bytes:
    return crypto.blind(f"{account}:{numbers.tidy_code(code)}", purpose="recovery code")
