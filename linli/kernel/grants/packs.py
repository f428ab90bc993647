"""What packs say of shared data: kinds of data a unit may take up, and how those who collect are to go about it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from linli.plumbing import packs
from linli.plumbing.packs import Entry, Words
from linli.plumbing.packs.shapes import Shape

Least = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Days = Annotated[int, msgspec.Meta(ge=1, le=3650)]
Level = Literal["public", "internal", "personal", "sensitive"]


class OpenField(Shape, frozen=True, kw_only=True):
    """One column of an entry: its code, what people read, how closely it is held."""

    code: str
    label: Words
    level: Level


@packs.kind("open_items")
class OpenItemEntry(Entry, frozen=True, kw_only=True):
    """An entry any unit may take up for its own place: it then goes the way of every other entry.

    ``data`` names what computes it; without it the entry is described only. A number below ``at_least`` is not told;
    ``every_days`` says how often it is renewed.
    """

    label: Words
    about: Words
    columns: list[OpenField]
    at_least: Least = 1
    every_days: Days = 1
    legal_basis: str = ""
    unverified: bool = False
    conditions: str = ""
    data: str = ""


class Section(Shape, frozen=True, kw_only=True):
    """One part of a manual: its heading, and what to do."""

    title: Words
    text: Words


@packs.kind("manuals")
class Manual(Entry, frozen=True, kw_only=True):
    """A collection manual or a code of ethics (采集手册, 伦理守则). Who collects confirms each version."""

    label: Words
    sections: list[Section]
    order: int = 100
    source: str = ""
    unverified: bool = False
