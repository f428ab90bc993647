"""The open list for everybody: what units hold, on which conditions, who receives it, what for. No data, nobody's name.

For programs the same entries stand in the city's catalogue (:mod:`linli.kit.around.data_catalogue`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse

from linli.kernel.grants import queries
from linli.kernel.grants.models import Grant, OpenListing
from linli.kit import words
from linli.kit.around import data_catalogue
from linli.kit.around.data_catalogue import FREQUENCY, RIGHTS, agent, moment, text, texts
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page
from linli.scenarios.data_commons.desk import saying


@page(OPEN)
def open_list(request: Request) -> HttpResponse:
    """Every published entry with who receives it now."""
    rows = queries.listings()
    receive: dict[int, list[Grant]] = defaultdict(list)
    for grant in queries.running_for_item([one.item_id for one in rows], at=request.now):
        receive[grant.item_id].append(grant)
    return page_of(request, "open_list.html", rows=[_row(one, receive[one.item_id], request) for one in rows])


def _row(one: OpenListing, grants: Sequence[Grant], request: Request) -> dict[str, Any]:
    named = saying.field_words(one.fields)
    return {
        "id": one.item.number,
        "title": saying.title(one),
        "about": one.about,
        "unit": one.unit_name,
        "place": one.place_name,
        "level": saying.level(one.classification),
        "tone": saying.tone(one.classification),
        "fields": list(named.values()),
        "basis": one.legal_basis,
        "unverified": one.unverified,
        "conditions": one.conditions,
        "every": saying.every(one.every_days),
        "at_least": one.at_least,
        "changed": words.day(one.changed, request.now),
        "grants": [
            {
                "unit": grant.unit_name,
                "purpose": grant.purpose,
                "fields": [named.get(code, code) for code in grant.fields],
                "until": words.day(grant.until, request.now),
            }
            for grant in grants
        ],
    }


@data_catalogue.offer
def datasets(city: str) -> Iterator[dict[str, Any]]:  # noqa: ARG001  each unit answers for its own
    """Every published entry, as the catalogue for programs tells of it."""
    home = data_catalogue.address("open_data")
    return (_dataset(one, home) for one in queries.listings())


def _dataset(one: OpenListing, home: str) -> dict[str, Any]:
    at = f"{home}#{one.item.number}"
    told: dict[str, Any] = {
        "@id": at,
        "@type": "dcat:Dataset",
        "dct:identifier": one.item.number,
        "dct:title": texts(one.title, one.title_en),
        "dct:description": texts(one.about),
        "dct:publisher": agent(one.unit_name),
        "dct:issued": moment(one.first),
        "dct:modified": moment(one.changed),
        "dct:accrualPeriodicity": {"@id": FREQUENCY + _frequency(one.every_days)},
        "dct:accessRights": {"@id": RIGHTS + ("PUBLIC" if one.classification == "public" else "RESTRICTED")},
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": texts(one.place_name)},
        "dcat:keyword": [text(field["zh"]) for field in one.fields if field.get("zh")],
        "dcat:version": str(one.no),
        "dcat:distribution": [
            {
                "@id": f"{at}-asking",
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": f"{at}"},
                "dct:description": texts("向负责的单位申请；批了以后按条件使用。", "Ask its unit."),
                "dct:rights": {"@type": "dct:RightsStatement", "skos:prefLabel": texts(_conditions(one))},
            }
        ],
    }
    if one.quality:
        told["dct:provenance"] = {"@type": "dct:ProvenanceStatement", "skos:prefLabel": texts(one.quality)}
    return told


def _conditions(one: OpenListing) -> str:
    basis = one.legal_basis or "法律依据待部门确认"
    least = f"少于{one.at_least}的数不给" if one.at_least > 1 else ""
    return "；".join(filter(None, (basis, one.conditions, least)))


def _frequency(days: int) -> str:
    """The nearest of the European Union's words for how often something is renewed."""
    steps = ((1, "DAILY"), (7, "WEEKLY"), (31, "MONTHLY"), (92, "QUARTERLY"), (366, "ANNUAL"))
    return next((name for most, name in steps if days <= most), "IRREG")
