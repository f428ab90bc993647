"""Every sentence a person can meet exists in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import denormalize, read_po

PACKAGE = Path(__file__).resolve().parents[2]
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+\"")
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


def said_twice() -> list[str]:
    """Messages with two Chinese texts: of one id in several catalogues a page shows whichever was read first."""
    problems, first = [], dict[tuple[str, str], tuple[str, Path]]()
    for po in sorted(PACKAGE.glob("**/locale/zh_Hans/LC_MESSAGES/django.po")):
        own = set[tuple[str, str]]()
        for key, text in entries(po.read_text(encoding="utf-8")):
            known, where = first.setdefault(key, (text, po))
            if known != text:
                files = f"{where.relative_to(PACKAGE.parent)} and {po.relative_to(PACKAGE.parent)}"
                problems.append(
                    f"“{key[1]}” is “{known}” and “{text}” in {files}: say it one way, or give it a context"
                )
            if key in own:
                problems.append(f"“{key[1]}” stands twice in {po.relative_to(PACKAGE.parent)}")
            own.add(key)
    return problems


def entries(catalogue: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Every entry of a catalogue, each time it stands there: context and id, and its texts."""
    for block in re.split(r"\n\s*\n", catalogue):
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            begun = _KEYWORD.match(line)
            if begun:
                name = "msgstr" if begun[1].startswith("msgstr") else begun[1]
            if name and not line.startswith("#"):
                parts[name] = parts.get(name, "") + denormalize(line[line.find('"') :])
        if parts.get("msgid"):
            yield (parts.get("msgctxt", ""), parts["msgid"]), parts.get("msgstr", "")


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
