"""Who says what a list says."""

from __future__ import annotations

from datetime import date, datetime

from linli.kernel.imports.kinds import Run
from linli.kernel.people import queries as people
from linli.plumbing.days import begin_of

LONGEST = 40


def source_of(run: Run) -> str:
    """The unit that handed the list in."""
    if "source" not in run.memory:
        body = people.organisation(run.by.unit) if run.by.unit else None
        run.memory["source"] = (body.name if body else run.by.label)[:LONGEST]
    return str(run.memory["source"])


def since(day: date | None, run: Run) -> datetime:
    """A day of a list as the moment it began in the city; now where none is said."""
    return begin_of(day) if day else run.now
