"""The rules a register is measured by, as data: what a record needs, how long a confirmation holds, what weighs how.

A city has one set for all of it and may add others for single districts, streets or communities; such a set names the
records it is different for and leaves the rest as it stands above it. A change holds from its day on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.plumbing import pack_catalogue, packs
from linli.plumbing.pack_catalogue import Version
from linli.plumbing.packs import Context, Entry, Problem, Words
from linli.plumbing.packs.errors import nearest
from linli.plumbing.packs.shapes import Filled, Shape
from linli.scenarios.population.quality import records

Days = Annotated[int, msgspec.Meta(ge=1, le=3650)]
Weight = Annotated[float, msgspec.Meta(gt=0, le=100)]
Part = Annotated[float, msgspec.Meta(ge=0, le=100)]
Record = Literal["person", "link", "dwelling", "building", "vehicle", "organisation"]


class RecordRule(Shape, frozen=True, kw_only=True):
    """What one kind of record needs. ``needs`` are fields with their weights; ``holds`` says for how many days a
    confirmation holds, by kind of link or use of a dwelling, ``other`` for the rest; none means that nobody has to
    confirm it again. ``weight`` is that of one such record beside the others. ``required`` are those of the needed
    fields without which nobody enters such a record by hand.
    """

    weight: Weight = 1.0
    needs: dict[str, Weight] = msgspec.field(default_factory=dict)
    required: list[str] = msgspec.field(default_factory=list)
    holds: dict[str, Days] = msgspec.field(default_factory=dict)


class Weighing(Shape, frozen=True, kw_only=True):
    """How much completeness and freshness count in the score; together a hundred."""

    complete: Part
    fresh: Part


def check_rules(entry: RegisterRules, context: Context) -> list[Problem]:
    """Fields and kinds exist, the weights add up, and a set that is not for some places weighs the score."""
    found = [one for name, rule in entry.records.items() for one in _record_problems(name, rule, context)]
    if not entry.places and entry.score is None:
        found.append(
            context.problem("score", message=_("%(where)s is missing: the rules of a whole city weigh a score"))
        )
    if entry.score and abs(entry.score.complete + entry.score.fresh - 100) > 1e-9:
        message = _("%(where)s: complete and fresh add up to %(sum)s; write two that add up to 100")
        found.append(context.problem("score", message=message, sum=f"{entry.score.complete + entry.score.fresh:g}"))
    return found


def _record_problems(name: str, rule: RecordRule, context: Context) -> list[Problem]:
    dated = [] if name in records.UNDATED else [*records.KINDS.get(name, ()), records.OTHER]
    known = {"needs": list(records.FIELDS[name]), "required": list(rule.needs), "holds": dated}
    given: dict[str, list[str]] = {"needs": list(rule.needs), "required": rule.required, "holds": list(rule.holds)}
    message = _('%(where)s: a record of this kind has no "%(word)s"')
    unasked = _('%(where)s: "%(word)s" cannot be required, nothing here needs it')
    return [
        context.problem(
            "records", name, part, *([] if part == "required" else [word]),
            message=unasked if part == "required" else message, word=word, near=nearest(word, known[part]),
        )
        for part, words in given.items()
        for word in words
        if word not in known[part]
    ]  # fmt: skip


@packs.kind("register_rules", check=check_rules)
class RegisterRules(Entry, frozen=True, kw_only=True):
    """One set of rules. ``places`` are codes of divisions it is for; without any it is for the whole city."""

    label: Words
    records: dict[Record, RecordRule]
    score: Weighing | None = None
    places: list[Filled] = msgspec.field(default_factory=list)
    order: int = 100
    source: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rules of one community as they hold, and the versions they are put together of."""

    records: Mapping[str, RecordRule]
    score: Weighing
    versions: tuple[int, ...]
    sets: tuple[Version, ...] = ()

    def needs(self, record: str) -> Mapping[str, float]:
        return self.records[record].needs if record in self.records else {}

    def asks(self, record: str, name: str) -> bool:
        """Whether a form asks for a field: everything is asked for where no rules speak of the record."""
        return record not in self.records or name in self.records[record].needs

    def required(self, record: str) -> frozenset[str]:
        """The fields without which nobody enters such a record by hand."""
        return frozenset(self.records[record].required if record in self.records else ())

    def weight(self, record: str) -> float:
        return self.records[record].weight if record in self.records else 0.0

    def holds(self, record: str, kind: str = "") -> int | None:
        """For how many days a confirmation holds; None where nobody has to confirm it again."""
        given = self.records[record].holds if record in self.records else {}
        return given.get(kind, given.get(records.OTHER))


def farthest_first(line: Sequence[str], held: Sequence[Version]) -> list[Version]:
    """The entries that hold where ``line`` leads, from those of the whole city to those of the nearest place."""
    depth = {code: number for number, code in enumerate(line) if code}
    ours = [(-1, one) for one in held if not one.value.places]
    ours += [
        (max(depth[code] for code in one.value.places if code in depth), one)
        for one in held
        if any(code in depth for code in one.value.places)
    ]
    ours.sort(key=lambda each: each[0])  # stable: of one place in their own order
    return [one for _depth, one in ours]


NO_RULES = Ruled({}, Weighing(complete=50, fresh=50), ())


def sets(*, at: datetime) -> list[Version]:
    """Every set that holds, in order. One statement."""
    found = pack_catalogue.heads("register_rules", at).values()
    return sorted(found, key=lambda one: (one.value.order, one.code))


def ruled(line: Sequence[str], held: Sequence[Version]) -> Ruled:
    """The rules of a community: ``line`` are the codes from the city down to it. The nearer a set, the more it says.

    Two sets for one place count in their order; a record that a nearer set names is ruled by it alone.
    """
    return reduce(_over, farthest_first(line, held), NO_RULES)


def _over(below: Ruled, above: Version) -> Ruled:
    entry: RegisterRules = above.value
    return Ruled(
        {**below.records, **{str(name): rule for name, rule in entry.records.items()}},
        entry.score or below.score,
        (*below.versions, above.id),
        (*below.sets, above),
    )
