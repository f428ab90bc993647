"""Rules of the register as packs: what is refused, and which set holds where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from linli.main import founding
from linli.plumbing import packs
from linli.plumbing.pack_catalogue import Version
from linli.plumbing.packs import Context, Piece
from linli.plumbing.packs.errors import Spot
from linli.scenarios.population.quality.rules import RecordRule, RegisterRules, Weighing, check_rules, ruled

NOW = datetime(2026, 11, 27, tzinfo=UTC)
WORDS = {"zh": "规矩", "en": "Rules"}


def a_set(code: str, **given: Any) -> RegisterRules:
    return msgspec.convert({"code": code, "label": WORDS, "records": {}, **given}, RegisterRules)


def a_version(number: int, entry: RegisterRules) -> Version:
    nobody_and_never = (True, None, None, None, None)
    return Version(number, "register_rules", entry.code, 1, "", "", "published", *nobody_and_never, NOW, NOW, entry)


def problems(entry: RegisterRules) -> list[str]:
    context = Context(Spot("quality.yaml", {(): 1}, (), "register_rules"), {})
    return [str(one) for one in check_rules(entry, context)]


def test_the_rules_of_the_house_can_be_read() -> None:
    pieces: list[Piece] = list(packs.read(founding.scenario_files(), founding.city_folder()))
    held = [one.value for one in pieces if isinstance(one.value, RegisterRules)]
    assert held
    assert all(one.unverified or one.source for one in held)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"records": {"person": {"needs": {"fone": 1}}}}, "没有“fone”"),
        ({"records": {"link": {"holds": {"tenants": 90}}}}, "没有“tenants”"),
        ({"score": {"complete": 50, "fresh": 40}}, "加起来是90"),
        ({"score": None}, "没写"),
    ],
)
def test_what_is_wrong_is_said(given: dict[str, Any], said: str) -> None:
    plain = {"score": {"complete": 50, "fresh": 50}, **given}
    found = problems(a_set("register", **plain))
    assert len(found) == 1
    assert said in found[0]


def test_a_nearer_set_says_more_and_names_only_what_differs() -> None:
    city = a_version(1, a_set(
        "register", score={"complete": 50, "fresh": 50},
        records={"link": {"holds": {"tenant": 90, "other": 365}}, "person": {"needs": {"phone": 2}}},
    ))  # fmt: skip
    street = a_version(2, a_set("b", places=["450103001"], records={"link": {"holds": {"other": 60}}}))
    community = a_version(3, a_set("a", places=["450103001001"], records={"link": {"holds": {"tenant": 30}}}))
    elsewhere = a_version(4, a_set("c", places=["450105"], records={"link": {"holds": {"tenant": 1}}}))
    held = [community, elsewhere, street, city]
    line = ["450100", "450103", "450103001", "450103001001"]
    found = ruled(line, held)
    assert found.versions == (1, 2, 3)
    assert found.holds("link", "tenant") == 30
    assert found.holds("link", "owner") is None  # the community's set rules links alone
    assert found.needs("person") == {"phone": 2}
    assert ruled(line[:3], held).holds("link", "tenant") == 60
    assert ruled(["450100"], held).holds("link", "owner") == 365
    assert ruled(["", ""], held).versions == (1,)


def test_no_rules_ask_for_nothing() -> None:
    found = ruled(["450100"], [])
    assert (found.needs("person"), found.holds("link", "tenant"), found.weight("person")) == ({}, None, 0.0)
    assert replace(found, records={"link": RecordRule(holds={"other": 5})}).holds("link", "carer") == 5
    assert found.score == Weighing(complete=50, fresh=50)
