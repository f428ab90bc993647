"""A public matter told to whoever looks: what, about where, how it stands, by when, and the answer if it was released.

Everything here comes from public faces, so there is nothing in it of whoever reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.engines import cubes
from linli.kernel.cases import catalogue
from linli.kernel.publications import queries as publications
from linli.kernel.publications.models import ANSWERED, CLOSED, OPEN, PublicEvent, PublicFace, PublicPhoto
from linli.kit import words
from linli.kit.counter.here import language

FIFTH = 5  # a lamp turns amber when less than a fifth of the time is left


@dataclass(frozen=True, slots=True)
class Shown:
    """One public matter in words. ``lamp`` is colour and words; ``photo`` the address of the first released one.

    ``people`` brought it, None where so few that somebody could be told; ``several`` are more than one.
    """

    code: str
    href: str
    title: str
    where: str
    state: str
    state_words: str
    lamp: tuple[str, str]
    opened: datetime
    answered: datetime | None
    closed: datetime | None
    due: datetime | None
    answer: str
    people: int | None
    several: bool
    photo: str = ""


def shown(face: PublicFace, *, title: str, now: datetime, photo: str = "") -> Shown:
    return Shown(
        code=face.code,
        href=reverse("public_matter", args=(face.code,)),
        title=title,
        where=face.where,
        state=face.state,
        state_words=state_words(face),
        lamp=lamp(face, now=now),
        opened=face.opened,
        answered=face.answered,
        closed=face.closed,
        due=face.due,
        answer=face.answer,
        people=cubes.shown(face.people),
        several=face.people > 1,
        photo=photo,
    )


def shown_many(faces: Sequence[PublicFace], *, now: datetime) -> list[Shown]:
    """Many at once, with their first photos: one statement beside the list itself."""
    titles = titles_of(now)
    photos = publications.photos_of(faces) if faces else {}
    return [
        shown(face, title=titles.get(face.item, face.title), now=now, photo=first_photo(face, photos)) for face in faces
    ]


def titles_of(now: datetime) -> Mapping[str, str]:
    """What matters are called, in the language of the page."""
    return {item.code: item.label.text(language()) for item in catalogue.items(at=now)}


def first_photo(face: PublicFace, photos: Mapping[int, Sequence[PublicPhoto]]) -> str:
    return next((photo_address(face, photo) for photo in photos.get(face.case_id, ())), "")


def photo_address(face: PublicFace, photo: PublicPhoto) -> str:
    """The photo's own address, under the public matter and not under any case."""
    return reverse("public_photo", args=(face.code, photo.code))


def state_words(face: PublicFace) -> str:
    if face.state == OPEN:
        return _("Somebody is on it")
    if face.state == ANSWERED:
        return _("Answered, the neighbour is having a look")
    return outcome_words(face.outcome) or _("Done")


def outcome_words(outcome: str) -> str:
    """How it came out, in the official words; empty where nobody said."""
    return {
        "fixed": pgettext("outcome", "Fixed"),
        "partly": pgettext("outcome", "Partly done"),
        "declined": pgettext("outcome", "Cannot be done"),
        "not_ours": pgettext("outcome", "Not ours to do"),
        "withdrawn": pgettext("outcome", "Withdrawn"),
    }.get(outcome, "")


def turn_words(turn: PublicEvent) -> str:
    """One line of the public history."""
    return {
        OPEN: _("It was not right yet and is open again"),
        ANSWERED: _("The unit answered"),
        CLOSED: _("It is done"),
    }.get(turn.state, turn.state)


def lamp(face: PublicFace, *, now: datetime) -> tuple[str, str]:
    """Colour and words of the promise: 还有3天, 今天18:00前, 超期2天; of an answered matter whether it came in time."""
    if face.due is None:
        return ("", "")
    if face.answered is not None:
        over = face.answered - face.due
        return ("red", words.late(over)) if over > timedelta(0) else ("green", _("answered in time"))
    if face.state == CLOSED:
        return ("", "")
    left = face.due - now
    if left <= timedelta(0):
        return "red", words.due(face.due, now)
    today = words.local(face.due).date() == words.local(now).date()
    if today or left * FIFTH < face.due - face.opened:
        return "amber", _("Due soon: %(due)s") % {"due": words.due(face.due, now)}
    return "green", words.due(face.due, now)


def about_metres(metres: float) -> str:
    """About how far: the place of a matter is known to everybody only as a square of 100 m."""
    rounded = max(10, round(metres / 10) * 10)
    return _("about %(metres)s m away") % {"metres": rounded}
