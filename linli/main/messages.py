"""Compiling the catalogues: ``python -m linli.main.messages`` turns every django.po that changed into its .mo."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from linli.main.terminal import complain

PACKAGE = Path(__file__).resolve().parents[1]


def catalogues() -> Iterator[Path]:
    """Every django.po of the product, one per app and language."""
    return iter(sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po")))


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def compile_one(po: Path) -> None:
    """Raises PoFileError with the line that cannot be read."""
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parents[1].name, abort_invalid=True)
    draft = po.with_suffix(".mo.new")
    with draft.open("wb") as target:
        write_mo(target, catalogue)
    draft.replace(po.with_suffix(".mo"))


def main() -> int:
    """0 when every catalogue is compiled, 1 when one cannot be read."""
    wrong = 0
    for po in filter(is_stale, catalogues()):
        try:
            compile_one(po)
        except PoFileError as error:
            complain(f"{po.relative_to(PACKAGE.parent)}:{error.lineno}: {error}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
