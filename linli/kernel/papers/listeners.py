"""What the worker does when it hears of papers."""

from __future__ import annotations

from linli.kernel.papers import actions
from linli.kernel.papers.facts import PaperKept
from linli.plumbing import scope
from linli.plumbing.facts import Told


def on_kept(kept: PaperKept, told: Told) -> None:
    """Draw the photo anew as soon as it was kept."""
    actions.clean(paper=kept.paper_id, by=scope.robot([kept.scope_id], purpose="photos"), now=told.at)
