"""What packs say about contradictions: which are looked for, with which limit, and which of them somebody is sent to.

A city may switch a check off, or set it otherwise for single divisions; of two entries about one check the nearer one
holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.plumbing import pack_catalogue, packs
from linli.plumbing.pack_catalogue import Version
from linli.plumbing.packs import Context, Entry, Problem, Words
from linli.plumbing.packs.errors import nearest
from linli.plumbing.packs.shapes import Filled
from linli.scenarios.population.quality import checks, rules
from linli.scenarios.population.quality.checks import Check
from linli.scenarios.population.quality.rules import Days

Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]


def check_check(entry: RegisterCheck, context: Context) -> list[Problem]:
    """The check exists, and has a limit within its bounds where it has one at all."""
    known = checks.known()
    of = known.get(entry.of)
    if of is None:
        message = _('%(where)s: there is no check "%(code)s"')
        return [context.problem("check", message=message, code=entry.of, near=nearest(entry.of, list(known)))]
    if entry.limit is not None and of.usual is None:
        return [context.problem("limit", message=_("%(where)s: this check has no limit"))]
    if entry.limit is not None and not of.least <= entry.limit <= of.most:
        message = _("%(where)s should be from %(least)s to %(most)s")
        return [context.problem("limit", message=message, least=of.least, most=of.most)]
    return context.missing("opens", kind="items", code=entry.opens) if entry.opens else []


@packs.kind("register_checks", check=check_check)
class RegisterCheck(Entry, frozen=True, kw_only=True):
    """One check as a city has it. ``check`` names it where the code does not. ``says`` tells one finding in words, with
    {0} and {1} for its figures; ``look`` what to look at there. ``opens`` is the item under which a grid worker is
    asked to look (none: only listed), ``most_open`` how many of a community may be asked at a time, ``explained`` for
    how long a reason holds.
    """

    label: Words
    says: Words
    look: Words | None = None
    check: str = ""
    off: bool = False
    limit: int | None = None
    opens: str = ""
    most_open: Count = 10
    explained: Days = 365
    places: list[Filled] = msgspec.field(default_factory=list)
    order: int = 100
    source: str = ""
    unverified: bool = False

    @property
    def of(self) -> str:
        return self.check or self.code


@dataclass(frozen=True, slots=True)
class Looked:
    """A check as it holds in one community."""

    check: Check
    entry: RegisterCheck

    @property
    def values(self) -> dict[str, Any]:
        return {"limit": self.check.usual if self.entry.limit is None else self.entry.limit}


def held(*, at: datetime) -> list[Version]:
    """Every entry that holds, in order. One statement."""
    found = pack_catalogue.heads("register_checks", at).values()
    return sorted(found, key=lambda one: (one.value.order, one.code))


def looked_for(line: Sequence[str], entries: Sequence[Version]) -> list[Looked]:
    """What is looked for in a community, in the order of the packs; what was switched off is left out."""
    known = checks.known()
    nearest_one = {one.value.of: one.value for one in rules.farthest_first(line, entries) if one.value.of in known}
    found = [Looked(known[code], entry) for code, entry in nearest_one.items() if not entry.off]
    return sorted(found, key=lambda one: (one.entry.order, one.entry.code))


def texts(*, at: datetime) -> dict[str, RegisterCheck]:
    """How every check is called in the city, by its code, for what was found under it. One statement."""
    return {one.value.of: one.value for one in reversed(held(at=at))}
