"""谁看过: everybody who looked at what is held of whoever this browser stands for, with the reason they wrote down.

Who has logged in reads of themselves and their matters; who holds the code of a matter reads of that matter.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.cases.models import Case
from linli.kernel.people.models import Organisation
from linli.kernel.people.models_looks import Look
from linli.kernel.rights.models import NotedLook
from linli.kernel.rights.queries.looks import looks_at
from linli.kit import words
from linli.kit.counter.here import page_of
from linli.kit.rights import saying
from linli.kit.routes import OPEN, Request, page

PAGE = 60


@page(OPEN)
def my_looks(request: Request) -> HttpResponse:
    """Everybody who looked, the latest first. The walls are the filter; who has no subject reads how to come by one."""
    found = looks_at(request.hat.subjects, most=PAGE)
    return page_of(
        request,
        "my_looks.html",
        here="me",
        hat=request.hat,
        knows=bool(request.hat.subjects),
        looks=told(found, request.now),
        matters=_matters(request.hat.subjects, found),
        most=PAGE,
        is_cut=len(found) == PAGE,
    )


def told(looks: Sequence[NotedLook], now: datetime) -> list[dict[str, str]]:
    """Looks as a timeline shows them: when, who of which unit, what, and the reason they wrote down."""
    numbers = {one.unit_id for one in looks}
    units = dict(Organisation.objects.filter(id__in=numbers).values_list("id", "name")) if numbers else {}
    shown = []
    for one in looks:
        fields = _(", ").join(saying.field(name) for name in one.what if name in saying.FIELDS)
        what = saying.looked(one.verb) + (f" ({fields})" if fields else "")
        reason = _("Their reason: %(reason)s") % {"reason": one.reason} if one.reason else ""
        shown.append({
            "at": words.moment(one.at, now),
            "who": " · ".join(part for part in (one.who, units.get(one.unit_id, "")) if part),
            "words": saying.sentence(what, reason),
        })  # fmt: skip
    return shown


def _matters(subjects: Collection[int], looks: Sequence[NotedLook]) -> list[str]:
    """The numbers of the matters masks were lifted for, the latest first."""
    if not any(one.verb == "person.reveal" for one in looks):
        return []
    lifted = Look.objects.filter(subject_id__in=list(subjects), state="open", case_id__isnull=False).order_by("-at")
    cases = list(dict.fromkeys(one.case_id or 0 for one in lifted[:PAGE]))
    numbers = dict(Case.objects.filter(id__in=cases).values_list("id", "number"))
    return [numbers[case] for case in cases if case in numbers]
