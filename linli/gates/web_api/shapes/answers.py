"""What comes out. No key of the database leaves; times are ISO 8601 in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema

from linli.gates.web_api.shapes.words import LampName


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


class ChoiceOut(Schema):
    """One answer a question offers."""

    code: str
    label: WordsOut


class QuestionOut(Schema):
    """What an item asks besides place and words; ``kind`` says how it is answered."""

    code: str
    label: WordsOut
    hint: WordsOut | None
    kind: Literal["line", "text", "number", "time", "one_of", "any_of"]
    required: bool
    choices: list[ChoiceOut]


class ItemOut(Schema):
    """One matter of the catalogue. ``unverified``: the limit waits for the department's word."""

    code: str
    label: WordsOut
    group: WordsOut
    hint: WordsOut | None
    promised: str
    unverified: bool
    questions: list[QuestionOut]


class PlaceOut(Schema):
    """One place an address may mean; ``exact``: everything typed was found in it."""

    place: int
    level: str
    label: str
    community: str
    exact: bool


class OpenedOut(Schema):
    """A matter was opened: its number, and the secret code that opens this one matter. ``repeated``: sent before."""

    number: str
    receipt: str
    link: str
    repeated: bool


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
    """A field an action asks for: text, photo, outcome, next_owner, co_handlers, branch, place."""

    field: str
    required: bool


class ActionOut(Schema):
    """Something that may be done where the case stands."""

    action: str
    label: WordsOut
    asks: list[AskOut]


class PartOut(Schema):
    """What another unit does beside the lead; ``part`` is the mark by which the lead does without it, while open."""

    part: str
    unit: str
    brief: str
    step: str
    done: datetime | None


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
    parts: list[PartOut]
    reporter_kind: str
    reporter: str
    phone: str
    confidential: bool
    channel: str
