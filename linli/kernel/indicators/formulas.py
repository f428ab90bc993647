"""The measures as SQL over measured cases: which moment puts a case into a period, when it counts, when it is a hit.

A case counts as soon as its limit has run out, answered or not, so leaving cases open, or answering the easy ones
first, raises nothing. ``m`` is the measured case; what was excluded by a decision counts nowhere but among the cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOW = "%(now)s"
DAYS = "make_interval(days => %(days)s)"
GOOD = 3  # the lowest of the upper three grades


@dataclass(frozen=True, slots=True)
class Formula:
    """``value`` is a whole aggregate where the figure is no share."""

    moment: str
    base: str
    hit: str = ""
    value: str = "null::float8"
    excluded: bool = False  # whether it counts excluded cases too


_WAITED = "extract(epoch from m.answered - m.at) / 86400.0"

FORMULAS: Mapping[str, Formula] = {
    "cases": Formula("m.at", "true", value="count(*)::float8", excluded=True),
    "contacted_in_time": Formula("m.at", f"m.contact_due <= {NOW}", "m.contacted <= m.contact_due"),
    "answered_within": Formula("m.at", f"m.at + {DAYS} <= {NOW}", f"m.answered <= m.at + {DAYS}"),
    # Who has no answer waits longer than anybody who has one: no median while half of them wait.
    "answer_days": Formula(
        "m.at",
        "true",
        value=f"percentile_cont(0.5) within group (order by coalesce({_WAITED}, 'infinity'))"
        " filter (where not m.excluded)",
    ),
    "on_time": Formula("m.at", f"m.promise_due <= {NOW}", "m.answered <= m.promise_due and m.reopened = 0"),
    "reopened": Formula("m.at", "(m.answered is not null or m.reopened > 0)", "m.reopened > 0"),
    "called_contacted": Formula("m.drawn", "m.said_contacted is not null", "m.said_contacted"),
    "called_solved": Formula("m.drawn", "m.said_solved is not null", "m.said_solved"),
    "called_satisfied": Formula("m.drawn", "m.said_grade is not null", f"m.said_grade >= {GOOD}"),
    "rated_satisfied": Formula("m.rated", "m.rated_grade is not null", f"m.rated_grade >= {GOOD}"),
}
