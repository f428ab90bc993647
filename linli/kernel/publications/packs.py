"""What packs say about publications: how long things may stand, how soon they are looked at and answered."""

from __future__ import annotations

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.engines import worktime
from linli.plumbing import packs
from linli.plumbing.packs import Context, Entry, Problem, Sourced

CODE = "neighbours"
Days = Annotated[int, msgspec.Meta(ge=1, le=730)]


class Within(Sourced, frozen=True, kw_only=True):
    """A time limit of the editors and where it stands: ``2 working days``, source or unverified."""

    limit: str


def check_publishing(entry: Publishing, context: Context) -> list[Problem]:
    """Both limits can be read, and nothing may stand longer unlooked at than it may stand at all."""
    found = []
    for key in ("look", "answer"):
        written = getattr(entry, key).limit
        try:
            worktime.parse_limit(written)
        except worktime.LimitRefused as refused:
            message = _('%(where)s: "%(written)s" is not a limit. Write "%(nearest)s".')
            found.append(context.problem(key, "limit", message=message, written=written, nearest=str(refused.nearest)))
    if entry.check_every > entry.longest:
        message = _("%(where)s: what stands at most %(longest)d days cannot be checked only every %(every)d.")
        found.append(context.problem("check_every", message=message, longest=entry.longest, every=entry.check_every))
    return found


@packs.kind("publishing", check=check_publishing)
class Publishing(Entry, frozen=True, kw_only=True):
    """The city's rules for what everybody reads.

    ``look``: within which time staff look at what a resident has sent. ``answer``: within which a topic gets an
    official answer. ``check_every``: days after which somebody has to say that it is still true. ``longest``: days
    anything may stand. ``quiet``: days without anything new after which a community counts as silent.
    """

    look: Within
    answer: Within
    check_every: Days
    longest: Days
    quiet: Days = 30
