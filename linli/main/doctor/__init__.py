"""What ``linli doctor`` looks at: the database, its walls, the work that waits, the room that is left.

Every examination returns :class:`Finding` values: a sentence each, and for what is wrong the next step.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

GOOD, LOOK, WRONG = "good", "look", "wrong"
SIGNS = {GOOD: "✓", LOOK: "·", WRONG: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what, how it stands (good, worth a look, wrong), and a sentence."""

    what: str
    state: str
    sentence: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    def __str__(self) -> str:
        return f"{SIGNS[self.state]} {self.what}: {self.sentence}"
