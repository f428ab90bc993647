"""A kept pair: whatever is changed of it is found, without a database and without the city."""

from __future__ import annotations

import base64
import copy
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from linli.gates.exchange import signed
from linli.gates.exchange.signed import Answered, Sent
from linli.main import cli

PROGRAM, CITY = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
PUBLIC, CITYS = PROGRAM.public_key().public_bytes_raw(), CITY.public_key().public_bytes_raw()


def pair(body: bytes = b'{"purpose":"x"}', told: bytes = b'{"rows":[]}') -> dict[str, Any]:
    sent = Sent("POST", "/exchange/v1/read", body, "2026-11-27T09:30:00+08:00", "n" * 22, "7K3M9QXT4C8W")
    sent = replace(sent, signature=signed.sign(PROGRAM, sent.text))
    answer = Answered(200, told, "2026-11-27T01:30:01+00:00", "city-0a1b2c3d", sent.digest)
    answer = replace(answer, signature=signed.sign(CITY, answer.text))
    return signed.kept(sent, answer, program=PUBLIC, city=CITYS)


def test_a_pair_holds_as_it_was_kept() -> None:
    verdict = signed.verify(json.loads(json.dumps(pair())), city=CITYS, program=PUBLIC)
    assert verdict.problems == ()
    assert verdict.program == signed.fingerprint(PUBLIC)


LEAVES = [(part, name) for part in ("request", "answer") for name in pair()[part]] + [
    ("keys", "program"),
    ("keys", "city"),
]


@given(leaf=some.sampled_from(LEAVES), at=some.integers(0, 10_000), bit=some.integers(0, 7))
def test_one_changed_bit_anywhere_is_found(leaf: tuple[str, str], at: int, bit: int) -> None:
    part, name = leaf
    changed = copy.deepcopy(pair())
    value = changed[part][name]
    if isinstance(value, int):
        changed[part][name] = value + 1
    elif name in ("body", "signature", "program", "city"):
        raw = bytearray(base64.b64decode(value))
        raw[at % len(raw)] ^= 1 << bit
        changed[part][name] = base64.b64encode(bytes(raw)).decode()
    else:
        place = at % len(value)
        changed[part][name] = value[:place] + chr(ord(value[place]) ^ (1 << bit % 4)) + value[place + 1 :]
    assert signed.verify(changed).problems


PARTS = some.sampled_from(["version", "request", "answer", "keys"])
ODD = some.none() | some.integers() | some.text() | some.dictionaries(some.text(), some.text())


@given(some.dictionaries(PARTS, ODD))
def test_what_is_no_pair_is_said_to_be_none(anything: Any) -> None:
    assert signed.verify(anything).problems == ("unreadable",)


def test_the_answer_to_another_request_is_found() -> None:
    one, other = pair(b'{"purpose":"x"}'), pair(b'{"purpose":"y"}')
    assert signed.verify({**one, "answer": other["answer"]}).problems == ("answer",)


def test_keys_known_from_elsewhere_are_compared() -> None:
    """Somebody who signs both sides anew with keys of their own is found by whoever knows the right ones."""
    verdict = signed.verify(pair(), city=PUBLIC, program=CITYS)
    assert set(verdict.problems) == {"city_key", "program_key"}


def test_the_command_needs_no_city(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "pair.json"
    file.write_text(json.dumps(pair()))
    surroundings = {"PATH": "/usr/bin:/bin", "LANG": "zh_CN.UTF-8", "PYTHONPATH": str(Path(signed.__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-m", "linli", "exchange", "verify", str(file)],
        env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "对得上" in done.stdout
    changed = pair()
    changed["answer"]["body"] = base64.b64encode(b'{"rows":[1]}').decode()
    file.write_text(json.dumps(changed))
    assert cli.run(["exchange", "verify", str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"] == ["answer"]


def test_a_key_pair_is_made_once_and_kept_from_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "key.pem"
    assert cli.run(["exchange", "key", str(file)]) == 0
    assert len(base64.b64decode(capsys.readouterr().out)) == 32
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    assert cli.run(["exchange", "key", str(file)]) == 1
    assert file.read_bytes() == before
