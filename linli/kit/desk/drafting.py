"""One entry of the packs as text: written out as YAML, read back with the line of every mistake."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

from linli.plumbing import pack_catalogue, packs
from linli.plumbing.packs import Piece, Problem
from linli.plumbing.packs.errors import Spot
from linli.plumbing.packs.fit import convert, fit
from linli.plumbing.packs.kinds import body_of, hash_of
from linli.plumbing.packs.text import decode
from linli.plumbing.packs.yaml_lines import parse

WIDTH = 110


@dataclass(frozen=True, slots=True)
class Said:
    """One mistake: its line in the text, and what to write instead."""

    line: int
    words: str


@dataclass(slots=True)
class Draft:
    """A text on its way to a draft: the piece it makes, or what is wrong with it."""

    piece: Piece | None = None
    mistakes: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference: as it was, taken out, put in, or left out of sight between two places."""

    sign: str
    words: str


def written(body: Mapping[str, Any]) -> str:
    """An entry as YAML, in the order of its shape."""
    return yaml.safe_dump(dict(body), allow_unicode=True, sort_keys=False, width=WIDTH)


def read(kind: str, text: str) -> Draft:
    """Read one entry from a text field. Everything wrong is said at once."""
    draft = Draft()
    try:
        document = parse(decode(text.replace("\r\n", "\n").encode(), ""), "")
    except packs.PacksRefused as refused:
        draft.mistakes = _said(refused.problems)
        return draft
    if not isinstance(document.value, dict):
        draft.mistakes = [Said(1, _("An entry is a list of keys: code: first, and a value behind each."))]
        return draft
    known = packs.KINDS[kind]
    spot = Spot("", document.spot.lines, (), kind)
    problems = [*document.problems, *fit(document.value, known.shape, spot)]
    if not problems:
        value = convert(document.value, known.shape)
        body = body_of(value)
        draft.piece = Piece(known, value, body, hash_of(kind, body), spot)
        problems = packs.check([draft.piece], pack_catalogue.library())
    draft.mistakes = _said(problems)
    if draft.mistakes:
        draft.piece = None
    return draft


def _said(problems: Any) -> list[Said]:
    found: list[Problem] = list(problems)
    return sorted((Said(one.line, str(one)) for one in found), key=lambda said: said.line)


def difference(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Line]:
    """What a draft changes, line by line, with three lines around each change."""
    old = written(before).splitlines() if before else []
    lines = list(difflib.unified_diff(old, written(after).splitlines(), lineterm="", n=3))[2:]
    return [Line("…", "") if line.startswith("@@") else Line(line[:1], line[1:]) for line in lines]
