"""Looking at papers at a window: from then on the account is this person's, and services that want to know get more."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import phones
from linli.kernel.people.models import Document, Person
from linli.kernel.people.queries import find_account
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


class CheckRefused(ValueError):
    """The papers cannot be noted down. ``field`` is what to change."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(field)

    def __str__(self) -> str:
        return str(self.sentence)


_NO_ACCOUNT = _("Nobody has signed in with this phone yet. Let them sign in once, by code, then note it here.")
_OTHER = _("This phone's account belongs to somebody else already, or was checked before.")
_NO_PAPER = _("Choose which paper you have looked at.")


def check_identity(*, person_id: int, phone: str, document: str, by: Hat, now: datetime) -> None:
    """Note that the papers of a person were looked at, and that the account of this phone is theirs.

    Raises ``CheckRefused`` or ``PhoneWrong``; whom the hat does not see does not exist.
    """
    policy.require(by, "identity.check")
    number = phones.checked(phone)
    if document not in set(Document.values) - {Document.NONE}:
        raise CheckRefused("document", _NO_PAPER)
    account = find_account(phone=number)
    if account is None:
        raise CheckRefused("phone", _NO_ACCOUNT)
    with scope.writing(by, now=now):
        person = Person.objects.get(id=person_id)
        with connection.cursor() as cursor:
            sql = "select people_check_identity(%s, %s, %s, %s, %s)"
            cursor.execute(sql, [account.id, person.id, document, now, by.account])
            if not cursor.fetchone()[0]:
                raise CheckRefused("phone", _OTHER)
        journal.append(verb="identity.check", kind="person", record=person.id, by=by, at=now)
