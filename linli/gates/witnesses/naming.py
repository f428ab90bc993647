"""Who the witnesses are: named by the operator in ``LINLI_WITNESSES``, never by anybody at a desk.

One after the other with commas between: a folder that is not the city's own (a share of the auditor's), or an address
that takes checkpoints as c2sp.org/tlog-witness has it. In front may stand what it is called, behind an address the
key it cosigns with::

    LINLI_WITNESSES=审计局=/mnt/auditor/linli,https://witness.example.cn/linli witness.example.cn+1a2b3c4d+BAbc...
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from linli.engines.merkle.notes import Key, NotANote


@dataclass(frozen=True, slots=True)
class Named:
    """A witness as the operator named it."""

    where: str
    called: str = ""
    key: Key | None = None
    misnamed: bool = False  # the key that was written behind it is none

    @property
    def folder(self) -> Path | None:
        """Where it keeps them, if it is a folder."""
        return None if "://" in self.where else Path(self.where)

    @property
    def name(self) -> str:
        """What it is called on pages, never a whole path of this machine; the host or the folder where nobody says."""
        return self.called or (urlsplit(self.where).netloc if self.folder is None else self.folder.name)


def named() -> list[Named]:
    """The witnesses of this city."""
    return [_read(one) for one in settings.WITNESSES]


def _read(text: str) -> Named:
    called, equals, rest = text.strip().partition("=")
    if not equals or "/" in called:
        called, rest = "", text.strip()
    where, _blank, key = rest.partition(" ")
    try:
        return Named(where.rstrip("/"), called, Key.read(key) if key else None)
    except NotANote:
        return Named(where.rstrip("/"), called, misnamed=True)
