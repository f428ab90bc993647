"""What the browser loads: the same bytes from every build, small, with its licences, from locks that name no host."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from linli.main import frontend
from tests.browser.plain_site import serving

LOCKS = [frontend.WEB / "package-lock.json", frontend.WEB / "browser" / "package-lock.json"]
MOST = {
    "base.js": 80_000, "base.css": 64_000, "icons.svg": 20_000, "map.js": 1_200_000, "map.css": 90_000,
    "outbox.js": 20_000, "board.css": 12_000, "register.css": 12_000, "board.js": 4_000, "passkey.js": 4_000,
    "patrol.js": 40_000, "sw.js": 20_000, "visits.js": 12_000,
    "citymap.js": 16_000, "drawing.js": 12_000, "citymap.css": 8_000,
}  # fmt: skip


def built(folder: Path) -> dict[str, bytes]:
    node = frontend.node_folder()
    assert node is not None
    environment = os.environ | {"PATH": os.pathsep.join([str(node), os.environ.get("PATH", "")])}
    subprocess.run([str(node / "node"), "build.mjs", str(folder)], cwd=frontend.WEB, env=environment, check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    with serving({}):  # makes sure that the packages are there
        pass
    return built(tmp_path_factory.mktemp("one")), built(tmp_path_factory.mktemp("two"))


def test_two_builds_are_equal(twice: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    assert twice[0] == twice[1]


@pytest.mark.parametrize("name", sorted(MOST))
def test_files_stay_small(twice: tuple[dict[str, bytes], dict[str, bytes]], name: str) -> None:
    assert len(twice[0][name]) <= MOST[name]


def test_the_part_that_maps_share_stays_small(twice: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    shared = [len(content) for name, content in twice[0].items() if name.startswith("chunk-")]
    assert sum(shared) + len(twice[0]["map.js"]) <= MOST["map.js"]


@pytest.mark.asvs("V15.1.2")
def test_the_licences_go_with_the_code(twice: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    told = twice[0]["LICENSES.txt"].decode()
    assert "htmx.org 2.0" in told
    assert "maplibre-gl 6" in told


@pytest.mark.asvs("V15.1.2")
@pytest.mark.parametrize("lock", LOCKS, ids=["product", "tests"])
def test_locks_name_hashes_and_no_download_address(lock: Path) -> None:
    text = lock.read_text()
    assert '"resolved"' not in text
    assert not re.search(r"https?://(?!(?:www\.)?(?:github\.com|opencollective\.com|tidelift\.com|feross\.org))", text)
    packages = text.count('"node_modules/')
    assert text.count('"integrity": "sha512-') == packages
