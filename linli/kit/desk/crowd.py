"""What belongs to a case because other people see it too: what may be the same event, who is handled with it, and
which of its photos everybody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.kernel.cases import actions as cases
from linli.kernel.cases import crowd
from linli.kernel.cases.crowd import Alike
from linli.kernel.cases.models import Case
from linli.kernel.cases.queries import CaseFile
from linli.kernel.papers.models import READY
from linli.kernel.publications.models import PublicFace, PublicPhoto
from linli.kit import words
from linli.kit.desk import history, speaking
from linli.kit.desk.history import Shown
from linli.kit.routes import Request
from linli.plumbing import policy
from linli.plumbing.scope import Hat

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Row:
    """Another case in one line: its number, what and where, when it came, how far and how alike."""

    number: str
    title: str
    where: str
    at: str
    channel: str
    metres: int | None = None
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A photo that may be shown to everybody: its mark in the form, how it looks, whether it is shown."""

    mark: str
    photo: Shown
    is_public: bool


def of_case(request: Request, file: CaseFile) -> dict[str, Any]:
    """Who is handled together with the case: the context of desk/joined.html. No statement where nobody is."""
    lead = crowd.lead_of(file.case)
    members = crowd.members_of(file.case)
    return {
        "lead_case": row(lead, request.now) if lead else None,
        "is_joined": file.case.lead_id is not None and file.case.closed is None,
        "members": [row(one, request.now) for one in members],
        "members_elsewhere": max(0, file.case.leads - len(members)),
        "people": file.case.people,
        "may_cluster": policy.may(request.hat, "case.cluster"),
    }


def beside(request: Request, file: CaseFile) -> dict[str, Any]:
    """What is looked for beside a case, so that its page need not wait: the context of desk/crowd.html."""
    may = policy.may(request.hat, "case.cluster") and bool(file.open)
    is_public = PublicFace.objects.filter(case_id=file.case.id).exists()
    return {
        "case": file.case,
        "alike": [_alike(one, request.now) for one in crowd.suggested(file.case)] if may else [],
        "choices_public": photos(file) if is_public and _may_release(request.hat, file) else [],
    }


def photos(file: CaseFile) -> list[Choice]:
    """Every clean photo of the case, in the order of its history."""
    shown = set(PublicPhoto.objects.filter(case_id=file.case.id).values_list("paper_id", flat=True))
    found = []
    for mark, paper, event, at in _places(file):
        looks = history.shown(file, event)[at]
        if looks.thumb:
            found.append(Choice(mark, looks, paper in shown))
    return found


def chosen(file: CaseFile, marks: Sequence[str]) -> list[int]:
    """The photos that were ticked; an id of the database never leaves the house."""
    wanted = set(marks)
    return [paper for mark, paper, _event, _at in _places(file) if mark in wanted]


def _places(file: CaseFile) -> list[tuple[str, int, Any, int]]:
    """Every ready photo: its mark, its id, its event, its place among the photos of that event."""
    found = []
    for number, event in enumerate(sorted(file.events, key=lambda one: one.id), 1):
        kept = [paper for paper in event.body.papers if paper in file.papers]
        for at, paper in enumerate(kept):
            if event.shown and file.papers[paper].state == READY:
                found.append((f"{number}-{at + 1}", paper, event, at))
    return found


def _may_release(hat: Hat, file: CaseFile) -> bool:
    return policy.may(hat, "case.oversee") or any(cases.holds(hat, task) for task in file.open)


def row(case: Case, now: datetime) -> Row:
    return Row(case.number, case.title, case.where, words.moment(case.at, now), speaking.channel_words(case.channel))


def _alike(one: Alike, now: datetime) -> Row:
    plain = row(one.case, now)
    metres = None if one.metres is None else round(one.metres)
    return Row(plain.number, plain.title, plain.where, plain.at, plain.channel, metres, round(one.likeness * PERCENT))
