"""The photos somebody sent with an action: kept in quarantine, as papers of the case's subject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import Photo
from linli.kernel.papers import actions as papers
from linli.plumbing.scope import Hat


def keep_photos(case: Case, photos: Sequence[Photo], *, by: Hat, now: datetime) -> tuple[int, ...]:
    """A part: the ids of the papers the photos of one event have become."""
    kept = papers.keep_photos(
        [(photo.content, photo.name) for photo in photos],
        for_subject=case.subject_id,
        at_scope=case.scope_id,
        case=case.id,
        by=by,
        now=now,
    )
    return tuple(kept)
