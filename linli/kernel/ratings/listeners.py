"""What becomes of an answer once it is given: who is to be called about it goes on the callers' list."""

from __future__ import annotations

from linli.kernel.cases.facts import CaseAnswered
from linli.kernel.cases.listeners import STALE, robot
from linli.kernel.ratings import actions
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact


def on_answered(answered: CaseAnswered, told: Told) -> None:
    """Whoever asked to be called, or rang and has no account. What an import says of the past calls nobody."""
    now = clock()
    if now - told.at <= STALE:
        actions.list_answered(case_id=answered.case_id, by=robot("call_backs"), now=now)
