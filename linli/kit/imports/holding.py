"""A file between two pages: handed in, sealed, and gone when it is read or after a day.

A workbook has several sheets and somebody has to say which one is meant; a file cannot be sent back to the browser
to be sent again.
"""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from linli.plumbing import crypto
from linli.plumbing.scope import Hat

FOLDER = "handed_in"
SPAN = 24 * 3600  # seconds
CODE = 32  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits to be read: what it is called, what it holds, which sheets it has."""

    name: str
    kind: str
    sheets: list[str]
    again: bool = False


def hold(path: Path, held: Held, *, by: Hat) -> str:
    """Keep a file for whoever handed it in; the code it is found by."""
    _sweep()
    code = secrets.token_hex(CODE // 2)
    head = json.dumps(asdict(held)).encode()
    body = len(head).to_bytes(4, "big") + head + path.read_bytes()
    _file(code).write_bytes(crypto.seal(body, bound=_bound(code, by)))
    return code


def look(code: str, *, by: Hat) -> Held | None:
    """What is known of a held file; None where it is gone or another's."""
    body = _body(code, by)
    return None if body is None else _split(body)[0]


@contextmanager
def taken(code: str, *, by: Hat) -> Iterator[tuple[Held, Path] | None]:
    """The held file at a path of its own for as long as it is read; afterwards it is gone."""
    body = _body(code, by)
    if body is None:
        yield None
        return
    held, content = _split(body)
    with tempfile.NamedTemporaryFile(suffix=Path(held.name).suffix) as copy:
        copy.write(content)
        copy.flush()
        yield held, Path(copy.name)
    _file(code).unlink(missing_ok=True)


def _body(code: str, by: Hat) -> bytes | None:
    if len(code) != CODE or not set(code) <= set("0123456789abcdef") or not _file(code).is_file():
        return None
    try:
        return crypto.unseal(_file(code).read_bytes(), bound=_bound(code, by))
    except crypto.SealBroken:
        return None


def _split(body: bytes) -> tuple[Held, bytes]:
    end = 4 + int.from_bytes(body[:4], "big")
    return Held(**json.loads(body[4:end])), body[end:]


def _bound(code: str, by: Hat) -> str:
    return f"handed_in:{code}:{by.account}"


def _folder() -> Path:
    folder = Path(settings.HOME) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _file(code: str) -> Path:
    return _folder() / code


def _sweep() -> None:
    """Take away what nobody came back for."""
    for one in _folder().iterdir():
        if time.time() - one.stat().st_mtime > SPAN:
            one.unlink(missing_ok=True)
