"""Packs: what a city says about itself, as typed data in YAML files.

A room registers one shape per kind (:func:`kind`), the reader turns files into :class:`Piece` objects, and
everything wrong is a :class:`Problem`: file, line, place in the file, what is wrong, what to write instead.
A pack holds comparisons, all/any and durations and no other expressions.
"""

from linli.plumbing.packs.errors import PacksRefused, Problem
from linli.plumbing.packs.kinds import KINDS, Context, Kind, Piece, Registry, kind
from linli.plumbing.packs.reader import Library, check, gather, piece_of, read
from linli.plumbing.packs.shapes import Code, Effective, Entry, Shape, Sourced, Words

__all__ = [
    "KINDS",
    "Code",
    "Context",
    "Effective",
    "Entry",
    "Kind",
    "Library",
    "PacksRefused",
    "Piece",
    "Problem",
    "Registry",
    "Shape",
    "Sourced",
    "Words",
    "check",
    "gather",
    "kind",
    "piece_of",
    "read",
]
