"""What packs say about figures: which measure an indicator takes, its limit and target, the weights of a score."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.plumbing import packs
from linli.plumbing.packs import Context, Entry, Problem, Words

MEASURES = (
    "cases", "contacted_in_time", "answered_within", "answer_days", "on_time", "reopened",
    "called_contacted", "called_solved", "called_satisfied", "rated_satisfied", "score",
)  # fmt: skip
Measure = Literal[
    "cases", "contacted_in_time", "answered_within", "answer_days", "on_time", "reopened",
    "called_contacted", "called_solved", "called_satisfied", "rated_satisfied", "score",
]  # fmt: skip
SHARES = frozenset(MEASURES) - {"cases", "answer_days", "score"}
CALLED = frozenset({"called_contacted", "called_solved", "called_satisfied"})
WORSE_WHEN_MORE = frozenset({"reopened"})  # a share of which less is better
Days = Annotated[int, msgspec.Meta(ge=1, le=3650)]
Share = Annotated[float, msgspec.Meta(ge=0, le=100)]
Weight = Annotated[float, msgspec.Meta(gt=0, le=100)]


def check_indicator(entry: Indicator, context: Context) -> list[Problem]:
    """Days belong to a measure that has a limit, weights to a score of shares that add up to a hundred."""
    found = []
    if (entry.measure == "answered_within") != (entry.days is not None):
        found.append(
            context.problem("days", message=_("%(where)s: answered_within needs days, and nothing else has any"))
        )
    if (entry.measure == "score") != bool(entry.weights):
        found.append(
            context.problem("weights", message=_("%(where)s: a score needs weights, and nothing else has any"))
        )
    for code in entry.weights:
        found += context.missing("weights", code, kind="indicators", code=code)
        part = context.get("indicators", code)
        if isinstance(part, Indicator) and part.measure not in SHARES:
            message = _("%(where)s: “%(code)s” is no share, so it cannot be weighed")
            found.append(context.problem("weights", code, message=message, code=code))
    if entry.weights and abs(sum(entry.weights.values()) - 100) > 1e-9:
        message = _("%(where)s: the weights add up to %(sum)s; write ones that add up to 100")
        found.append(context.problem("weights", message=message, sum=f"{sum(entry.weights.values()):g}"))
    return found


@packs.kind("indicators", check=check_indicator)
class Indicator(Entry, frozen=True, kw_only=True):
    """One indicator: what it is called, the words that say what it counts, its measure; a target where one is set."""

    label: Words
    says: Words
    measure: Measure
    days: Days | None = None
    weights: dict[str, Weight] = msgspec.field(default_factory=dict)
    target: Share | None = None
    main: bool = False
    order: int = 100
    source: str = ""
    unverified: bool = False


BY = {"matters": ("group", "standing"), "people": ("age",), "dwellings": ("occupancy",)}


def check_cube(entry: Cube, context: Context) -> list[Problem]:
    """What is counted can be told apart by what the cube says."""
    if entry.by in BY[entry.counts]:
        return []
    message = _('%(where)s: %(counts)s cannot be counted by "%(by)s". Write one of: %(known)s.')
    words = {"counts": entry.counts, "by": entry.by, "known": ", ".join(BY[entry.counts])}
    return [context.problem("by", message=message, **words)]


@packs.kind("cubes", check=check_cube)
class Cube(Entry, frozen=True, kw_only=True):
    """A fixed table for everybody: what is counted, by what, down to which division, of which periods.

    Nothing can be asked of it but what it shows, and no division is smaller than a community.
    """

    label: Words
    says: Words
    counts: Literal["matters", "people", "dwellings"]
    by: Literal["group", "standing", "age", "occupancy"]
    down_to: Literal["street", "community"]
    span: Literal["month", "year"]
    order: int = 100
