"""What packs say about desks: words kept ready for every unit, with gaps that a case fills."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from linli.plumbing import packs
from linli.plumbing.packs import Context, Entry, Problem, Words

USES = ("answer", "contact", "handover", "note")
# The only gaps there are. Nothing of the reporter is among them: no name, no phone, no door.
GAPS = ("number", "title", "where", "item", "unit", "step", "reported", "due", "today", "me")
_GAP = re.compile(r"\{([^{}\n]{0,20})\}")
BLANK = re.compile(r"_{3,}|＿{2,}")  # what a person still has to fill in


def unknown_gaps(text: str) -> list[str]:
    """The names in braces that no case fills."""
    return [name for name in _GAP.findall(text) if name not in GAPS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The words with their gaps filled; a gap the case has no value for becomes a blank to write in."""
    return _GAP.sub(lambda found: values.get(found.group(1)) or "____", text)


def check_phrase(entry: PhraseEntry, context: Context) -> list[Problem]:
    """Known uses, known gaps: a phrase has no other logic."""
    told = [
        context.problem(
            "uses",
            at,
            message="%(where)s: %(use)s is no use of a phrase; known are %(known)s",
            use=use,
            known=", ".join(USES),
        )
        for at, use in enumerate(entry.uses)
        if use not in USES
    ]
    for language in ("zh", "en"):
        told += [
            context.problem(
                "text",
                language,
                message="%(where)s: {%(name)s} is no gap of a phrase; known are %(known)s",
                name=name,
                known=", ".join(GAPS),
            )
            for name in unknown_gaps(getattr(entry.text, language))
        ]
    return told


@packs.kind("phrases", check=check_phrase)
class PhraseEntry(Entry, frozen=True, kw_only=True):
    """Words kept ready: what they are called, the text, where they are offered, for which items (none: for all)."""

    label: Words
    text: Words
    uses: list[str]
    items: list[str] = msgspec.field(default_factory=list)
    order: int = 100
