"""Who acts for a person of the register, as their page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.people import queries
from linli.kernel.people.models import Mandate, Person
from linli.kit import words
from linli.plumbing.pointers import pointer

KINDS = {
    "parent": gettext_lazy("parent of a child"),
    "guardian": gettext_lazy("guardian"),
    "agent": gettext_lazy("acts for them by their wish"),
}


def running(subject: int, now: datetime) -> list[dict[str, Any]]:
    """Who acts for this person now; whom the hat does not see is told as somebody elsewhere."""
    given = [one for one in queries.mandates_of(subject, at=now) if one.subject_id == subject]
    faces = {one.subject_id: queries.face_of(one) for one in _of([one.taker_subject_id for one in given])}
    return [_shown(one, faces, now) for one in given]


def kinds() -> list[tuple[str, str]]:
    """What makes somebody act."""
    return [(code, str(said)) for code, said in KINDS.items()]


def _shown(one: Mandate, faces: dict[int, Any], now: datetime) -> dict[str, Any]:
    face = faces.get(one.taker_subject_id)
    return {
        "at": pointer("mandate", one.id),
        "who": face.name if face else _("somebody elsewhere"),
        "purpose": KINDS.get(one.purpose, one.purpose),
        "until": words.day(one.until, now),
    }


def _of(subjects: list[int]) -> list[Person]:
    return list(Person.objects.filter(subject_id__in=subjects)) if subjects else []
