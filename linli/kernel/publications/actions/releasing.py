"""Letting everybody see a photo, and taking it back. Shown is a copy of the clean photo, never what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.papers import files
from linli.kernel.papers import queries as papers
from linli.kernel.papers.models import READY, Paper
from linli.kernel.papers.queries import NotToBeShown
from linli.kernel.publications.facts import PhotoReleased
from linli.kernel.publications.models import PublicFace, PublicPhoto
from linli.kernel.publications.queries.released import FOLDER, bound
from linli.plumbing import crypto, facts, ids, numbers, scope
from linli.plumbing.scope import Hat


def release(paper_ids: Sequence[int], *, case_id: int, by: Hat, now: datetime) -> int:
    """A part: let everybody see photos of a public case; how many that were not shown before.

    The copy is made by the worker as soon as the photo has been drawn anew.
    """
    scope.require_action()
    face = PublicFace.objects.filter(case_id=case_id).first()
    shown = set(PublicPhoto.objects.filter(case_id=case_id).values_list("paper_id", flat=True))
    fresh = [paper for paper in dict.fromkeys(paper_ids) if paper not in shown]
    if face is None or not fresh:
        return 0
    rows = [
        PublicPhoto(
            id=ids.reserve("publications_public_photo"),
            code=numbers.open_code(),
            case_id=case_id,
            paper_id=paper,
            released=now,
        )
        for paper in fresh
    ]
    PublicPhoto.objects.bulk_create(rows, ignore_conflicts=True)
    payload = {"papers": fresh}
    line = journal.append(verb="photo.release", kind="face", record=case_id, by=by, at=now, payload=payload)
    told = [PhotoReleased(case_id, paper, face.scope_id) for paper in fresh]
    facts.tell_many(told, line=line, by=by, at=now)
    return len(fresh)


def take_back(paper_ids: Sequence[int], *, case_id: int, by: Hat, now: datetime) -> int:
    """A part: show photos to nobody any more; how many were shown. Their copies are taken off the disk."""
    scope.require_action()
    rows = list(PublicPhoto.objects.filter(case_id=case_id, paper_id__in=paper_ids))
    PublicPhoto.objects.filter(id__in=[row.id for row in rows]).delete()
    for row in rows:
        if row.file:
            files.remove(FOLDER, row.file)
    if rows:
        payload = {"papers": [row.paper_id for row in rows]}
        journal.append(verb="photo.take_back", kind="face", record=case_id, by=by, at=now, payload=payload)
    return len(rows)


def copy_released(*, paper_id: int, by: Hat, now: datetime) -> bool:
    """Make the public copy of a released photo that is clean by now. For the worker; twice does no harm."""
    with scope.reading(by, now=now):
        waiting = PublicPhoto.objects.filter(paper_id=paper_id, file="").first()
        paper = Paper.objects.filter(id=paper_id, state=READY).first()
        if waiting is None or paper is None:
            return False
        try:
            content = papers.open_paper(paper)
        except NotToBeShown:
            return False
    name = crypto.blind(f"{waiting.id}:{waiting.code}", purpose="released file").hex()
    files.write(FOLDER, name, crypto.seal(content, bound=bound(name)))
    with scope.writing(by, now=now):
        row = PublicPhoto.objects.select_for_update().filter(id=waiting.id, file="").first()
        if row is not None:
            row.file, row.media_type = name, paper.media_type
            row.save(update_fields=["file", "media_type"])
    return row is not None
