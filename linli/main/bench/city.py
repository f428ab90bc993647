"""A throw-away city: its own home, server and database, founded and filled by the product's own actions."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from linli.main import founding
from linli.main.launcher import children, database, env, processes
from linli.main.launcher.database import OpenDatabase, open_database
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.migration import migrate
from linli.main.launcher.supervisor import answers
from linli.main.terminal import Progress, _

READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class City:
    """A founded city: where it lies, its database, and the addresses its doors will have."""

    home: Path
    database: OpenDatabase
    public_url: str
    desk_url: str
    live_url: str = ""
    more: Mapping[str, str] = field(default_factory=dict)  # settings of this city besides its addresses

    def environment(self, surface: str) -> dict[str, str]:
        """The environment of one process of this city."""
        addresses = {"PUBLIC_URL": self.public_url, "DESK_URL": self.desk_url, "LIVE_URL": self.live_url}
        known = env.for_process(self.home, surface) | addresses | dict(self.more)
        known.pop("LINLI_ASSUME_LOGIN", None)  # a means of the tests; here every process has its own login
        return known

    def stage(self, surface: str, name: str, *args: str) -> Any:
        """Run one stage (:mod:`linli.main.bench.stages`) as that surface; what it has to say, from JSON."""
        done = subprocess.run(
            [sys.executable, "-m", "linli.main.bench.stages", name, *args],
            env=self.environment(surface),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LauncherError(_("The stage %(name)s of the bench failed; see above.") % {"name": name})
        return json.loads(done.stdout.splitlines()[-1])

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """As the administrator, for what no surface may do: statistics, vacuum, looking at backends."""
        return psycopg.connect(self.database.urls["admin"], autocommit=True)

    @contextlib.contextmanager
    def door(self, surface: str) -> Iterator[int]:
        """The web process of a surface, as ``linli up`` runs it; its pid."""
        url = self.public_url if surface == "public" else self.desk_url
        setting = "PUBLIC_URL" if surface == "public" else "DESK_URL"
        with _set(setting, url):
            spec = children.web(surface, setting, urlsplit(url).port or 0)
        with (self.home / f"{surface}.log").open("ab") as log:
            process = subprocess.Popen(
                spec.argv, stdout=log, stderr=log, env=self.environment(surface), start_new_session=True
            )
        try:
            if not processes.wait_for(lambda: answers(spec) or process.poll() is not None, READY_SECONDS, pause=0.2):
                process.kill()
            if process.poll() is not None:
                words = (self.home / f"{surface}.log").read_text(errors="replace")
                raise LauncherError(_("The door of the bench does not open:") + f"\n{words[-2000:]}")
            yield process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextlib.contextmanager
def throw_away(
    progress: Progress, *, settings: dict[str, str] | None = None, begin: Callable[[str], None] = lambda _owner: None
) -> Iterator[City]:
    """A city that is gone afterwards. On a server of somebody else's it is a database of its own name.

    ``begin`` is given the owner's address of the empty database: tests put a schema there that was migrated before.
    """
    home = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    name = f"linli_bench_{secrets.token_hex(4)}"
    opened: OpenDatabase | None = None
    try:
        opened = open_database(home, name=name, settings=settings)
        env.write(home, {f"LINLI_DATABASE_{surface.upper()}": url for surface, url in opened.urls.items()})
        begin(opened.urls["owner"])
        migrate(home)
        founding.prepare(home, progress)
        yield City(home, opened, free_address(), free_address(), free_address())
    finally:
        if opened is not None:
            _clear(opened, name)
        shutil.rmtree(home, ignore_errors=True)


def _clear(opened: OpenDatabase, name: str) -> None:
    if opened.server is not None:
        opened.server.erase()
        return
    with psycopg.connect(os.environ[database.EXTERNAL], autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def free_address() -> str:
    """An address of this machine at which nobody answers yet."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://localhost:{probe.getsockname()[1]}"


@contextlib.contextmanager
def _set(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
