"""What goes in and comes out about public matters. There is nothing in it of whoever reported one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from linli.gates.web_api.shapes.answers import WordsOut
from linli.gates.web_api.shapes.given import Strict

State = Literal["open", "answered", "closed"]
CODE = r"^[a-z0-9_.]*$"
Since = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC))]


class PublicAsked(Schema):
    """Which public matters: of an item, in a state, of a division, opened or changed since; page by page."""

    model_config = ConfigDict(extra="forbid")

    item: str = Field(default="", max_length=60, pattern=CODE)
    state: State | None = None
    community: int | None = Field(default=None, ge=1, le=2_000_000_000)
    opened_from: Since | None = None
    changed_from: Since | None = None
    answers: bool = False
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1000)


class NearAsked(Schema):
    """What is open around a point, of one item."""

    model_config = ConfigDict(extra="forbid")

    item: str = Field(max_length=60, pattern=CODE)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-85, le=85)


class PublicOut(Schema):
    """A public matter. The place is the middle of a square of about 100 m; ``answer`` was released for everybody.

    ``people`` is how many different people brought it, to the nearest five; null where they are fewer than ten.
    """

    code: str
    link: str
    item: str
    title: str
    item_label: WordsOut | None
    where: str
    lon: float | None
    lat: float | None
    state: State
    outcome: str
    answer: str
    people: int | None
    opened: datetime
    answered: datetime | None
    closed: datetime | None
    due: datetime | None
    changed: datetime
    photos: list[str]


class PublicListOut(Schema):
    """A page of public matters, the newest first; ``more``: there is a next page."""

    matters: list[PublicOut]
    more: bool


class NearOut(Schema):
    """A matter that is open nearby, and about how many metres away."""

    metres: int
    matter: PublicOut


class TurnOut(Schema):
    """The public state turned into another one."""

    state: State
    at: datetime


class PublicMatterOut(PublicOut):
    """One public matter with its public history. ``joined_to``: it is handled together with that one."""

    history: list[TurnOut]
    joined_to: str
    follows: bool


class FollowIn(Strict):
    """Follow: with a session in the app; else by a phone, whose owner confirms by the link in a message."""

    phone: str = Field(default="", max_length=30)


class FollowOut(Schema):
    """``followed``: at once; ``asked``: a message is on its way to the phone."""

    done: Literal["followed", "asked"]


class LeaveIn(Strict):
    """Follow no longer; ``code`` is the secret of the message, where there is no session."""

    code: str = Field(default="", max_length=40)
