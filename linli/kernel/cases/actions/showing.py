"""The public face of a case: whether it has one, and what it says. It is written where that may have changed."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.cases import owners
from linli.kernel.cases.catalogue import Matter, has_effect
from linli.kernel.cases.models import Case
from linli.kernel.publications import actions as publications


def is_public(case: Case, matter: Matter) -> bool:
    """Whether everybody may see that there is such a matter, and roughly where: not before somebody knows where."""
    located = case.area_id is not None or (case.place_id is not None and not _is_to_be_placed(case, matter))
    return matter.item.public and not case.confidential and located


def _is_to_be_placed(case: Case, matter: Matter) -> bool:
    if case.step not in matter.flow:
        return False
    return any(has_effect(action, "sets_place") for action in matter.flow[case.step].actions)


def face_of(case: Case, matter: Matter, where: str, *, changed: datetime | None = None) -> publications.Face:
    """What is shown of a case; ``where`` is the place as everybody may read it."""
    return publications.Face(
        case_id=case.id,
        item=case.item,
        title=matter.item.label.zh,
        where=where,
        scope_id=case.scope_id,
        lon=case.lon,
        lat=case.lat,
        opened=case.at,
        due=case.due,
        changed=changed,
    )


def renew(case: Case, matter: Matter, *, at: datetime) -> None:
    """A part: an open case was placed, or is another matter now: its face appears, says so, or goes."""
    if not is_public(case, matter):
        publications.hide(case.id)
        return
    face = face_of(case, matter, owners.public_label(case), changed=at)
    if not publications.redraw(face):
        publications.show_many([face])
