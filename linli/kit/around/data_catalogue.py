"""The catalogue of the city's data for programs: DCAT-AP 3 (JSON-LD), the European profile of the W3C's vocabulary.

One list, whoever has something to add: the tables of counts stand in it, and what scenarios offer. No data, no person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from linli.kernel.cases import catalogue
from linli.kit.around.public_figures import FIVE_MINUTES
from linli.kit.routes import OPEN, Request, page

LD = "application/ld+json"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
MEDIA = "https://www.iana.org/assignments/media-types/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}

Datasets = Callable[[str], Iterable[dict[str, Any]]]  # given what the city is called
_offered: list[Datasets] = []


def offer(datasets: Datasets) -> Datasets:
    """Register what tells of data sets: each of them is asked whenever the catalogue is read."""
    if datasets not in _offered:
        _offered.append(datasets)
    return datasets


@page(OPEN)
def data_catalogue(request: Request) -> HttpResponse:
    """Every data set there is, with who answers for it and how to get it."""
    city = catalogue.city(at=request.now).label
    sets = [one for datasets in _offered for one in datasets(city.zh)]
    body = msgspec.json.encode(_catalogue(sets, city=city.zh, city_en=city.en))
    answer = HttpResponse(body, content_type=LD)
    answer["Cache-Control"] = FIVE_MINUTES
    return answer


def _catalogue(sets: list[dict[str, Any]], *, city: str, city_en: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"{address('data_catalogue')}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": texts(f"{city}数据目录", f"Data of {city_en}"),
        "dct:description": texts(
            "人人可看的统计表，各单位向街道、社区和别的单位开放的数据：谁负责，什么条件，怎么拿到。",
            "Tables of counts for everybody, and what units open to streets, communities and other bodies:"
            " who answers for it, on which conditions, how to get it.",
        ),
        "dct:publisher": agent(city, city_en),
        "dct:language": [{"@id": f"{LANGUAGE}ZHO"}],
        "foaf:homepage": {"@id": address("tables")},
        "dcat:dataset": sets,
    }
    changed = max((one["dct:modified"]["@value"] for one in sets if "dct:modified" in one), default=None)
    return told | ({"dct:modified": {"@value": changed, "@type": "xsd:dateTime"}} if changed else {})


def address(route: str, *args: Any) -> str:
    """A page's address as somebody elsewhere has to write it."""
    return f"{settings.PUBLIC_URL}{reverse(route, args=args)}"


def agent(zh: str, en: str = "") -> dict[str, Any]:
    """Who answers for something."""
    return {"@type": "foaf:Agent", "foaf:name": texts(zh, en)}


def text(words: str, language: str = "zh-Hans") -> dict[str, str]:
    """Words with their language."""
    return {"@value": words, "@language": language}


def texts(zh: str, en: str = "") -> list[dict[str, str]]:
    """The same in both languages; what nobody wrote in English has none."""
    return [text(zh), *([text(en, "en")] if en else [])]


def moment(at: datetime) -> dict[str, str]:
    """A moment, in UTC: of two the later one is the greater text."""
    return {"@value": at.isoformat(), "@type": "xsd:dateTime"}


def day(on: date) -> dict[str, str]:
    """A day."""
    return {"@value": on.isoformat(), "@type": "xsd:date"}
