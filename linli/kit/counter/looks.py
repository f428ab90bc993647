"""谁看过我的资料: who of staff looked behind my mask, when, why, because of which matter."""

from __future__ import annotations

from django.http import HttpResponse

from linli.kernel.cases.models import Case
from linli.kernel.people import queries as people
from linli.kit import words
from linli.kit.counter.here import page_of
from linli.kit.desk.looks import what_words
from linli.kit.routes import OPEN, Request, page


@page(OPEN)
def looks(request: Request) -> HttpResponse:
    """Every look at the subjects this browser stands behind. The walls are the filter; who has none reads how to."""
    found = people.looks_at(request.hat.subjects)
    cases = {one.case_id for one in found if one.case_id is not None}
    numbers = dict(Case.objects.filter(id__in=cases).values_list("id", "number")) if cases else {}
    shown = [
        (one.who, words.moment(one.at, request.now), what_words(one), one.reason, numbers.get(one.case_id or 0, ""))
        for one in found
    ]
    return page_of(request, "looks.html", here="me", looks=shown, knows=bool(request.hat.subjects))
