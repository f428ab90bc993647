"""Keeping the logins of staff: opening one, setting it up anew, closing it. For system administrators alone.

They see who has a login by its exact name only, and never what opens it: a password is drawn here, told once, and
whoever comes in with it sets up a second factor of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.staffing import NotForOneself
from linli.plumbing import ids, numbers, policy, scope
from linli.plumbing.scope import Hat

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}", re.ASCII)
MOST_NAME = 40


class LoginRefused(ValueError):
    """The login cannot be opened, or there is none of this name. ``field`` is what to change."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(field)

    def __str__(self) -> str:
        return str(self.sentence)


_NOBODY = _("Nobody has this login. Look at it again.")
_TAKEN = _("This login is taken. Choose another one.")
_UNFIT = _("A login has three to forty small letters, digits, dots or hyphens, and begins with a letter.")
_NAMELESS = _("Write the name by which colleagues know them.")


@dataclass(frozen=True, slots=True)
class KeptLogin:
    """One login as its keeper sees it."""

    id: int
    login: str
    label: str
    until: datetime | None
    factors: int


def kept_login(*, login: str, by: Hat) -> KeptLogin:
    """The login of that exact name; inside a transaction. Raises ``LoginRefused``."""
    policy.require(by, "login.keep")
    with connection.cursor() as cursor:
        cursor.execute("select * from people_kept_account(%s)", [login.strip()])
        row = cursor.fetchone()
    if row is None:
        raise LoginRefused("login", _NOBODY)
    return KeptLogin(row[0], login.strip(), *row[1:])


def open_login(*, login: str, name: str, by: Hat, now: datetime) -> str:
    """A login for a new colleague; returns the password that is told this once. What they may do comes from posts."""
    policy.require(by, "login.keep")
    login, name = login.strip().lower(), name.strip()[:MOST_NAME]
    if not _LOGIN.fullmatch(login):
        raise LoginRefused("login", _UNFIT)
    if not name:
        raise LoginRefused("name", _NAMELESS)
    password, number = numbers.receipt_code(), ids.reserve("people_account")
    with scope.writing(by, now=now):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from people_kept_account(%s)", [login])
            if cursor.fetchone()[0]:
                raise LoginRefused("login", _TAKEN)
            cursor.execute("select people_open_account(%s, %s, %s, %s)", [number, login, name, make_password(password)])
        journal.append(verb="account.open", kind="account", record=number, by=by, at=now)
    return password


def renew_login(*, login: str, by: Hat, now: datetime) -> str:
    """A new password, told this once; the second factors are gone and every session ends. Nobody renews their own."""
    password = numbers.receipt_code()
    _change(login, make_password(password), closed=False, verb="account.renew", by=by, now=now)
    return password


def close_login(*, login: str, by: Hat, now: datetime) -> None:
    """Close a login for good: nobody comes in with it any more, and whoever is in is out. Nobody closes their own."""
    _change(login, make_password(None), closed=True, verb="account.close", by=by, now=now)


def _change(login: str, password: str, *, closed: bool, verb: str, by: Hat, now: datetime) -> None:
    policy.require(by, "login.keep")
    with scope.writing(by, now=now):
        found = kept_login(login=login, by=by)
        if found.id == by.account:
            raise NotForOneself
        if found.until is not None and found.until <= now:
            raise LoginRefused("login", _NOBODY)
        with connection.cursor() as cursor:
            cursor.execute("select people_renew_account(%s, %s, %s, %s)", [found.id, password, now, closed])
        journal.append(verb=verb, kind="account", record=found.id, by=by, at=now)
