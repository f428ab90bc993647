"""What is asked and answered about published figures."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from linli.gates.web_api.shapes.answers import WordsOut
from linli.gates.web_api.shapes.around import CODE

Span = Literal["week", "month", "year"]
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")


def _as_written(day: object) -> object:
    """A day as RFC 3339 writes it. Pydantic would take a bare number for seconds since 1970."""
    if isinstance(day, str) and not _WRITTEN.fullmatch(day):
        raise PydanticCustomError("date_parsing", "a day is written like 2026-11-27")
    return day


Day = Annotated[date, BeforeValidator(_as_written), Field(ge=date(1970, 1, 1), le=date(2200, 12, 31))]


class FiguresAsked(Schema):
    """Which figures: of a span, of the period that begins on a day, of a place and its units, of an indicator."""

    model_config = ConfigDict(extra="forbid")

    span: Span | None = None
    since: Day | None = None
    place: int | None = Field(default=None, ge=1, le=2_000_000_000)
    indicator: str = Field(default="", max_length=80, pattern=CODE)
    limit: int = Field(default=100, ge=1, le=1000)
    offset: int = Field(default=0, ge=0, le=100_000)


class FigureOut(Schema):
    """One published figure. Shares run from 0 to 1; ``low`` and ``high`` are Wilson's 95 % interval.

    ``matters`` and ``value`` are null where it is of fewer than thirty: nobody is to be told from it. ``place`` is the
    division it is about, or the one the unit works for; ``version`` that of the indicator's formula and weights.
    """

    kind: Literal["place", "unit"]
    name: str
    place: int
    span: Span
    since: date
    indicator: str
    label: WordsOut | None
    says: WordsOut | None
    weights: dict[str, float]
    matters: int | None
    value: float | None
    low: float | None
    high: float | None
    version: int | None
    published: datetime


class FigureListOut(Schema):
    """A page of figures, and whether there are more behind it."""

    figures: list[FigureOut]
    more: bool
