"""What packs say about notices: the words of each message, in both languages, and when nobody is woken by one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

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


_SPAN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)")
_DAY = 24 * 60


def check_quiet_hours(entry: QuietHours, context: Context) -> list[Problem]:
    """A span of the day, which may lie over midnight."""
    found = minutes_of(entry.span)
    if found is not None and max(found) <= _DAY:
        return []
    message = _('%(where)s: "%(span)s" is no span of the day. Write "22:00-7:00"; "0:00-0:00" is no quiet time at all.')
    return [context.problem("span", message=message, span=entry.span)]


@packs.kind("quiet_hours", check=check_quiet_hours)
class QuietHours(Entry, frozen=True, kw_only=True):
    """The hours of the city's day in which only urgent text messages go out; a city that says nothing has these."""

    span: str = "22:00-7:00"

    def until(self, local: datetime) -> datetime | None:
        """When they end, if a moment (on the city's clock) lies in them."""
        first, last = minutes_of(self.span) or (0, 0)
        minute = local.hour * 60 + local.minute
        over_midnight = last < first
        if not (first <= minute < last or (over_midnight and (minute >= first or minute < last))):
            return None
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        is_tomorrow = over_midnight and minute >= first
        return midnight + timedelta(days=is_tomorrow, minutes=last)


def minutes_of(span: str) -> tuple[int, int] | None:
    """Both ends of a span in minutes since midnight; None where it is no span."""
    found = _SPAN.fullmatch(span.strip())
    return (int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])) if found else None


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
