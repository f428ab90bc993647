"""Notes among colleagues that name somebody: @黄志强 or @综合服务中心.

Only colleagues who may see the case are found; whoever is named reads it in their messages and in a list of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.actions import adding
from linli.kernel.cases.reports import NotAReport, Photo
from linli.kernel.desks import queries
from linli.kernel.desks.facts import Mentioned
from linli.kernel.desks.models import Mention
from linli.kernel.people.queries import Colleague
from linli.plumbing import facts, policy, scope
from linli.plumbing.scope import Hat

MOST = 50
_AT = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]([^\s@＠]{1,40})")
_WORD = re.compile(r"[\w·]+")


class NobodyCalled(NotAReport):
    """Nobody of this name may see the case."""

    def __init__(self, name: str) -> None:
        sentence = _("Nobody called “%(name)s” can see this matter. Choose from the list, or leave out the @.")
        super().__init__("text", sentence % {"name": name})


def note(
    *, case_id: int, text: str, photos: Sequence[Photo] = (), internal: bool = True, by: Hat, now: datetime
) -> int:
    """Add a note; an internal one finds whom it names. Returns how many colleagues were found."""
    policy.require(by, "case.add")
    named = internal and by.surface != "public" and _AT.search(text) is not None
    with scope.writing(by, now=now):
        found = _named(text, queries.colleagues_of(case_id, now=now)) if named else []
        found = [one for one in found if one.account != by.account]
        event, line = adding.write_words(case_id=case_id, text=text, photos=photos, internal=internal, by=by, now=now)
        accounts = list(dict.fromkeys(one.account for one in found))[:MOST]
        Mention.objects.bulk_create(
            Mention(event_id=event, case_id=case_id, account_id=account, by_name=by.label[:80], at=now)
            for account in accounts
        )
        if accounts:
            facts.tell_many([Mentioned(case_id, event)], line=line, by=by, at=now)
        return len(accounts)


def _named(text: str, colleagues: Sequence[Colleague]) -> list[Colleague]:
    """Whom the text names. Chinese has no blanks, so the longest name that stands after the sign counts."""
    found: list[Colleague] = []
    for match in _AT.finditer(text):
        after = match[1]
        names = {one.name for one in colleagues} | {one.unit_name for one in colleagues}
        name = max((name for name in names if name and after.startswith(name)), key=len, default="")
        if not name:
            word = _WORD.match(after)
            raise NobodyCalled((word[0] if word else after)[:12])
        found += [one for one in colleagues if name in (one.name, one.unit_name)]
    return found


def read_mentions(*, case_id: int, by: Hat, now: datetime) -> None:
    """The case was opened by whoever was named in it."""
    with scope.writing(by, now=now):
        Mention.objects.filter(case_id=case_id, account_id=by.account, read__isnull=True).update(read=now)
