"""Coming in whole at the desk: password and second factor together, for programs that have no pages."""

from __future__ import annotations

from datetime import datetime

from linli.gates.identity import factors, passwords
from linli.gates.identity.refused import NO_FACTOR, NotLetIn
from linli.kernel.people import queries as people
from linli.kernel.people.models import Account
from linli.plumbing import scope
from linli.plumbing.scope import Hat

FIELD = "code"


def enter_whole(login: str, password: str, code: str, *, address: str, now: datetime) -> tuple[Account, str]:
    """The account, and what was shown as its second factor. Raises ``NotLetIn``."""
    account = passwords.enter_by_login(login, password, address=address, now=now)
    by = Hat(surface="desk", role="nobody", account=account.id)
    with scope.reading(by, now=now):
        has_one = people.what_shows(by).any
    if not has_one:
        raise NotLetIn(FIELD, NO_FACTOR)
    try:
        return account, factors.show_code(code, by=by, address=address, now=now)
    except NotLetIn as refused:
        raise NotLetIn(FIELD, refused.sentence, too_often=refused.too_often) from refused
