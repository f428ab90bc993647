"""What is wrong with a pack, said so that the person who wrote the file can put it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogue; it is translated when it is shown.

    Django's own looks at the settings, which ask for the scenarios and so come through here before they stand.
    """
    return sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place. ``str()`` gives the sentence in the reader's language.

    ``line`` counts from 1; 0 is used where a line makes no sense (a missing file, a browser form).
    ``where`` is the path inside the file: ``items.road_hole.limits``. ``message`` may name ``%(where)s``
    and every key of ``words``; where ``words`` has a ``near``, the sentence ends in asking whether it was meant.
    """

    file: str
    line: int
    where: str
    message: Text
    words: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        words = {"where": self.where, **self.words}
        what = str(self.message) % words
        if words.get("near"):
            what += str(_('; did you mean "%(near)s"?')) % words
        if not self.file:
            return what
        if not self.line:
            return str(_("%(file)s: %(what)s")) % {"file": self.file, "what": what}
        place = {"file": self.file, "line": self.line, "what": what}
        return str(_("%(file)s line %(line)s: %(what)s")) % place


class PacksRefused(Exception):
    """Nothing was taken in. ``problems`` lists everything found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one; empty when none is close."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def unknown_key(spot: Spot, key: str, known: Iterable[str]) -> Problem:
    """A key that does not exist here, with the one that was probably meant or all there are."""
    known = sorted(known)
    near = nearest(key, known)
    message = _('%(where)s has no key "%(key)s"')
    if not near:
        message = _('%(where)s has no key "%(key)s"; its keys are: %(known)s')
    words = {"key": key, "near": near, "known": ", ".join(known)}
    return Problem(spot.file, spot.child(key).line, spot.where, message, words)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: the path down to it, how that path is called in sentences, and its lines."""

    file: str
    lines: Mapping[tuple[str | int, ...], int]
    path: tuple[str | int, ...] = ()
    where: str = ""

    @property
    def line(self) -> int:
        """The line of this place, or of the nearest place around it that has one."""
        for length in range(len(self.path), -1, -1):
            found = self.lines.get(self.path[:length])
            if found:
                return found
        return 0

    def child(self, step: str | int) -> Spot:
        """One step down; list places are counted from 1 in sentences, as people do."""
        where = f"[{step + 1}]" if isinstance(step, int) else f".{step}"
        where = (self.where + where).lstrip(".")
        return Spot(self.file, self.lines, (*self.path, step), where)

    def down(self, *steps: str | int) -> Spot:
        """Several steps down."""
        spot = self
        for step in steps:
            spot = spot.child(step)
        return spot

    def problem(self, message: Text, **words: Any) -> Problem:
        """Something wrong exactly here."""
        return Problem(self.file, self.line, self.where, message, words)
