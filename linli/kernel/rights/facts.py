"""What this room tells the others."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("erasure.answered")
@dataclass(frozen=True, slots=True)
class ErasureAnswered(Fact):
    """What somebody asked to have erased was erased, or a data officer has refused."""

    erasure_id: int
    scope_id: int
