"""``linli key``: a supervisor makes, lists and ends API keys from a terminal, and nobody else does."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from typing import Any

import pytest

from linli.gates.open311 import keys
from linli.gates.open311.problems import KeyRefused
from linli.main.commands import key
from linli.plumbing.time import now as clock
from tests import factors
from tests.surfaces import surface
from tests.world import PASSWORD, World


@pytest.fixture
def type_in(world: World, db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Type a command as the holder of a role."""
    monkeypatch.setattr("linli.main.django_setup.enter", lambda _surface: None)

    def typed(*words: str, role: str = "supervisor", password: str = PASSWORD) -> tuple[int, Any, str]:
        shown = factors.code_for(world.login(world.hat(role)))
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n{shown}\n"))
        parser = ArgumentParser()
        key.configure(parser)
        args = parser.parse_args([*words, "--as", world.login(world.hat(role)), "--json"])
        with surface("desk"):
            code = key.run(args)
        printed = capsys.readouterr()
        return code, json.loads(printed.out) if printed.out else None, printed.err

    return typed


def test_a_key_is_made_listed_and_ended(world: World, type_in: Any) -> None:
    code, (made,), _said = type_in("make", "修路队", "--item", "hotline.road_damage", "--days", "30", "--per-hour", "9")
    assert (code, made["name"], made["items"], made["per_hour"]) == (0, "修路队", ["hotline.road_damage"], 9)
    assert keys.of(made["key"], now=clock()).name == "修路队"
    code, (listed,), _said = type_in("list")
    assert code == 0
    assert "key" not in listed
    assert made["key"] not in json.dumps(listed)
    assert type_in("end", made["shown"])[0] == 0
    with pytest.raises(KeyRefused):
        keys.of(made["key"], now=clock())


@pytest.mark.parametrize(
    "words",
    [
        ("make", "谁", "--item", "hotline.nothing"),
        ("make", "谁", "--place", "nowhere"),
        ("make", "谁", "--days", "0"),
        ("make", " "),
        ("end", "00000000"),
    ],
)
def test_what_means_nothing_is_refused(type_in: Any, words: tuple[str, ...]) -> None:
    code, made, said = type_in(*words)
    assert (code, made) == (1, None)
    assert said.strip()


def test_nobody_else_makes_keys(type_in: Any) -> None:
    assert type_in("make", "谁", role="clerk")[0] == 1
    assert type_in("make", "谁", password="wrong")[0] == 1


def test_a_key_for_a_part_of_the_city(world: World, type_in: Any) -> None:
    from linli.kernel.places.models import Place

    code = Place.objects.get(id=world.community()).code
    (made,) = type_in("make", "社区的", "--place", code)[1]
    assert keys.of(made["key"], now=clock()).place_id == world.community()
