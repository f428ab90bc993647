"""The open list for everybody: what units hold, on which conditions, who receives it, what for. No data, nobody's name.

For programs the same as DCAT-AP 3 (JSON-LD), the European profile of the W3C's vocabulary for catalogues.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from linli.kernel.cases import catalogue
from linli.kernel.grants import queries
from linli.kernel.grants.models import Grant, OpenListing
from linli.kit import words
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page
from linli.scenarios.data_commons.desk import saying

FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
LD = "application/ld+json"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "odrs": "http://schema.theodi.org/odrs#",
}


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


@page(OPEN)
def open_list_dcat(request: Request) -> HttpResponse:
    """The same for programs."""
    city = catalogue.city(at=request.now)
    body = msgspec.json.encode(catalogue_of(queries.listings(), city=city.label.zh, city_en=city.label.en))
    response = HttpResponse(body, content_type=LD)
    response["Cache-Control"] = "public, max-age=300"
    return response


def catalogue_of(rows: Sequence[OpenListing], *, city: str, city_en: str) -> dict[str, Any]:
    """The catalogue as JSON-LD. Texts carry their language; what nobody wrote in English has none."""
    home = f"{settings.PUBLIC_URL}{reverse('open_data')}"
    datasets = [_dataset(one, home) for one in rows]
    changed = max((one.changed for one in rows), default=None)
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"{home}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _texts(f"{city}数据开放清单", f"Open list of {city_en}"),
        "dct:description": _texts(
            "各单位向街道、社区和别的单位开放哪些数据，谁负责，什么条件。",
            "What data units open to streets, communities and other bodies, who answers for it, on which conditions.",
        ),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _texts(city, city_en)},
        "dct:language": [{"@id": "http://publications.europa.eu/resource/authority/language/ZHO"}],
        "foaf:homepage": {"@id": home},
        "dcat:dataset": datasets,
    }
    return told | ({"dct:modified": _moment(changed)} if changed else {})


def _dataset(one: OpenListing, home: str) -> dict[str, Any]:
    at = f"{home}#{one.item.number}"
    told: dict[str, Any] = {
        "@id": at,
        "@type": "dcat:Dataset",
        "dct:identifier": one.item.number,
        "dct:title": _texts(one.title, one.title_en),
        "dct:description": _texts(one.about),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _texts(one.unit_name)},
        "dct:issued": _moment(one.first),
        "dct:modified": _moment(one.changed),
        "dct:accrualPeriodicity": {"@id": FREQUENCY + _frequency(one.every_days)},
        "dct:accessRights": {"@id": RIGHTS + ("PUBLIC" if one.classification == "public" else "RESTRICTED")},
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": _texts(one.place_name)},
        "dcat:keyword": [_text(field["zh"]) for field in one.fields if field.get("zh")],
        "dcat:version": str(one.no),
        "dcat:distribution": [
            {
                "@id": f"{at}-asking",
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": f"{at}"},
                "dct:description": _texts("向负责的单位申请；批了以后按条件使用。", "Ask its unit."),
                "dct:rights": {"@type": "dct:RightsStatement", "skos:prefLabel": _texts(_conditions(one))},
            }
        ],
    }
    if one.quality:
        told["dct:provenance"] = {"@type": "dct:ProvenanceStatement", "skos:prefLabel": _texts(one.quality)}
    return told


def _conditions(one: OpenListing) -> str:
    basis = one.legal_basis or "法律依据待部门确认"
    least = f"少于{one.at_least}的数不给" if one.at_least > 1 else ""
    return "；".join(filter(None, (basis, one.conditions, least)))


def _frequency(days: int) -> str:
    """The nearest of the European Union's words for how often something is renewed."""
    steps = ((1, "DAILY"), (7, "WEEKLY"), (31, "MONTHLY"), (92, "QUARTERLY"), (366, "ANNUAL"))
    return next((name for most, name in steps if days <= most), "IRREG")


def _text(text: str, language: str = "zh-Hans") -> dict[str, str]:
    return {"@value": text, "@language": language}


def _texts(zh: str, en: str = "") -> list[dict[str, str]]:
    return [_text(zh), *([_text(en, "en")] if en else [])]


def _moment(at: Any) -> dict[str, str]:
    return {"@value": at.isoformat(), "@type": "xsd:dateTime"}
