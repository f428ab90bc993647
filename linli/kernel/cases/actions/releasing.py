"""Letting everybody see photos of a case, chosen by whoever works on it; nothing is shown unless somebody said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.cases.actions.moving import holds
from linli.kernel.cases.models import Case, Task
from linli.kernel.papers.models import Paper
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import PublicPhoto
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


def choose_public_photos(*, case_id: int, papers: Sequence[int], by: Hat, now: datetime) -> None:
    """Exactly these photos of the case are everybody's from now on: the others are shown to nobody any more."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        tasks = Task.objects.filter(case_id=case.id, done__isnull=True)
        if not policy.may(by, "case.oversee") and not any(holds(by, task) for task in tasks):
            raise NotAllowed
        own = set(Paper.objects.filter(case_id=case.id, id__in=papers).values_list("id", flat=True))
        shown = set(PublicPhoto.objects.filter(case_id=case.id).values_list("paper_id", flat=True))
        publications.take_back(sorted(shown - own), case_id=case.id, by=by, now=now)
        publications.release(sorted(own - shown), case_id=case.id, by=by, now=now)
