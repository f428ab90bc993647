"""Writing the history of cases: events with their words, salted and digested like journal lines."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from linli.kernel.cases.models import Event, EventBody
from linli.plumbing import bulk, ids
from linli.plumbing.scope import Hat

_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to one case, before it is written down."""

    case_id: int
    verb: str
    step: str
    line: int
    at: datetime
    to_step: str = ""
    task_id: int | None = None
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    papers: tuple[int, ...] = ()
    unit_name: str = ""
    shown: bool = True
    veiled: bool = False  # done by a reporter who asked for secrecy: the history does not say which account it was


def write(happenings: Sequence[Happening], *, by: Hat) -> list[Event]:
    """Add events and their bodies, two statements however many there are."""
    numbers = ids.reserve_many("cases_event", len(happenings))
    events, bodies = [], []
    for number, happening in zip(numbers, happenings, strict=True):
        salt = secrets.token_bytes(16)
        events.append(_event(number, happening, salt, by))
        bodies.append(
            EventBody(
                event_id=number,
                case_id=happening.case_id,
                text=happening.text,
                data=dict(happening.data),
                papers=list(happening.papers),
            )
        )
    bulk.add(events)
    bulk.add(bodies)
    return events


def _event(number: int, happening: Happening, salt: bytes, by: Hat) -> Event:
    by = replace(by, account=0) if happening.veiled else by
    return Event(
        id=number,
        case_id=happening.case_id,
        verb=happening.verb,
        step=happening.step,
        to_step=happening.to_step,
        task_id=happening.task_id,
        at=happening.at,
        actor=by.account,
        role=by.role,
        who=by.label,
        unit_name=happening.unit_name,
        shown=happening.shown,
        line=happening.line,
        salt=salt,
        digest=digest_of(happening, salt=salt, by=by),
    )


def digest_of(happening: Happening, *, salt: bytes, by: Hat) -> bytes:
    """SHA-256 over salt and canonical bytes; the words enter by a salted hash, so they can be erased."""
    body = _encoder.encode([happening.text, dict(happening.data), list(happening.papers)])
    canonical = _encoder.encode(
        {
            "case": happening.case_id,
            "verb": happening.verb,
            "step": happening.step,
            "to": happening.to_step,
            "at": happening.at.isoformat(),
            "actor": by.account,
            "line": happening.line,
            "body": hashlib.sha256(salt + body).hexdigest(),
        }
    )
    return hashlib.sha256(salt + canonical).digest()
