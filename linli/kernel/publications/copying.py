"""What the worker does when it hears of released photos."""

from __future__ import annotations

from linli.kernel.papers.facts import PaperReady
from linli.kernel.publications import actions
from linli.kernel.publications.facts import PhotoReleased
from linli.plumbing import scope
from linli.plumbing.facts import Told


def on_released(released: PhotoReleased, told: Told) -> None:
    """Copy a photo that was clean already when it was released."""
    actions.copy_released(
        paper_id=released.paper_id, by=scope.robot([released.scope_id], purpose="photos"), now=told.at
    )


def on_ready(ready: PaperReady, told: Told) -> None:
    """Copy a photo that was released before it was clean."""
    actions.copy_released(paper_id=ready.paper_id, by=scope.robot([ready.scope_id], purpose="photos"), now=told.at)
