"""What packs say about looking behind masks: for how long, how often a day, when a second person has to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.plumbing import pack_catalogue, packs
from linli.plumbing.packs import Context, Entry, Problem

Minutes = Annotated[int, msgspec.Meta(ge=1, le=60)]
Times = Annotated[int, msgspec.Meta(ge=1, le=500)]
Hours = Annotated[int, msgspec.Meta(ge=1, le=72)]


def check_looking(entry: Looking, context: Context) -> list[Problem]:
    """A role with a number of its own is one that may look at all."""
    from linli.kernel.people.policy import STAFF

    message = _('%(where)s: nobody is "%(role)s", so no number holds for them')
    return [
        context.problem("a_day_of", role, message=message, role=role) for role in sorted(set(entry.a_day_of) - STAFF)
    ]


@packs.kind("looking", check=check_looking)
class Looking(Entry, frozen=True, kw_only=True):
    """How long a look behind a mask holds, how many a day one person has, by when an urgent one is reviewed."""

    minutes: Minutes = 15
    a_day: Times = 30
    a_day_of: dict[str, Times] = msgspec.field(default_factory=dict)
    review_hours: Hours = 24

    def most(self, role: str) -> int:
        """How many a day somebody of this role may have alone."""
        return self.a_day_of.get(role, self.a_day)


def looking(now: datetime) -> Looking:
    """The city's rule; a city that says nothing has the usual one."""
    said = next(iter(pack_catalogue.heads("looking", now).values()), None)
    return said.value if said is not None else Looking(code="looking")
