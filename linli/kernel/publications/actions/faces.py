"""Writing the public face of cases: parts of the actions that open, answer and close them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.places import geo
from linli.kernel.publications.models import PublicFace
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


def show_many(faces: Iterable[Face]) -> None:
    """Show new cases to everybody."""
    scope.require_action()
    rows = []
    for face in faces:
        lon, lat = (None, None)
        if face.lon is not None and face.lat is not None:
            lon, lat = geo.coarsen(face.lon, face.lat)
        rows.append(
            PublicFace(
                case_id=face.case_id,
                code=numbers.open_code(),
                item=face.item,
                title=face.title,
                where=face.where,
                scope_id=face.scope_id,
                lon=lon,
                lat=lat,
                cell=None if lon is None or lat is None else geo.cell(lon, lat),
                state="open",
                opened=face.opened,
                due=face.due,
                changed=face.opened,
            )
        )
    bulk.add(rows)


def change(
    case_id: int, *, state: str, at: datetime, closed: datetime | None = None, answer: str | None = None
) -> None:
    """Show a case's state since ``at``, and an answer released for everybody. Nothing where it has no face."""
    scope.require_action()
    changes: dict[str, object] = {"state": state, "closed": closed, "changed": at}
    if answer is not None:
        changes["answer"] = answer
    PublicFace.objects.filter(case_id=case_id).update(**changes)
