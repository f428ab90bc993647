"""Whatever happens to a case may change a figure: the case is marked, and the next round measures it."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.kernel.cases.listeners import robot
from linli.kernel.indicators import actions
from linli.kernel.indicators.facts import PeriodPublished
from linli.kernel.indicators.periods import Period
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact


def on_case(fact: Any, told: Told) -> None:  # noqa: ARG001
    """Any fact about one case."""
    actions.touch(case_ids=[fact.case_id], by=robot("figures"), now=clock())


def on_published(fact: PeriodPublished, told: Told) -> None:  # noqa: ARG001
    """The tables of the period are counted and published with its figures."""
    period = Period(fact.span, date.fromisoformat(fact.since))
    actions.publish_cubes(period=period, again=fact.again, by=robot("figures"), now=clock())
