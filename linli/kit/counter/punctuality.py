"""How punctually streets answer, for everybody: sums of ninety days, without any person and without small numbers."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.utils.translation import get_language

from linli.kernel.cases import oversight
from linli.kernel.places.models import Place
from linli.kit import words
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page


@page(OPEN)
def punctuality(request: Request) -> HttpResponse:
    """A table for each street: of how many matters of a group the answer came in time."""
    rows = oversight.punctuality()
    names = dict(Place.objects.filter(id__in={row.street_id for row in rows}).values_list("id", "name"))
    in_english = (get_language() or "").startswith("en")
    streets = [
        (
            names.get(street, ""),
            [
                {
                    "group": row.group_en if in_english else row.group_zh,
                    "answered": f"{row.answered:,}",
                    "share": f"{100 * row.in_time / row.answered:.1f}%",
                }
                for row in found
            ],
        )
        for street, found in groupby(rows, key=lambda row: row.street_id)
    ]
    counted = words.moment(rows[0].counted, request.now) if rows else ""
    return page_of(request, "punctuality.html", streets=streets, counted=counted)
