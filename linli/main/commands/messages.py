"""``linli messages``: what left the house by the file of a laptop, so that a demo shows its login codes."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from linli.main.launcher.folders import city_home
from linli.main.terminal import _

HELP = _("print the messages that leave the house: login codes and what reporters are told")
FILE = "messages.jsonl"
LAST = 20  # messages of earlier that are shown without --follow
PAUSE = 0.3  # seconds between two looks


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--follow", action="store_true", help=_("go on and print each new one until stopped"))
    parser.add_argument("--codes", action="store_true", help=_("login codes only"))


def run(args: Namespace) -> int:
    """Print the last ones; with --follow only those that are still to come."""
    path = city_home() / FILE
    found = coming(path) if args.follow else lines(path)
    wanted = (line for line in found if not args.codes or is_code(line))
    for line in wanted if args.follow else list(wanted)[-LAST:]:
        print(told(line), flush=True)
    return 0


def is_code(line: bytes) -> bool:
    """Whether a person waits before a login for this message; its key says so."""
    return b'"key": "login-code-' in line


def lines(path: Path) -> Iterator[bytes]:
    """Every whole line of the file; none where nothing was sent yet."""
    if path.exists():
        yield from (line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n"))


def coming(path: Path) -> Iterator[bytes]:
    """Each line that is added from now on, whole. A file that begins anew is read from its beginning."""
    at = path.stat().st_size if path.exists() else 0
    while True:
        size = path.stat().st_size if path.exists() else 0
        at = min(at, size)
        if size > at:
            with path.open("rb") as file:
                file.seek(at)
                for line in file:
                    if not line.endswith(b"\n"):  # half of it is still to come
                        break
                    at += len(line)
                    yield line
        time.sleep(PAUSE)


def told(line: bytes) -> str:
    """One message on one line of the terminal: channel, to whom, and the words. Control characters are left out."""
    try:
        message = json.loads(line)
        words = f"{message['channel']} → {message['to']}: {message['text']}"
    except (ValueError, KeyError, TypeError):
        words = line.decode(errors="replace")
    return "".join(sign if sign.isprintable() else " " for sign in words).strip()
