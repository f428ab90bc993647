"""Coming in by the city's unified login: whose account that is; the verified phone finds it at first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, connection
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import phones
from linli.kernel.people.actions.accounts import NewAccount, write_accounts
from linli.kernel.people.models import Account
from linli.kernel.people.models_factors import CityLogin
from linli.kernel.people.queries import find_account
from linli.plumbing import bulk, crypto, ids, scope
from linli.plumbing.scope import VISITOR


class CityLoginTaken(ValueError):
    """The phone's account comes in by another login of the city already."""

    sentence = _("Another login of the city is tied to this phone. Sign in with a code, or ask at the front desk.")

    def __str__(self) -> str:
        return str(self.sentence)


def enter_by_city(*, issuer: str, subject: str, phone: str, now: datetime) -> Account:
    """The account of somebody the city's login has let in. ``phone`` is one the city has verified, or empty."""
    blind = crypto.blind(f"{issuer}\x1f{subject}", purpose="city login")
    with scope.writing(VISITOR, now=now):
        with connection.cursor() as cursor:
            cursor.execute("select people_account_of_city(%s)", [blind])
            known = cursor.fetchone()[0]
        account = known or _first(phones.tidy(phone), blind, now)
        scope.become(replace(VISITOR, account=account), now=now)
        return Account.objects.get(id=account)


def _first(phone: str, blind: bytes, now: datetime) -> int:
    """Tie this login to the account of the phone, or to a new account."""
    found = find_account(phone=phone) if phone else None
    number = found.id if found else ids.reserve("people_account")
    by = replace(VISITOR, account=number)
    scope.become(by, now=now)
    if found is None:
        row = NewAccount(phone=phone, label="" if phone else str(_("city login")))
        write_accounts([row], numbers=[number], with_subjects=True, by=by, now=now)
    try:
        tie = CityLogin(id=ids.reserve("people_city_login"), account_id=number, subject_blind=blind, since=now)
        bulk.add([tie])
    except IntegrityError as taken:
        raise CityLoginTaken from taken
    journal.append(verb="account.city", kind="account", record=number, by=by, at=now)
    return number
