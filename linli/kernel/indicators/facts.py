"""What changes figures besides the cases themselves, as facts that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("figure.excluded")
@dataclass(frozen=True, slots=True)
class CaseExcluded(Fact):
    """Two people decided that a case counts for no figure."""

    case_id: int
    exclusion_id: int


@fact("figure.counted_again")
@dataclass(frozen=True, slots=True)
class CaseCountedAgain(Fact):
    """The decision that a case counts for no figure was taken back."""

    case_id: int
    exclusion_id: int


@fact("figure.drawn")
@dataclass(frozen=True, slots=True)
class CaseDrawn(Fact):
    """A closed case was drawn at random to be called back."""

    case_id: int
    draw_id: int


@fact("board.published")
@dataclass(frozen=True, slots=True)
class PeriodPublished(Fact):
    """Figures of a period were published, or its tables are to be counted again: ``since`` is its first day."""

    span: str
    since: str
    again: bool
