"""Rating: the reporter's word on the answer. A bad one opens the matter again at the street's desk."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.catalogue import has_effect
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.ratings.actions import rectifying
from linli.kernel.ratings.facts import RatingGiven
from linli.kernel.ratings.models import BAD_GRADES, Grade, Rating
from linli.plumbing import facts, ids, policy, scope
from linli.plumbing.scope import Hat

TAGS = ("quick", "clear", "clean", "kind", "slow", "unclear", "rude", "not_done")


class AlreadyRated(Exception):
    """One matter, one rating (一事一评)."""

    sentence = _("You have already rated this answer. If it is still not fixed, say so below and it is opened again.")

    def __str__(self) -> str:
        return str(self.sentence)


def rate(*, case_id: int, grade: int, by: Hat, now: datetime, tags: tuple[str, ...] = (), text: str = "") -> Rating:
    """Rate the last answer of a case. Grades 1 and 2 reopen it; a grade from 3 on confirms it where it waits."""
    policy.require(by, "case.rate")
    if grade not in Grade.values:
        raise NotAReport("grade", _("Choose one of the five grades."))
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        if not case.answer:
            raise NotAReport("grade", _("There is no answer to rate yet."))
        line = journal.append(verb="case.rate", kind="case", record=case_id, by=by, at=now, payload={"grade": grade})
        rating = _write(case, grade, tags, tidy(text), line, by=by, now=now)
        facts.tell(RatingGiven(case_id, rating.id), line=line, by=by, at=now)
        if grade in BAD_GRADES and rating.real_name:
            rectifying.begin(case, unit_id=rating.unit_id, source="rating", now=now)
        move_on(case, grade, tidy(text), by=by, now=now)
        return rating


def _write(case: Case, grade: int, tags: tuple[str, ...], text: str, line: int, *, by: Hat, now: datetime) -> Rating:
    if Rating.objects.filter(case_id=case.id, round=case.reopened).exists():
        raise AlreadyRated
    answered = Task.objects.filter(case_id=case.id, action="answer").order_by("-id").first()
    rating = Rating(
        id=ids.reserve("ratings_rating"),
        case_id=case.id,
        round=case.reopened,
        grade=grade,
        tags=[tag for tag in tags if tag in TAGS],
        text=text,
        unit_id=answered.unit_id if answered else None,
        scope_id=case.scope_id,
        real_name=bool(by.person),
        at=now,
        line=line,
    )
    try:
        Rating.objects.bulk_create([rating])
    except IntegrityError as twice:
        raise AlreadyRated from twice
    return rating


def move_on(case: Case, grade: int, text: str, *, by: Hat, now: datetime) -> None:
    """A part: confirm or reopen, by the action of the flow that has that effect where the reporter has the word."""
    wanted = "reopens" if grade in BAD_GRADES else "confirms"
    if wanted == "confirms" and case.closed is not None:
        return
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    for step in matter.flow.steps:
        if step.is_wait:
            for action in flow.allowed(matter.flow, step.name):
                if has_effect(action, wanted):
                    cases.move(case_id=case.id, move=cases.Move(action=action.name, text=text), by=by, now=now)
                    return


def reopen(*, case_id: int, text: str, by: Hat, now: datetime) -> None:
    """Say that an answered matter is not fixed, without rating it."""
    policy.require(by, "case.rate")
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        if not case.answer:
            raise NotAReport("text", _("There is no answer yet. Add what you want to say instead."))
        move_on(case, Grade.VERY_BAD, tidy(text), by=by, now=now)
