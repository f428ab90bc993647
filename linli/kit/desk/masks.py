"""Looking behind a mask from a page of the desk: the words of the form, and a page that closes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse

from linli.kernel.people.actions import ReasonMissing, SecondPersonNeeded, Wish
from linli.kit.routes import Request


def wish_of(request: Request, kind: str, record: int, what: Sequence[str], *, case_id: int | None = None) -> Wish:
    """What the form asks for, and why."""
    urgent = bool(request.POST.get("urgent"))
    return Wish(kind, record, what, request.POST.get("reason", ""), case_id=case_id, urgent=urgent)


def mistake(refused: ReasonMissing) -> dict[str, str]:
    """What a page says beside the form; ``second`` where it may be said that it cannot wait."""
    second = {"second": "1"} if isinstance(refused, SecondPersonNeeded) else {}
    return {"reason": str(refused), **second}


def closing(response: HttpResponse, *, until: datetime | None, address: str, now: datetime) -> HttpResponse:
    """The page goes back to its masked self when the look is over, with no script and wherever it was left open."""
    left = int((until - now).total_seconds()) if until else 1
    response["Refresh"] = f"{max(1, left)}; url={address}"
    response["Cache-Control"] = "no-store"
    return response
