"""The reporter as a desk may see them: masked, until somebody says why they need the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.people.actions import reveal
from linli.kernel.people.models import Subject
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Seen:
    """Who reported: the kind in words, name and phone as far as they may be shown."""

    kind: str
    name: str
    phone: str
    is_named: bool
    is_whole: bool = False
    is_secret: bool = False

    @property
    def can_be_revealed(self) -> bool:
        """Whether there is anything behind the mask."""
        return not self.is_whole and bool(self.phone or (self.is_named and self.name))


def masked(subject: Subject) -> Seen:
    """A reporter with the mask on. An alias is shown whole: it was chosen to be."""
    found = people.reporter_of(subject)
    named, secret = found.kind == "named", found.kind == "secret"
    return Seen(_kind(found.kind), found.name, found.phone, named, is_secret=secret)


def whole(subject: Subject, *, name: str, phone: str) -> Seen:
    """The same reporter after the look was written down."""
    named = subject.kind == "named"
    return Seen(_kind(subject.kind), name if named else subject.alias, phone, named, is_whole=True)


def revealed(subject: Subject, *, reason: str, by: Hat, now: datetime) -> Seen:
    """The whole name and phone, each after it was written down who looked and why. Raises ``ReasonMissing``."""
    fields = ("name", "phone") if subject.kind == "named" else ("phone",)
    clear = {what: reveal(what=what, reason=reason[:200], subject_id=subject.id, by=by, now=now) for what in fields}
    return whole(subject, name=clear.get("name", ""), phone=clear["phone"])


def _kind(kind: str) -> str:
    known = {"secret": _("asked for secrecy"), "named": _("gave a name"), "alias": _("under another name")}
    return known.get(kind) or _("anonymous")
