"""What persons are asked to agree to, what they agreed to, and whether that still runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q

from linli.kernel.grants.models_consents import AgreementRevision, Consent


def agreements(*, at: datetime, unit_id: int | None = None) -> list[AgreementRevision]:
    """The newest wording of every agreement, or of those of one unit. One statement."""
    rows = AgreementRevision.objects.select_related("agreement").filter(since__lte=at)
    if unit_id is not None:
        rows = rows.filter(agreement__unit_id=unit_id)
    return list(rows.order_by("agreement_id", "-no").distinct("agreement_id"))


def consents_of(subject_ids: Sequence[int], *, limit: int = 200) -> list[Consent]:
    """What these persons agreed to, running ones first and the latest of each; with the wording they agreed to."""
    rows = Consent.objects.select_related("revision__agreement").filter(subject_id__in=list(subject_ids))
    return list(rows.order_by(F("withdrawn").desc(nulls_first=True), "-given", "-id")[:limit])


def has_agreed(*, subject_id: int, revision_id: int, at: datetime) -> bool:
    """Whether a person's yes to a revision runs at a moment."""
    runs = Q(withdrawn__isnull=True) | Q(withdrawn__gt=at)
    rows = Consent.objects.filter(runs, subject_id=subject_id, revision_id=revision_id, given__lte=at)
    return rows.exists()
