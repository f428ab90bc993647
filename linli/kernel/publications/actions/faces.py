"""Writing the public face of cases: parts of the actions that open, answer and close them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.kernel.papers import files
from linli.kernel.places import geo
from linli.kernel.publications.models import ANSWERED, OPEN, PublicEvent, PublicFace, PublicPhoto
from linli.kernel.publications.queries.released import FOLDER
from linli.plumbing import bulk, numbers, scope


@dataclass(frozen=True, slots=True)
class Face:
    """What may be shown of a new case. The point is coarsened here, whatever was handed in."""

    case_id: int
    item: str
    title: str
    where: str
    scope_id: int
    lon: float | None
    lat: float | None
    opened: datetime
    due: datetime | None
    changed: datetime | None = None  # since when it is shown like this, where that is not from the start


def show_many(faces: Iterable[Face]) -> None:
    """Show new cases to everybody."""
    scope.require_action()
    bulk.add(
        PublicFace(case_id=face.case_id, code=numbers.open_code(), state=OPEN, opened=face.opened, **_shown(face))
        for face in faces
    )


def redraw(face: Face) -> bool:
    """Show an open case under another name or at another place, at the address it has; False where it has none."""
    scope.require_action()
    return bool(PublicFace.objects.filter(case_id=face.case_id).update(**_shown(face)))


def _shown(face: Face) -> dict[str, Any]:
    lon, lat = (None, None)
    if face.lon is not None and face.lat is not None:
        lon, lat = geo.coarsen(face.lon, face.lat)
    return {
        "item": face.item,
        "title": face.title,
        "where": face.where,
        "scope_id": face.scope_id,
        "lon": lon,
        "lat": lat,
        "cell": None if lon is None or lat is None else geo.cell(lon, lat),
        "due": face.due,
        "changed": face.changed or face.opened,
    }


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of a face: its new state, since when, by when it is promised now, the answer if it was released."""

    state: str
    at: datetime
    due: datetime | None = None
    closed: datetime | None = None
    outcome: str = ""
    answer: str | None = None


def change(case_id: int, turn: Turn) -> None:
    """Show a case's new state, and an answer that was released for everybody. Nothing where it has no face."""
    scope.require_action()
    changes: dict[str, object] = {
        "state": turn.state,
        "closed": turn.closed,
        "due": turn.due,
        "changed": turn.at,
    }
    if turn.state == ANSWERED:
        changes |= {"answered": turn.at, "outcome": turn.outcome}
    if turn.state == OPEN:
        changes |= {"answered": None, "outcome": ""}
    if turn.answer is not None:
        changes["answer"] = turn.answer
    if PublicFace.objects.filter(case_id=case_id).update(**changes):
        bulk.add([PublicEvent(case_id=case_id, state=turn.state, at=turn.at)])


def hide(case_id: int) -> None:
    """Take a case out of the public's sight for good: its face, its public history, its released photos."""
    scope.require_action()
    copies = PublicPhoto.objects.filter(case_id=case_id, file__gt="").values_list("file", flat=True)
    for name in list(copies):
        files.remove(FOLDER, name)
    for rows in (PublicPhoto.objects, PublicEvent.objects, PublicFace.objects):
        rows.filter(case_id=case_id).delete()


def join(case_ids: Iterable[int], *, lead: int | None) -> None:
    """Show that cases are handled together with another one, or stand for themselves again.

    Where the leading one is not public, they go on showing themselves.
    """
    scope.require_action()
    if lead is not None and not PublicFace.objects.filter(case_id=lead).exists():
        return
    PublicFace.objects.filter(case_id__in=list(case_ids)).update(joined_id=lead)


def count_people(people: Mapping[int, int]) -> None:
    """Show how many different people brought a matter: case → people."""
    scope.require_action()
    for case_id, count in people.items():
        PublicFace.objects.filter(case_id=case_id).update(people=count)
