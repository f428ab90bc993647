"""Which processes make up a running city. This is the one place to add another."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from linli.main.addresses import LOOPBACK, live_url

PYTHON = (sys.executable, "-m")
JOBS_AT_ONCE = 4  # of the worker: a receiver that lets its callers wait holds up itself and not messages to residents


@dataclasses.dataclass(frozen=True, slots=True)
class ProcessSpec:
    """One process: how it is called, what it runs, as which surface."""

    name: str
    argv: tuple[str, ...]
    surface: str
    env: Mapping[str, str] = dataclasses.field(default_factory=dict)
    port: int = 0  # answers HTTP there when it is ready; 0 for processes without a door
    url: str = ""  # how people reach it
    once: bool = False  # done when it ends with 0, not started again then
    speaks: bool = False  # its standard output goes to the terminal and not to its log
    last: bool = False  # ends after the others, since it is about what they do


def city(*, demo: bool, backed_up: bool = False) -> list[ProcessSpec]:
    """The processes of a city, in the order they start."""
    specs = [archive()] if backed_up else []
    specs += [
        web("public", "PUBLIC_URL", 8000),
        web("desk", "DESK_URL", 8001),
        ProcessSpec("worker", (*PYTHON, "linli", "worker"), "worker"),
    ]
    if url := live_url(os.environ):
        specs.append(live(url))
    if os.environ.get("LINLI_MAIL_BOX"):
        specs.append(mail())
    if demo:
        specs.append(ProcessSpec("loader", (*PYTHON, "linli", "loaddemo"), "worker", once=True, speaks=True))
    if demo:
        specs.append(
            ProcessSpec("messages", (*PYTHON, "linli", "messages", "--follow", "--codes"), "worker", speaks=True)
        )
    if demo and _exists("linli.main.commands.simulate"):
        specs.append(ProcessSpec("simulator", (*PYTHON, "linli", "simulate"), "worker"))
    return specs


def web(surface: str, setting: str, default_port: int) -> ProcessSpec:
    """The web process of one surface.

    One worker with a few blocking threads: Python runs one of them at a time anyway, the others wait for the
    database. The queue before them is short, so that an overload is felt as waiting and not as memory.
    """
    url = os.environ.get(setting, f"http://localhost:{default_port}")
    port = _port(surface, url, default_port)
    threads = int(os.environ.get("LINLI_THREADS", "4"))
    argv = (
        *(*PYTHON, "granian", "--interface", "wsgi", "--no-ws", "--http", "1"),
        *("--host", os.environ.get("LINLI_BIND", "127.0.0.1"), "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(threads), "--backpressure", str(threads * 16)),
        *("--blocking-threads-idle-timeout", "600"),  # a thread takes its database connection with it
        *("--no-access-log", "--log-level", "warning", "--workers-kill-timeout", "10"),
        "linli.main.wsgi:application",
    )
    return ProcessSpec(surface, argv, surface, port=port, url=url)


def live(url: str) -> ProcessSpec:
    """The process that tells open pages that something has changed: one loop, thousands of open connections."""
    port = _port("live", url, 8002)
    argv = (
        *(*PYTHON, "uvicorn", "--host", os.environ.get("LINLI_BIND", "127.0.0.1"), "--port", str(port)),
        *("--http", "httptools", "--ws", "none", "--lifespan", "on", "--backlog", "4096"),
        *("--no-access-log", "--log-level", "warning", "--no-server-header", "--timeout-graceful-shutdown", "3"),
        "linli.main.live:application",
    )
    return ProcessSpec("live", argv, "live", port=port, url=url)


def archive() -> ProcessSpec:
    """The process that keeps the backup place up to date."""
    return ProcessSpec("archive", (*PYTHON, "linli.main.recovery.archiving"), "admin", last=True)


def mail() -> ProcessSpec:
    """The process that takes letters from the city's mail server; ``LINLI_MAIL_PORT``, 8025 unless set."""
    options = ["--host", os.environ.get("LINLI_BIND", "127.0.0.1"), "--port", os.environ.get("LINLI_MAIL_PORT", "8025")]
    lmtp = ["--lmtp"] if os.environ.get("LINLI_MAIL_SPEAKS", "smtp") == "lmtp" else []
    return ProcessSpec("mail", (*PYTHON, "linli", "mail", *options, *lmtp), "public")


def _port(surface: str, url: str, default: int) -> int:
    """The port a process listens at: that of its address on a laptop, its own behind a web server."""
    parts = urlsplit(url)
    behind_proxy = parts.hostname not in LOOPBACK
    port = int(os.environ.get(f"LINLI_{surface.upper()}_PORT", 0))
    return port or (default if behind_proxy else parts.port or default)


def _exists(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
