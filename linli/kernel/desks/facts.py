"""What colleagues tell each other, as facts that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("desk.mentioned")
@dataclass(frozen=True, slots=True)
class Mentioned(Fact):
    """An internal note names colleagues."""

    case_id: int
    event_id: int
