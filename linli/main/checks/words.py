"""Every sentence a person can meet exists in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2), "_": None}


def untranslated() -> list[str]:
    """Messages in code and templates that no zh_Hans catalogue translates, with where they stand."""
    known = translated()
    return [f"{where}: “{message}” has no Chinese" for where, message in messages() if message not in known]


def translated() -> set[str]:
    """Every message with a Chinese text, from all catalogues."""
    found: set[str] = set()
    for po in PACKAGE.glob("**/locale/zh_Hans/LC_MESSAGES/django.po"):
        with po.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                texts = message.string if isinstance(message.string, list | tuple) else [message.string]
                if message.id and all(texts) and not message.fuzzy:
                    found.add(message.id[0] if isinstance(message.id, list | tuple) else message.id)
    return found


def messages() -> Iterator[tuple[str, str]]:
    """Every message of code and templates: where it stands, and its English id."""
    for path in sorted([*PACKAGE.glob("**/*.py"), *PACKAGE.glob("**/templates/**/*.html")]):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"trimmed": "true", "newstyle_gettext": "true", "extensions": "jinja2.ext.do", "encoding": "utf-8"}
        for line, found, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
            first = found[0] if isinstance(found, tuple) else found
            if first:
                yield f"{path.relative_to(PACKAGE.parent)}:{line}", str(first)
