"""Who looked at what is held about a person."""

from __future__ import annotations

from collections.abc import Collection

from linli.kernel.rights.models import NotedLook

MOST = 200


def looks_at(subjects: Collection[int], *, before: int | None = None, most: int = MOST) -> list[NotedLook]:
    """The looks at these subjects, the latest first; ``before`` a row, for the next page."""
    found = NotedLook.objects.filter(subject_id__in=subjects)
    return list((found.filter(id__lt=before) if before else found).order_by("-id")[:most])
