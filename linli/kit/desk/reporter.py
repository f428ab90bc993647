"""The reporter as a desk may see them: masked, until somebody says why they need the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.people.actions import reveal_many
from linli.kernel.people.models import Subject
from linli.kit.desk import masks
from linli.kit.routes import Request


@dataclass(frozen=True, slots=True)
class Seen:
    """Who reported: the kind in words, name and phone as far as they may be shown."""

    kind: str
    name: str
    phone: str
    is_named: bool
    is_secret: bool = False
    until: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the mask is off, until a moment."""
        return self.until is not None

    @property
    def can_be_revealed(self) -> bool:
        """Whether there is anything behind the mask."""
        return not self.is_whole and bool(self.phone or (self.is_named and self.name))


def masked(subject: Subject) -> Seen:
    """A reporter with the mask on. An alias is shown whole: it was chosen to be."""
    found = people.reporter_of(subject)
    named, secret = found.kind == "named", found.kind == "secret"
    return Seen(_kind(found.kind), found.name, found.phone, named, is_secret=secret)


def revealed(request: Request, subject: Subject, *, case_id: int) -> Seen:
    """The whole name and phone, after it was written down who looked and why. Raises ``ReasonMissing``."""
    named = subject.kind == "named"
    wish = masks.wish_of(request, "subject", subject.id, ("name", "phone") if named else ("phone",), case_id=case_id)
    found = reveal_many(wish=wish, by=request.hat, now=request.now)
    name = found.values["name"] if named else subject.alias
    return Seen(_kind(subject.kind), name, found.values["phone"], named, until=found.until)


def _kind(kind: str) -> str:
    known = {"secret": _("asked for secrecy"), "named": _("gave a name"), "alias": _("under another name")}
    return known.get(kind) or _("anonymous")
