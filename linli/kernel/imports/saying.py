"""Sentences that are kept and told later, in whichever language the reader has: a message id and its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from linli.plumbing.tabular import Said

Kept = Mapping[str, Any]
GONE = "…"
_WORD = re.compile(r"%\((\w+)\)[ds]")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[ -]?[0-9A-Za-z]){4,}(?![0-9A-Za-z])", re.ASCII)
_OF_SOMEBODY = re.compile(r"1[3-9]\d{8,9}|\d{14,18}[\dA-Za-z]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line was refused or what is odd about it: the field it is about ("" the whole line) and the sentence."""

    said: Said
    field: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record that becomes another: as both are written for people."""

    field: str
    old: str
    new: str


@dataclass(slots=True)
class Told:
    """Everything that is said about one line."""

    reasons: list[Reason] = field(default_factory=list)
    remarks: list[Reason] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def kept(said: Said) -> dict[str, Any]:
    """A sentence as it is stored. A lazy text is stored as its message id."""
    with translation.override(None):
        return {"id": str(said.sentence), "words": {name: _word(value) for name, value in said.words.items()}}


def said_of(stored: Kept) -> Said:
    """A stored sentence, in the reader's language."""
    words = {name: gettext(value[0]) if isinstance(value, list) else value for name, value in stored["words"].items()}
    message: str = stored["id"]
    return Said(gettext(message), words)


def without_words(message: str, *, field: str = "") -> str:
    """A sentence whose words are swept: what it said of, it says no more, but for the field it was about."""
    known = {"field": field or GONE}
    return _WORD.sub(lambda word: known.get(word[1], GONE), gettext(message)).replace("%%", "%") if message else ""


def veiled(reason: Reason, personal: Collection[str]) -> Reason:
    """A reason that gives away no telephone and no number of a document, however badly they were typed.

    In ``personal`` fields every number is veiled; elsewhere what can only be one of somebody: codes of places have
    other lengths.
    """
    words = {
        name: _veil(word, every=reason.field in personal and name != "date") if isinstance(word, str) else word
        for name, word in reason.said.words.items()
    }
    return replace(reason, said=Said(reason.said.sentence, words))


def _veil(word: str, *, every: bool) -> str:
    def veil(found: re.Match[str]) -> str:
        number = re.sub("[ -]", "", found[0])
        if not any(sign.isdigit() for sign in number) or not (every or _OF_SOMEBODY.fullmatch(number)):
            return found[0]
        return (number[:3] if len(number) > 6 else "") + "****" + number[-2:]

    return _NUMBER.sub(veil, word)


def kept_reason(reason: Reason) -> dict[str, Any]:
    return {"field": reason.field, **kept(reason.said)}


def reason_of(stored: Kept) -> Reason:
    return Reason(said_of(stored), stored.get("field", ""))


def message_of(reason: Reason) -> str:
    """The message id of a reason; at most as long as the column that keeps it."""
    return str(kept(reason.said)["id"])[:300]


def why(error: Exception, default: Said) -> Said:
    """The sentence an error of ours carries; ``default`` for one that says nothing to people."""
    said = getattr(error, "said", None)
    if isinstance(said, Said):
        return said
    sentence = getattr(error, "sentence", "")
    return Said(sentence, getattr(error, "words", {})) if sentence else default


def _word(value: Any) -> Any:
    if isinstance(value, Promise):
        return [str(value)]
    return value if isinstance(value, int | float | str) and not isinstance(value, bool) else str(value)
