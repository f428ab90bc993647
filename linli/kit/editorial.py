"""The city's rules for what everybody reads, and how its dates are said: by when looked at, answered, checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.engines import worktime
from linli.kernel.cases import catalogue
from linli.kernel.publications.actions import Words
from linli.kernel.publications.models_talks import Publication
from linli.kernel.publications.packs import CODE, Publishing
from linli.kit import words
from linli.plumbing import pack_catalogue


class NoRules(LookupError):
    """The city has published no rules for this yet."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules as they hold at a moment, with the calendar their limits are counted in."""

    entry: Publishing
    calendar: worktime.Calendar
    prefix: str
    now: datetime

    @property
    def check_every(self) -> timedelta:
        return timedelta(days=self.entry.check_every)

    @property
    def longest(self) -> timedelta:
        return timedelta(days=self.entry.longest)

    def look_by(self) -> datetime:
        """By when staff look at what is sent now."""
        return self._due(self.entry.look.limit)

    def answer_by(self) -> datetime:
        """By when a topic shown now gets an answer."""
        return self._due(self.entry.answer.limit)

    def words(
        self,
        *,
        scope_id: int,
        title: str = "",
        text: str = "",
        until: datetime,
        unit_name: str = "",
        by_name: str = "",
        pinned: bool = False,
        takes_replies: bool = True,
    ) -> Words:
        """What is to be published, under these rules."""
        return Words(
            scope_id=scope_id,
            title=title,
            text=text,
            until=until,
            prefix=self.prefix,
            longest=self.longest,
            check_every=self.check_every,
            unit_name=unit_name,
            by_name=by_name,
            pinned=pinned,
            takes_replies=takes_replies,
        )

    def usual_end(self) -> datetime:
        """How long a resident's topic stands: three checks, or the longest there is."""
        return self.now + min(self.longest, self.check_every * 3)

    def _due(self, limit: str) -> datetime:
        clock = worktime.read([worktime.Start(self.now, worktime.parse_limit(limit))], self.calendar, self.now)
        assert clock.due is not None
        return clock.due


def rules(now: datetime) -> Rules:
    """The rules that hold now; :class:`NoRules` where the city has published none."""
    found = pack_catalogue.head("publishing", CODE, now)
    if found is None:
        raise NoRules
    return Rules(found.value, catalogue.calendar(at=now), catalogue.city(at=now).prefix, now)


def state_words(topic: Publication, now: datetime) -> str:
    """How a topic stands, as a resident reads it: answered, or by when it will be."""
    if topic.answered is not None:
        return _("Answered %(day)s") % {"day": words.day(topic.answered, now)}
    if topic.answer_due is None:
        return _("Waits for an answer")
    return _("Waits for an answer, %(due)s") % {"due": words.due(topic.answer_due, now)}


def lamp(topic: Publication, now: datetime) -> str:
    """The colour of a topic's lamp: late is late, and the last fifth of the time is amber."""
    if topic.answered is not None or topic.answer_due is None:
        return "green"
    if topic.answer_due <= now:
        return "red"
    return "amber" if (topic.answer_due - now) * 5 < topic.answer_due - topic.published else "green"


def still_true(held: Publication, now: datetime) -> str:
    """When somebody last looked at it: 昨天核对过."""
    return _("Looked at %(day)s") % {"day": words.day(held.checked, now)}
