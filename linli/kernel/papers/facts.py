"""What happens to papers, as facts that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("paper.kept")
@dataclass(frozen=True, slots=True)
class PaperKept(Fact):
    """A photo was handed in and waits in quarantine to be drawn anew."""

    paper_id: int
    scope_id: int


@fact("paper.ready")
@dataclass(frozen=True, slots=True)
class PaperReady(Fact):
    """A photo was drawn anew and may be shown."""

    paper_id: int
    scope_id: int


@fact("paper.refused")
@dataclass(frozen=True, slots=True)
class PaperRefused(Fact):
    """A photo could not be drawn anew; the person should be told and send another."""

    paper_id: int
    scope_id: int
