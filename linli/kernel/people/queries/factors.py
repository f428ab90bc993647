"""What an account shows at a door beside its password, and where it is signed in. Asked under its own hat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from linli.kernel.people.models_factors import Factor, RecoveryCode, SignIn
from linli.plumbing.scope import Hat

KEPT = 20  # sign-ins that are shown


@dataclass(frozen=True, slots=True)
class Shown:
    """What an account can show at a door: how many authenticators, passkeys and unused recovery codes."""

    authenticators: int
    passkeys: int
    codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; codes on paper alone are none."""
        return bool(self.authenticators or self.passkeys)


def factors_of(by: Hat) -> QuerySet[Factor]:
    """The running factors of the hat's account at its surface, the oldest first."""
    return Factor.objects.filter(account_id=by.account, surface=by.surface, until__isnull=True).order_by("id")


def what_shows(by: Hat) -> Shown:
    """What the account can show here."""
    kinds = list(factors_of(by).values_list("kind", flat=True))
    codes = RecoveryCode.objects.filter(account_id=by.account, surface=by.surface, used__isnull=True).count()
    return Shown(kinds.count("authenticator"), kinds.count("passkey"), codes)


def passkeys_of(by: Hat) -> list[Factor]:
    """The passkeys of the hat's account at its surface."""
    return list(factors_of(by).filter(kind="passkey"))


def holder_of_passkey(credential: bytes, *, surface: str) -> int | None:
    """The account a passkey opens at a surface, before anybody has logged in. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select people_holder_of_passkey(%s, %s)", [credential, surface])
        row = cursor.fetchone()
    return row[0] if row else None


def sign_ins_of(by: Hat, *, since: datetime) -> list[SignIn]:
    """Where the hat's account has signed in at its surface, the newest first; who is still in comes before."""
    found = SignIn.objects.filter(account_id=by.account, surface=by.surface, began__gte=since)
    return sorted(found.order_by("-began")[:KEPT], key=lambda one: one.ended is not None)
