"""Writing the catalogue back to files: a folder for each kind, a file for each entry, the last published version."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from linli.plumbing import pack_catalogue, pack_versions
from linli.plumbing.packs import KINDS
from linli.plumbing.packs.writer import write

HEADER = "# Written by linli pack export. base is the version it was made from: keep it, and linli load can compare.\n"
BASE = 12  # characters of a hash that name a version


class NotEmpty(pack_versions.Refused):
    """Files of an older export would stay between the new ones."""

    sentence = _("The folder is not empty. Name another one, or write over it with --over.")


class NothingToExport(pack_versions.Refused):
    """No entry is of these kinds and codes."""

    sentence = _("Nothing of that kind and code is published.")


@dataclass(frozen=True, slots=True)
class Exported:
    """How many entries were written, and the kinds nobody registers any more, which were not."""

    written: int
    unknown: tuple[str, ...]


def export(
    folder: Path,
    *,
    kinds: Sequence[str] = (),
    codes: Sequence[str] = (),
    over: bool = False,
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> Exported:
    """Write the last published version of every entry, or of these kinds and codes, below ``folder``.

    Loaded into a bare database and exported again, the files come out the same, byte by byte.
    """
    if not over and folder.exists() and any(folder.iterdir()):
        raise NotEmpty
    rows = list(pack_catalogue.newest_bodies(kinds=kinds, codes=codes))
    if not rows:
        raise NothingToExport
    known = [row for row in rows if row.kind in KINDS]
    for done, (path, text) in enumerate(_files(folder, known), 1):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
        told(done, len(known))
    return Exported(len(known), tuple(sorted({row.kind for row in rows if row.kind not in KINDS})))


def _files(folder: Path, rows: Sequence[pack_catalogue.Body]) -> Iterator[tuple[Path, str]]:
    for row in rows:
        text = write(row.kind, row.body, base=row.hash[:BASE])
        yield folder / row.kind / f"{row.code}.yaml", HEADER + text
