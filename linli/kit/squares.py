"""Squares to point a phone at (QR codes), drawn here and part of the page."""

from __future__ import annotations

import segno
from markupsafe import Markup


def square(link: str, *, title: str) -> Markup:
    """A link as a square, 35 mm in print (the guide asks for 25)."""
    code = segno.make(link, error="m", micro=False)
    svg = code.svg_inline(scale=4, border=2, dark="#1C211E", light="#FFFFFF", title=title)
    return Markup(svg)  # noqa: S704  drawn by segno from a link of our own
