"""What goes in. Unknown fields are refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from linli.gates.web_api.shapes.words import Outcome
from linli.kernel.cases.reports import MOST_CHARACTERS

MOST_TYPED = MOST_CHARACTERS + 2_000  # the kernel's own sentence says how many are too many
MOST_BASE64 = 2_800_000


class Strict(Schema):
    """A body: a field nobody knows is a mistake and not a wish."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class CodeIn(Strict):
    """A phone that wants a one-time code."""

    phone: str = Field(max_length=30)


class ResidentIn(Strict):
    """A resident: phone and one-time code, or phone and password."""

    phone: str = Field(max_length=30)
    code: str = Field(default="", max_length=12)
    password: str = Field(default="", max_length=200)


class StaffIn(Strict):
    """A member of staff; ``post`` is the mark of the post to wear, the first where it is empty.

    ``code`` is what the authenticator shows now, or one of the recovery codes.
    """

    login: str = Field(max_length=40)
    password: str = Field(max_length=200)
    code: str = Field(default="", max_length=20)
    post: str = Field(default="", max_length=40)


class PhotoIn(Strict):
    """A photo in base64. Larger ones travel as multipart/form-data."""

    content: str = Field(max_length=MOST_BASE64)
    name: str = Field(default="", max_length=120)


class ReporterIn(Strict):
    """Who reports. ``named`` needs a name and a phone unless one is logged in, ``alias`` an alias."""

    kind: Literal["anonymous", "alias", "named"] = "anonymous"
    name: str = Field(default="", max_length=40)
    alias: str = Field(default="", max_length=40)
    phone: str = Field(default="", max_length=30)


class ReportIn(Strict):
    """One matter. Where: a place of the address search, a point (WGS 84), a community, or nothing at all.

    ``answers`` are those to the item's own questions, by their codes: a text, or several codes of choices.
    """

    item: str = Field(max_length=80)
    text: str = Field(max_length=MOST_TYPED)
    title: str = Field(default="", max_length=120)
    place: int | None = Field(default=None, ge=1, le=2**31 - 1)
    community: int | None = Field(default=None, ge=1, le=2**31 - 1)
    where: str = Field(default="", max_length=120)
    lon: float | None = Field(default=None, ge=-180, le=180, allow_inf_nan=False)
    lat: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False)
    reporter: ReporterIn = Field(default_factory=ReporterIn)
    confidential: bool = False
    answers: dict[str, str | list[str]] = Field(default={}, max_length=40)
    photos: list[PhotoIn] = Field(default=[], max_length=9)


class IntakeIn(ReportIn):
    """A matter taken in by staff for somebody who called or came; ``at`` is when it was said, never later than now."""

    channel: Literal["phone", "window", "api", "import"] = "window"
    at: datetime | None = None


class ReceiptIn(Strict):
    """The secret code of a receipt; with the number it is checked that they belong together."""

    code: str = Field(max_length=40)
    number: str = Field(default="", max_length=40)


class WordsIn(Strict):
    """An afterthought."""

    text: str = Field(default="", max_length=MOST_TYPED)
    code: str = Field(default="", max_length=40)
    photos: list[PhotoIn] = Field(default=[], max_length=9)


class RatingIn(Strict):
    """Five grades, 5 the best; 1 and 2 open the matter again."""

    grade: int
    text: str = Field(default="", max_length=2_000)
    tags: list[str] = Field(default=[], max_length=8)
    code: str = Field(default="", max_length=40)


class ReopeningIn(Strict):
    """It is not fixed."""

    text: str = Field(default="", max_length=2_000)
    code: str = Field(default="", max_length=40)


class CoHandlerIn(Strict):
    """A desk that is to take part, by its mark, and what it is asked to do."""

    owner: str = Field(max_length=40)
    brief: str = Field(max_length=300)


class ActIn(Strict):
    """An action with what it asks for. ``task`` is the mark the case file gave; ``next_owner`` the mark of a desk.

    ``co_handlers`` are the desks that take part, ``branch`` the mark of the part that is done without.
    ``place`` is a building, a dwelling or a community; ``grid`` a grid, where no building stands beside it.
    """

    action: str = Field(max_length=40)
    task: str = Field(default="", max_length=40)
    text: str = Field(default="", max_length=MOST_TYPED)
    outcome: Outcome = ""
    basis: str = Field(default="", max_length=500)
    promised: date | None = None
    next_owner: str = Field(default="", max_length=40)
    co_handlers: list[CoHandlerIn] = Field(default=[], max_length=12)
    branch: str = Field(default="", max_length=40)
    place: int | None = Field(default=None, ge=1, le=2**31 - 1)
    grid: int | None = Field(default=None, ge=1, le=2**31 - 1)
    where: str = Field(default="", max_length=120)
    release: bool = False
    photos: list[PhotoIn] = Field(default=[], max_length=9)


class CorrectIn(Strict):
    """What a case really is, and why; the resident reads the reason. ``task`` is the mark of the task that was seen."""

    item: str = Field(max_length=60)
    reason: str = Field(max_length=500)
    task: str = Field(default="", max_length=40)


class NoteIn(Strict):
    """Words for the history; ``internal`` ones are for staff only."""

    text: str = Field(default="", max_length=MOST_TYPED)
    internal: bool = True
    photos: list[PhotoIn] = Field(default=[], max_length=9)
