"""A city to try things on: its own home, ports and database, started as a person would and gone afterwards.

For tests, drills and benchmarks that must meet the real processes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from linli.main.launcher import database
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.launcher.roster import Roster

REPO = Path(__file__).resolve().parents[3]
READY = "Ready"


def free_port() -> int:
    """A port of the loopback nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def home(**settings: str) -> Iterator[dict[str, str]]:
    """The environment of a city of its own; its folder, server and orphans are removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="linli-trial-"))
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DJANGO_", database.EXTERNAL))}
    try:
        yield mine | {
            "LINLI_HOME": str(folder),
            "LINLI_KEYS": str(folder / "keys.json"),
            "PUBLIC_URL": f"http://localhost:{free_port()}",
            "DESK_URL": f"http://localhost:{free_port()}",
            "LIVE_URL": f"http://localhost:{free_port()}",
            "LC_ALL": "C",
            **settings,
        }
    finally:
        Roster.of(folder).end()
        EmbeddedServer.of(folder).erase()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def up(environment: Mapping[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    """``linli up`` until it is ready; killed at the end where nobody stopped it. What it said is in ``said``."""
    with subprocess.Popen(
        [sys.executable, "-m", "linli", "up", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=REPO,
        env=dict(environment),
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if READY in line:
                break
        else:
            raise RuntimeError("the city did not start:\n" + "".join(said))
        rest = threading.Thread(target=_swallow, args=(process.stdout,), daemon=True)
        rest.start()
        try:
            yield process
        finally:  # the orderly end first: children left behind would keep its output open
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def _swallow(stream: Iterator[str]) -> None:
    """Keep reading, so that the city never waits for somebody to listen."""
    with contextlib.suppress(ValueError):
        for _line in stream:
            pass
