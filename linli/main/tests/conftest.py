"""One embedded server for the launcher's tests of a file, apart from the one the other tests share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.main.launcher import database
from linli.main.launcher.database import OpenDatabase, open_database
from linli.main.launcher.postgres import EmbeddedServer


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home under a folder that only its owner may enter, as under many a home directory."""
    parent = Path(tempfile.mkdtemp(prefix="linli-launcher-"))
    parent.chmod(0o700)
    yield parent / "var"
    EmbeddedServer.of(parent / "var").erase()
    shutil.rmtree(parent)


@pytest.fixture(scope="module")
def opened(home: Path) -> OpenDatabase:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(database.EXTERNAL, raising=False)
        return open_database(home)


@pytest.fixture
def server(opened: OpenDatabase) -> EmbeddedServer:
    assert opened.server is not None
    opened.server.start()
    return opened.server
