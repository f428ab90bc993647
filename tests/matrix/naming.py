"""Which record every address names: the registry the matrix is generated from. A route without a line fails the test.

``{number}`` and the like stand for what a :class:`Record` of the named kind is called in addresses and forms; all
else is written as it is sent. ``sends`` is a form good enough to come as far as the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asks:
    """How one address is asked.

    ``at`` is the address below the root, by default the path itself. ``of`` is the kind of record it names, in the
    address or in the form; ``lists`` the kind whose rows its page shows. ``sends`` is a form, or for the API a body.
    ``finer`` says in words what a page or deed needs beside role and row: being at whose desk it lies, a second person.
    ``beyond`` is a further action whose roles need none of it. ``alone``: whoever acts for somebody has no part in it.
    ``says`` is False where the page of a record does not say its own words; ``misses`` is the status with which a
    page of the kind answers for what is not there, 404 unless said; ``ended`` that for what is no more, where it is
    another than for what goes on. ``leads`` are redirects with which a page of a record leads on. ``parts`` are words
    of the page that only roles with a further action read. ``bare``: asked without what its query names, the page is
    not found, and that is right. ``blind``: the deed answers alike whether there is such a record or not, and nothing
    is done either way.
    """

    at: str = ""
    of: str = ""
    lists: str = ""
    sends: Mapping[str, Any] = field(default_factory=dict)
    finer: str = ""
    beyond: str = ""
    alone: bool = False
    says: bool = True
    misses: int = 404
    ended: int = 0
    leads: tuple[int, ...] = ()
    bare: bool = False
    parts: Mapping[str, str] = field(default_factory=dict)
    blind: str = ""

    def takes_part(self, action: str) -> bool:
        """Whether roles that may take this action find the address answered otherwise than others do."""
        return action in self.parts or action == self.beyond


HOLDER = "whoever has the task on their desk"
SECOND = "another than who asked for it"
OWN = "whoever took it"
RUNS = "one of a division of one's own that goes on"
NAMES = "whoever may change names"
ON_CASES = "a role that works on cases"
KEY = "a key that runs"
CREDENTIALS = "a password that fits"
SIGNED = "a signature that fits"
OF_THE_UNIT = "a post of the unit that owns, asked or was granted it"
SIGNED_IN = "somebody who is signed in, whoever it is"
