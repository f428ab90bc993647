"""What goes in and comes out, as OpenAPI declares it. Unknown fields are refused; no key of the database leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from linli.kernel.cases.reports import MOST_CHARACTERS

LAMPS = ("paused", "green", "amber", "red", "black")
LampName = Literal["paused", "green", "amber", "red", "black"]
ViewName = Literal["mine", "unplaced", "waiting", "area", "done"]
Outcome = Literal["", "fixed", "partly", "declined", "not_ours"]

MOST_TYPED = MOST_CHARACTERS + 2_000  # the kernel's own sentence says how many are too many
MOST_BASE64 = 2_800_000


class Strict(Schema):
    """A body: a field nobody knows is a mistake and not a wish."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Problem(Schema):
    """Why not: a sentence for the person, and the field to change."""

    sentence: str
    field: str = ""


class Done(Schema):
    """It is done."""

    done: bool = True


class WordsOut(Schema):
    """A text in both languages."""

    zh: str
    en: str


# Coming and going


class CodeIn(Strict):
    """A phone that wants a one-time code."""

    phone: str = Field(max_length=30)


class ResidentIn(Strict):
    """A resident: phone and one-time code, or phone and password."""

    phone: str = Field(max_length=30)
    code: str = Field(default="", max_length=12)
    password: str = Field(default="", max_length=200)


class StaffIn(Strict):
    """A member of staff; ``post`` is the mark of the post to wear, the first where it is empty."""

    login: str = Field(max_length=40)
    password: str = Field(max_length=200)
    post: str = Field(default="", max_length=40)


class SessionOut(Schema):
    """A session has begun: the cookie is set; changes need ``csrf`` in the header X-CSRFToken."""

    csrf: str
    who: str


class PostOut(Schema):
    """A post an account may wear."""

    post: str
    role: str
    title: str
    place: str
    unit: str


class StaffSessionOut(SessionOut):
    """A session of the desk: the role that is worn, and the posts there are."""

    role: str
    posts: list[PostOut]


# The catalogue and the map


class ItemOut(Schema):
    """One matter of the catalogue. ``unverified``: the limit waits for the department's word."""

    code: str
    label: WordsOut
    group: WordsOut
    hint: WordsOut | None
    promised: str
    unverified: bool


class PlaceOut(Schema):
    """One place an address may mean; ``exact``: everything typed was found in it."""

    place: int
    level: str
    label: str
    community: str
    exact: bool


# Reporting


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
    """One matter. Where: a place of the address search, a point (WGS 84), a community, or nothing at all."""

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
    photos: list[PhotoIn] = Field(default=[], max_length=9)


class IntakeIn(ReportIn):
    """A matter taken in by staff for somebody who called or came; ``at`` is when it was said, never later than now."""

    channel: Literal["phone", "window", "api", "import"] = "window"
    at: datetime | None = None


class OpenedOut(Schema):
    """A matter was opened: its number, and the secret code that opens this one matter. ``repeated``: sent before."""

    number: str
    receipt: str
    link: str
    repeated: bool


# One matter


class ReceiptIn(Strict):
    """The secret code of a receipt; with the number it is checked that they belong together."""

    code: str = Field(max_length=40)
    number: str = Field(default="", max_length=40)


class EventOut(Schema):
    """One thing that happened. ``photos`` counts them; ``words`` is what was said."""

    at: datetime
    who: str
    unit: str
    verb: str
    label: WordsOut
    words: str
    photos: int
    internal: bool = False


class ClockOut(Schema):
    """A clock: contact or promised."""

    kind: str
    limit: str
    started: datetime
    due: datetime | None
    stopped: datetime | None
    lamp: LampName


class RatingOut(Schema):
    """An opinion about one answer."""

    grade: int
    words: str
    at: datetime


class MatterOut(Schema):
    """A matter as its reporter sees it. ``may`` names what they can do now: add, rate, reopen."""

    number: str
    title: str
    item: str
    item_label: WordsOut
    where: str
    step: str
    step_label: WordsOut
    unit: str
    lamp: LampName
    at: datetime
    due: datetime | None
    closed: datetime | None
    answer: str
    outcome: str
    reopened: int
    may: list[str]
    events: list[EventOut]
    clocks: list[ClockOut]
    ratings: list[RatingOut]


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


# The desk


class TaskOut(Schema):
    """A row of the inbox."""

    number: str
    title: str
    item: str
    where: str
    step: str
    role: str
    unit: str
    lamp: LampName
    opened: datetime
    due: datetime | None
    done: datetime | None


class InboxOut(Schema):
    """A page of the inbox, the most urgent first; ``more``: there is a next page."""

    tasks: list[TaskOut]
    more: bool


class AskOut(Schema):
    """A field an action asks for: text, photo, outcome, next_owner, place."""

    field: str
    required: bool


class ActionOut(Schema):
    """Something that may be done where the case stands."""

    action: str
    label: WordsOut
    asks: list[AskOut]


class OwnerOut(Schema):
    """A desk a case may be handed to."""

    owner: str
    label: str
    role: str


class CaseOut(MatterOut):
    """A case as the desk sees it. ``task`` is the mark of the open task: an act that names it cannot come too late."""

    text: str
    task: str
    actions: list[ActionOut]
    reporter_kind: str
    reporter: str
    phone: str
    confidential: bool
    channel: str


class ActIn(Strict):
    """An action with what it asks for. ``task`` is the mark the case file gave; ``next_owner`` the mark of a desk."""

    action: str = Field(max_length=40)
    task: str = Field(default="", max_length=40)
    text: str = Field(default="", max_length=MOST_TYPED)
    outcome: Outcome = ""
    next_owner: str = Field(default="", max_length=40)
    place: int | None = Field(default=None, ge=1, le=2**31 - 1)
    where: str = Field(default="", max_length=120)
    release: bool = False
    photos: list[PhotoIn] = Field(default=[], max_length=9)


class NoteIn(Strict):
    """Words for the history; ``internal`` ones are for staff only."""

    text: str = Field(default="", max_length=MOST_TYPED)
    internal: bool = True
    photos: list[PhotoIn] = Field(default=[], max_length=9)
