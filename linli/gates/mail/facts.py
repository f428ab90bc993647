"""What happens to letters, as facts that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("mail.cut")
@dataclass(frozen=True, slots=True)
class LetterCut(Fact):
    """A letter was taken without some of its parts, and its sender has to be told."""

    case_id: int
    letter_id: int
