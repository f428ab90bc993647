"""What packs say about notices: the words of each message, in both languages."""

from __future__ import annotations

import re

from linli.plumbing import packs
from linli.plumbing.packs import Context, Entry, Problem, Words

NAMES = frozenset({"number", "title", "where", "link", "unit", "due", "lamp", "code", "minutes", "reason"})
_SIGNATURE = re.compile(r"^(邻里：|Linli: )")
_SENTENCE = re.compile(r".+?(?:[。！？]|[.!?](?:\s+|$)|$)", re.DOTALL)
_SLOT = re.compile(r"\{([a-z_]*)\}")


def check_notice(entry: NoticeEntry, context: Context) -> list[Problem]:
    """Only known names stand in braces; a template has no other logic."""
    found = []
    for language in ("zh", "en"):
        for name in _SLOT.findall(getattr(entry.text, language)):
            if name not in NAMES:
                found.append(
                    context.problem(
                        "text",
                        language,
                        message="%(where)s: {%(name)s} is not a name a notice knows; known are %(known)s",
                        name=name,
                        known=", ".join(sorted(NAMES)),
                    )
                )
    return found


@packs.kind("notices", check=check_notice)
class NoticeEntry(Entry, frozen=True, kw_only=True):
    """One message: its words with ``{number}``, ``{title}``, ``{link}`` and the like where a value belongs."""

    text: Words
    urgent: bool = False  # goes out in quiet hours too


def for_app(template: str) -> str:
    """The template without what only a text message needs: the signature, and the sentence that carries the link.

    In the app the city's name stands above, and the line itself opens the matter.
    """
    sentences = _SENTENCE.findall(_SIGNATURE.sub("", template))
    kept = "".join(one for one in sentences if "{link}" not in one).strip()
    return kept[:1].upper() + kept[1:]


def filled(template: str, values: dict[str, str]) -> str:
    """The template with its slots filled; an unknown or missing slot stays empty."""
    return _SLOT.sub(lambda found: values.get(found.group(1), ""), template)
