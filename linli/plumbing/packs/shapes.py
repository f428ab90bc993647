"""The few shapes every kind is built from. Rooms derive their own kinds from :class:`Entry`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from linli.plumbing.packs.errors import gettext_noop as _

# The description is what the person reads whose word does not fit.
Code = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$",
        max_length=80,
        description=_("a code: small letters, digits and _, beginning with a letter, 80 at most"),
    ),
]
Filled = Annotated[str, msgspec.Meta(pattern=r"\S", description=_("text that is not blank"))]


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A mapping in a pack. Its fields are the only keys there are; a default may be left out."""


class Words(Shape, frozen=True):
    """A text for people, in both languages the product is complete in."""

    zh: Filled
    en: Filled

    def text(self, language: str) -> str:
        """The text in a language such as ``zh-hans`` or ``en``; Chinese for any other."""
        return self.en if language.startswith("en") else self.zh


class Sourced(Shape, frozen=True, kw_only=True):
    """A legal basis, fee or limit: it names its source, or says that nobody has confirmed it.

    ``source`` is the document and article: "《优化营商环境条例》第三十六条". What is ``unverified`` is shown
    as 待部门确认 and never starts a legal clock.
    """

    source: str = ""
    unverified: bool = False

    def __post_init__(self) -> None:
        if not self.source.strip() and not self.unverified:
            raise ValueError(_("it needs a source, or unverified: true until the department confirms it"))


class Effective(Shape, frozen=True, rename={"from_": "from"}):
    """The days something holds, cut at midnight of the city: ``from`` first, ``until`` no more."""

    from_: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.from_ and self.until and self.until <= self.from_:
            raise ValueError(_("until must be a later day than from"))


class Entry(Shape, frozen=True, kw_only=True):
    """One thing in the catalogue: has a code, and may say from when until when it holds."""

    code: Code
    effective: Effective | None = None
