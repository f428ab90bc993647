"""The nightly sweep that keeps to the terms: what is older than its rule goes, as the declaration of its table says."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.rights.actions.erasing import take_away
from linli.kernel.rights.models import Sweep
from linli.kernel.rights.queries.plans import over, what_is_over
from linli.plumbing import held, policy, scope
from linli.plumbing.scope import Hat

PURPOSE = "retention"
COUNTED = 1_000  # of a rule; what lies beyond is "more"


def keep_to_terms(*, by: Hat, now: datetime) -> dict[str, int]:
    """Take away what is over; how many rows of which table. A bounded number of each, so that nothing waits for it.

    The robot's hat says what it is for: nobody else may do this.
    """
    policy.require(by, "terms.keep")
    if by.purpose != PURPOSE:
        raise policy.NotAllowed
    counted = what_is_over(by=by, at=now, most=COUNTED + 1)
    taken: dict[str, int] = {}
    for one in held.rules():
        rows = take_away(one, over(one), {"now": now}, by=by, now=now)
        if rows:
            taken[one.table] = rows
    rules = [{**asdict(one), "taken": taken.get(one.table, 0)} for one in counted]
    with scope.writing(by, now=now):
        Sweep.objects.bulk_create([Sweep(began=now, rules=rules)])
        if taken:
            journal.append(verb="terms.keep", kind="terms", record=0, by=by, at=now, payload=taken)
    return taken
