"""Class 12 (MicroCommunity: double MD5 with a fixed salt, a default secret in the source): what ships is what runs.

The product makes its keys at the first start and does not start with any that is empty, short, counted, typed, or
written anywhere in its own source.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from linli.main.launcher.errors import LauncherError
from linli.main.secret_key import check
from linli.plumbing import keys
from tests.attacks.sources import modules

GUESSES = (
    "",
    " ",
    "x",
    "changeme",
    "django-insecure-" + "a" * 40,
    "secret" * 10,
    "0123456789" * 6,
    "a" * 64,
    "password-password-password-password-password-pass",
    "12345678901234567890123456789012345678901234567890",
)


def strings() -> set[str]:
    """Every text of the source that is long enough to be taken for a key."""
    found = set()
    for text in (text for module in modules() for text in module.texts):
        found |= {text, *re.findall(r"\S{20,}", text)}
    return found


@pytest.mark.asvs("V13.2.3")
@pytest.mark.dengbao("8.1.4.2 b")
@pytest.mark.parametrize("guess", GUESSES)
def test_a_guessed_secret_is_refused(guess: str) -> None:
    with pytest.raises(LauncherError):
        check(guess)


@pytest.mark.asvs("V13.2.3")
def test_no_text_of_the_source_is_a_secret() -> None:
    taken = []
    for one in strings():
        try:
            check(one)
        except LauncherError:
            continue
        taken.append(one)
    assert taken == []


def test_a_drawn_secret_is_taken() -> None:
    import secrets

    for _turn in range(200):
        check(secrets.token_urlsafe(48))


@pytest.mark.parametrize("module", ["linli.main.wsgi", "linli.main.live"])
def test_no_process_starts_with_a_known_secret(module: str) -> None:
    environment = {**os.environ, "LINLI_SECRET_KEY": "for checking only, nothing is signed", "LINLI_SURFACE": "public",
                   "LINLI_DATABASE": "postgresql://nobody@127.0.0.1:1/none"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "LINLI_SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    "key", [b"", bytes(32), b"a" * 32, bytes(range(32)), b"0123456789abcdef0123456789abcdef", b"short"]
)
def test_a_keys_file_with_a_guessable_key_is_refused(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "keys.json"
    good = base64.b64encode(os.urandom(32)).decode()
    path.write_text(
        json.dumps({"suite": "std", "seal": [{"id": 1, "key": base64.b64encode(key).decode()}], "blind": good})
    )
    path.chmod(0o600)
    with pytest.raises(keys.KeysUnfit):
        keys.read_keys(path)


@pytest.mark.asvs("V13.3.2")
def test_keys_others_may_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.ensure_keys(path)
    path.chmod(0o640)
    with pytest.raises(keys.KeysOpenToOthers):
        keys.read_keys(path)


@pytest.mark.asvs("V11.4.2")
@pytest.mark.dengbao("8.1.4.8 b")
def test_passwords_are_hashed_with_argon2id_alone() -> None:
    from django.contrib.auth.hashers import get_hasher, make_password

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    hasher = get_hasher()
    assert make_password("x").startswith("argon2$argon2id$")
    assert hasher.memory_cost >= 19_456  # the least OWASP names, in KiB
    assert hasher.time_cost >= 2


@pytest.mark.asvs("V6.3.2")
@pytest.mark.dengbao("8.1.4.2 b")
def test_no_setting_switches_a_check_off() -> None:
    """No environment name of the product speaks of skipping, allowing or debugging; no superuser; no admin."""
    names = set()
    for module in modules():
        names |= set(re.findall(r"[\"'](LINLI_[A-Z_]+)[\"']", module.text))
    assert names
    assert not [
        one for one in names if re.search(r"SKIP|ALLOW|DEBUG|INSECURE|DISABLE|BYPASS|NO_AUTH|ALWAYS|TRUST", one)
    ]
    assert settings.DEBUG is False
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    from linli.kernel.people.models import Account

    assert not {"is_superuser", "is_staff"} & {field.name for field in Account._meta.get_fields()}
