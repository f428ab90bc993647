"""Nothing in our own source is a key the product would start with."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.main.coverage import REPOSITORY
from linli.plumbing import keys
from linli.plumbing.known_keys import KNOWN, key_mark

WRITTEN = re.compile(r"\b[0-9a-fA-F]{64}\b|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=")
READ = (".py", ".yaml", ".toml", ".md", ".html", ".js", ".mjs", ".json", ".css", ".txt", ".env", ".cfg", "")
SKIPPED = {".git", ".venv", "node_modules", "var", "dist", ".hypothesis", "static"}


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of the repository a key could stand in; locks are lists of digests and named here."""
    for path in sorted(REPOSITORY.rglob("*")):
        is_ours = path.suffix in READ and path.name != "package-lock.json" and not SKIPPED & set(path.parts)
        if is_ours and path.is_file() and path.stat().st_size < 2_000_000:
            yield path, path.read_text(encoding="utf-8", errors="ignore")


def keys_in(text: str) -> Iterator[bytes]:
    """Whatever could be read as a key of 32 bytes, in hexadecimal or as the keys file has it."""
    for found in WRITTEN.findall(text):
        yield base64.b64decode(found) if found.endswith("=") else bytes.fromhex(found)


def starts_with(path: Path, key: bytes) -> bool:
    fresh = [base64.b64encode(one).decode() for one in (key, secrets.token_bytes(32))]
    for seal, blind in (fresh, reversed(fresh)):
        path.write_text(json.dumps({"suite": "std", "seal": [{"id": 1, "key": seal}], "blind": blind}))
        path.chmod(0o600)
        try:
            keys.read_keys(path)
        except keys.KeysUnfit:
            continue
        return True
    return False


def test_no_key_of_our_own_source_starts_the_product(tmp_path: Path) -> None:
    found = {key: path for path, text in texts() for key in keys_in(text)}
    assert found, "the net catches nothing"
    fit = {path.name for key, path in found.items() if starts_with(tmp_path / "keys.json", key)}
    missing = {key_mark(key) for key, path in found.items() if path.name in fit} - KNOWN
    assert not fit, f"{fit}: add to linli/plumbing/known_keys.py {sorted(missing)}"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o606])
def test_keys_others_may_read_or_write_are_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    keys.ensure_keys(path)
    path.chmod(mode)
    with pytest.raises(keys.KeysOpenToOthers):
        keys.ensure_keys(path)


@pytest.mark.parametrize(
    "key", [b"", bytes(32), b"\xff" * 32, bytes(range(32)), b"change-me-change-me-change-me-32", b"short"]
)
def test_empty_typed_counted_and_short_keys_are_refused(tmp_path: Path, key: bytes) -> None:
    assert not starts_with(tmp_path / "keys.json", key)
