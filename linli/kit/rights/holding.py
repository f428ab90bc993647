"""The running holds on a person, in a line each: on every page of theirs a data officer opens."""

from __future__ import annotations

from typing import Any

from linli.kernel.rights.queries.holds import last_day, running_over
from linli.kit import words
from linli.kit.rights import saying
from linli.kit.routes import Request
from linli.plumbing.pointers import pointer


def of_person(subject: int, request: Request) -> list[dict[str, Any]]:
    """Who asked that everything about the person be kept, by which paper, until when."""
    return [
        {
            "at": pointer("hold", one.root),
            "basis": saying.basis_of(one.authority, one.document),
            "until": words.day(last_day(one), request.now),
            "is_told": bool(one.told_subject_id),
        }
        for one in running_over([subject])
    ]
