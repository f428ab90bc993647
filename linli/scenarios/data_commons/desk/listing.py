"""The open list: what waits for this post, what its unit may use and has asked for, and every entry there is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.grants import queries
from linli.kernel.grants.models import DataRequest, Grant, ItemRevision
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import policy
from linli.scenarios.data_commons.desk import saying


@page("open_list.see")
def open_list(request: Request) -> HttpResponse:
    """Browse, and see what there is to do."""
    hat = request.hat
    every, waiting = queries.published(), queries.waiting_for(hat)
    mine, asked = queries.grants_of_unit(hat.unit), queries.requests_of_unit(hat.unit)
    of = {one.item_id: one for one in every}
    units = saying.units(
        {one.item.unit_id for one in (*every, *waiting.revisions)} | {one.item.unit_id for one in mine}
    )
    places = saying.places({one.item.place_id for one in (*every, *waiting.revisions)})
    typed = request.GET.get("q", "").strip()[:40]
    found = [one for one in every if typed in f"{one.title}{one.about}{units.get(one.item.unit_id, '')}"]
    context = {
        "drafts": [_revision(one, units, places, request) for one in waiting.revisions],
        "requests": [_request(one, request) for one in waiting.requests],
        "grants": [_grant(one, of, units, request) for one in mine],
        "asked": [_request(one, request) for one in asked if one.state in ("open", "owned", "refused")],
        "rows": [_revision(one, units, places, request) for one in found],
        "typed": typed,
        "may_draft": policy.may(hat, "open_list.draft"),
        "flash_list": saying.flashes(request, _did()),
    }
    return frame.draw(request, "data_commons/open_list.html", context, here="open_list")


def _revision(one: ItemRevision, units: dict[int, str], places: dict[int, str], request: Request) -> dict[str, Any]:
    return {
        "href": reverse("open_item", args=[one.item.number]),
        "title": saying.title(one),
        "about": one.about,
        "unit": units.get(one.item.unit_id, ""),
        "place": places.get(one.item.place_id, ""),
        "level": saying.level(one.classification),
        "tone": saying.tone(one.classification),
        "every": saying.every(one.every_days),
        "state": saying.revision_state(one.state),
        "is_own": one.item.unit_id == request.hat.unit,
    }


def _request(one: DataRequest, request: Request) -> dict[str, Any]:
    return {
        "href": reverse("data_request", args=[one.number]),
        "title": saying.title(one.revision),
        "unit": one.unit_name,
        "purpose": one.purpose,
        "state": saying.request_state(one),
        "reason": one.reason,
        "made": words.moment(one.made, request.now),
    }


def _grant(one: Grant, of: dict[int, ItemRevision], units: dict[int, str], request: Request) -> dict[str, Any]:
    state, tone = saying.grant_state(one, request)
    runs = tone and one.item_id in of
    return {
        "href": reverse("grant", args=[one.number]),
        "data": reverse("grant_data", args=[one.number]) if runs else "",
        "title": saying.title(of[one.item_id]) if one.item_id in of else _("an entry that left the list"),
        "unit": units.get(one.item.unit_id, ""),
        "purpose": one.purpose,
        "state": state,
        "tone": tone,
    }


def _did() -> dict[str, str]:
    return {
        "drafted": _("Written down. Its owner department decides first, then a data officer."),
        "asked": _("Asked for. The unit that holds the data decides; you see the answer here."),
        "withdrawn": _("Taken back."),
    }
