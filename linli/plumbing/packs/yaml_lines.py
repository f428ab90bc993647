"""YAML with the line of every key: plain mappings, lists and scalars, and nothing else of the language.

No anchors, aliases, tags or second documents, so a small file stays small and one meaning. Scalars follow
YAML 1.2: ``on``, ``no`` and ``12:30`` are text, dates stay text until the shape says date, and a code with
a leading zero keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from linli.plumbing.packs.errors import PacksRefused, Problem, Spot, Text
from linli.plumbing.packs.text import HIDDEN

MAX_DEPTH = 16
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?([eE][-+]?[0-9]{1,2})?")
_TAB = re.compile(r"^[ ]*\t")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Document:
    """What a file says, and on which line each place of it stands."""

    value: Any
    spot: Spot
    problems: list[Problem]


def parse(text: str, file: str) -> Document:
    """Read one file. Raises :class:`PacksRefused` when it is not the YAML packs are written in."""
    builder = _Builder(file)
    try:
        value = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error, text, file) from None
    except yaml.YAMLError:
        raise PacksRefused([Problem(file, 0, "", _("the file is not readable YAML"))]) from None
    return Document(value, builder.spot, builder.problems)


def _unreadable(error: yaml.MarkedYAMLError, text: str, file: str) -> PacksRefused:
    mark = error.problem_mark or error.context_mark
    number = mark.line + 1 if mark else 0
    lines = text.split("\n")
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    message: Text = _("this is not readable YAML (%(reason)s)")
    if _TAB.match(line) or "\\t" in (error.problem or ""):
        message = _("the line is indented with a tab; use spaces")
    return PacksRefused([Problem(file, number, "", message, {"reason": error.problem or ""})])


@dataclass(slots=True)
class _Builder:
    file: str
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def spot(self) -> Spot:
        return Spot(self.file, self.lines)

    def document(self, events: Iterator[Any]) -> Any:
        value: Any = None
        seen = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise self._refused(event, _("a pack file is one document; take out the second ---"))
                seen, value = True, self._value(next(events), events, ())
        return value

    def _value(self, event: Any, events: Iterator[Any], path: tuple[str | int, ...]) -> Any:
        if len(path) > MAX_DEPTH:
            raise self._refused(event, _("this is nested too deeply; a pack has %(depth)s levels at most"))
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.MappingStartEvent):
            self._plain(event)
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            self._plain(event)
            return self._sequence(events, path)
        return self._scalar(event)

    def _mapping(self, events: Iterator[Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(event, _("a key must be a plain word"))
            self._plain(event)
            key, line = event.value, _line(event)
            if key in found:
                first = self.lines[(*path, key)]
                message = _('the key "%(key)s" stands here a second time; the first is on line %(first)s')
                self.problems.append(Problem(self.file, line, "", message, {"key": key, "first": first}))
            self.lines[(*path, key)] = line
            found[key] = self._value(next(events), events, (*path, key))
        return found

    def _sequence(self, events: Iterator[Any], path: tuple[str | int, ...]) -> list[Any]:
        found: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._value(event, events, (*path, len(found))))
        return found

    def _scalar(self, event: Any) -> Any:
        self._plain(event)
        text = event.value
        if HIDDEN.search(text):
            raise self._refused(event, _("the text holds an invisible control character"))
        return scalar(text) if event.implicit[0] else text  # quoted words stay text

    def _plain(self, event: Any) -> None:
        """Refuse what makes YAML surprising: one thing written in two places, and types by tag."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refused(event, _("packs use no anchors and aliases (& and *); write it out"))
        if getattr(event, "tag", None):
            raise self._refused(event, _("packs use no tags (!); take it out"))

    def _refused(self, event: Any, message: Text) -> PacksRefused:
        words = {"depth": MAX_DEPTH}
        return PacksRefused([Problem(self.file, _line(event), "", message, words)])


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


def scalar(text: str) -> Any:
    """An unquoted word as YAML 1.2 means it: nothing, true or false, a number, else text."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text
