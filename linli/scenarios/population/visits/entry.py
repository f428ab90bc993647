"""One thing found at a door, as it was sent, and the refusal of one that cannot be written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from linli.kit.believing import Moment


class NotTaken(ValueError):
    """An entry that cannot be written down as it is; ``field`` is what has to change, the sentence says how."""

    def __init__(self, sentence: str | Promise, field: str = "") -> None:
        super().__init__(field)
        self.sentence, self.field = sentence, field

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Sent:
    """One entry as it was sent. ``person`` is whom it is about; ``state`` how a dwelling is lived
    in, ``address`` where somebody moved to; the rest describes somebody new."""

    key: str
    did: str
    door: int
    moment: Moment
    digest: bytes
    person: int | None = None
    day: date | None = None
    note: str = ""
    name: str = ""
    id_number: str = ""
    phone: str = ""
    kind: str = ""
    state: str = ""
    document: str = ""
    registered_in: str = ""
    registered_code: str = ""
    address: str = ""
