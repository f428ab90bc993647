"""Adding words or photos to a case without moving it: the reporter's afterthought, a colleague's note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.actions import events, guarding, picturing
from linli.kernel.cases.actions.once import Key
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import NotAReport, Photo, check_text, tidy
from linli.kernel.journal import actions as journal
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

ADDED, NOTED = "added", "noted"


def add_words(
    *,
    case_id: int,
    text: str,
    photos: Sequence[Photo] = (),
    internal: bool = False,
    by: Hat,
    now: datetime,
    at: datetime | None = None,
    key: Key | None = None,
) -> None:
    """Add a text and photos to the history. ``internal`` notes are for staff only and never shown to residents.

    ``at`` is when it was seen, where that is not now; a used key does nothing.
    """
    policy.require(by, "case.add")
    with scope.writing(by, now=now):
        if key is None or not key.is_used():
            write_words(case_id=case_id, text=text, photos=photos, internal=internal, by=by, now=now, at=at)


def write_words(
    *,
    case_id: int,
    text: str,
    photos: Sequence[Photo] = (),
    internal: bool = False,
    by: Hat,
    now: datetime,
    at: datetime | None = None,
) -> tuple[int, int]:
    """A part: the words of an action of a higher room too. Returns the event's id and its journal line."""
    scope.require_action()
    if not tidy(text) and not photos:
        raise NotAReport("text", _("Write a few words or add a photo."))
    kept_text = check_text(text) if tidy(text) else ""
    internal = internal and by.surface != "public"
    case = Case.objects.get(id=case_id)
    task = Task.objects.filter(case_id=case_id, done__isnull=True).order_by("branch").first()
    line = journal.append(verb="case.add", kind="case", record=case_id, by=by, at=at or now)
    happening = events.Happening(
        case_id=case_id,
        verb=NOTED if internal else ADDED,
        step=case.step,
        to_step=case.step,
        task_id=task.id if task else None,
        line=line,
        at=at or now,
        text=kept_text,
        papers=picturing.keep_photos(case, photos, by=by, now=now),
        shown=not internal,
        veiled=guarding.is_veiled(case, by),
    )
    return events.write([happening], by=by)[0].id, line
