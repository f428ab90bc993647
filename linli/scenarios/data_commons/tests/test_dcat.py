"""What programs read of the open list is DCAT-AP: every class has what the profile requires, and no person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from linli.kit.around.data_catalogue import CONTEXT
from tests.commons import a_grant, an_entry
from tests.surfaces import Visit
from tests.world import World

pytestmark = pytest.mark.django_db

# DCAT-AP 3.0, mandatory properties by class, and a few it recommends.
REQUIRED = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher"},
    "dcat:Dataset": {"dct:title", "dct:description", "dct:publisher", "dcat:distribution", "dct:identifier"},
    "dcat:Distribution": {"dcat:accessURL"},
    "foaf:Agent": {"foaf:name"},
}
TEXTS = {"dct:title", "dct:description", "foaf:name", "skos:prefLabel", "dcat:keyword"}
LINKS = {
    "dcat:accessURL",
    "dcat:downloadURL",
    "dcat:mediaType",
    "foaf:homepage",
    "dct:accrualPeriodicity",
    "dct:accessRights",
    "dct:language",
}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    elif isinstance(value, dict):
        if "@type" in value and "@value" not in value:
            yield value
        for one in value.values():
            yield from nodes(one)


def read(public: Visit) -> dict[str, Any]:
    answer = public.get("/open-data/catalogue.jsonld")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/ld+json"
    told: dict[str, Any] = json.loads(answer.content)
    return told


def test_it_holds_what_the_profile_requires(world: World, public: Visit) -> None:
    for code in ("register.quality", "people.old_and_alone", "deliver.persons"):
        a_grant(world, an_entry(world, code))
    told = read(public)
    classes = [node["@type"] for node in nodes(told)]
    assert classes.count("dcat:Dataset") == 3
    assert set(REQUIRED) <= set(classes)
    seen = set()
    for node in nodes(told):
        missing = REQUIRED.get(node["@type"], set()) - node.keys()
        assert not missing, (node["@type"], missing)
        for name, value in node.items():
            assert name.startswith("@") or name.split(":")[0] in CONTEXT, name
            if name in TEXTS:
                assert value
                assert all(one["@value"].strip() and one["@language"] in ("zh-Hans", "en") for one in value)
                assert name == "dcat:keyword" or len({one["@language"] for one in value}) == len(value)
            if name in LINKS:
                for one in value if isinstance(value, list) else [value]:
                    assert urlsplit(one["@id"]).scheme in ("http", "https")
        if node.get("@id"):
            assert node["@id"] not in seen
            seen.add(node["@id"])


def test_it_names_no_person_and_no_member_of_staff(world: World, public: Visit) -> None:
    a_grant(world, an_entry(world, "people.old_and_alone"))
    text = json.dumps(read(public), ensure_ascii=False)
    for one in ("卢志红", "韦明远", "甘雅琴", "黄志强", *(neighbour.name for neighbour in world.residents)):
        assert one not in text


def test_an_empty_list_is_a_catalogue_too(world: World, public: Visit) -> None:
    told = read(public)
    assert told["dcat:dataset"] == []
    assert public.get("/open-data").status_code == 200
