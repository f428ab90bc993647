"""The nightly round that keeps to the terms: what is older than its rule goes, as the declaration of its table says."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.rights.actions.erasing import take_away
from linli.kernel.rights.queries.plans import over
from linli.plumbing import held, policy, scope
from linli.plumbing.scope import Hat

PURPOSE = "retention"


def keep_to_terms(*, by: Hat, now: datetime) -> dict[str, int]:
    """Take away what is over; how many rows of which table. A bounded number of each, so that nothing waits for it.

    The robot's hat says what it is for: nobody else may do this.
    """
    policy.require(by, "terms.keep")
    if by.purpose != PURPOSE:
        raise policy.NotAllowed
    taken: dict[str, int] = {}
    for one in held.rules():
        rows = take_away(one, over(one), {"now": now}, by=by, now=now)
        if rows:
            taken[one.table] = rows
    if taken:
        with scope.writing(by, now=now):
            journal.append(verb="terms.keep", kind="terms", record=0, by=by, at=now, payload=taken)
    return taken
