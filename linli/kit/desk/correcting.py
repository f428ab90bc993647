"""The form that puts the item of a case right: what it really is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, queries, suggesting
from linli.kernel.cases.actions import TaskTaken
from linli.kernel.cases.queries import CaseFile
from linli.kernel.cases.reports import NotAReport
from linli.kit.desk import doing, family, frame, matter, oversight, speaking, tokens
from linli.kit.routes import Request, page
from linli.plumbing import scope

DID = "corrected"


@page("case.correct", methods=("GET", "POST"))
def correct(request: Request, number: str) -> HttpResponse:
    """Choose the item and say why; sent, the case begins anew at the desk of whoever answers for it."""
    if request.method != "POST":
        return _form(request, queries.case_file(number), {})
    with scope.reading(request.hat, now=request.now):
        file = queries.case_file(number)
    if doing.repeated(file, request, DID, account=request.hat.account):
        return matter.back(request, number, did=DID)
    seen = tokens.task_of(file.open, request.POST.get("task", ""))
    try:
        if seen is None:
            raise TaskTaken
        cases.correct(
            case_id=file.case.id,
            item=request.POST.get("item", "")[:60],
            reason=request.POST.get("text", ""),
            task=seen.id,
            by=request.hat,
            now=request.now,
        )
    except TaskTaken as taken:
        with scope.reading(request.hat, now=request.now):
            fresh = queries.case_file(number)
            return _form(request, fresh, {"item": matter.faster(fresh, str(taken))}, status=409)
    except NotAReport as wrong:
        with scope.reading(request.hat, now=request.now):
            return _form(request, queries.case_file(number), {wrong.field: str(wrong)}, status=422)
    return matter.back(request, number, did=DID)


def _form(request: Request, file: CaseFile, errors: Mapping[str, str], *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        **matter.about(request, file),
        "may": oversight.may_correct(request.hat, file),
        "mark": tokens.task_mark(file.task),
        "items": _others(request, file),
        "suggested": _suggested(request, file),
        "typed": request.POST,
        "errors": errors,
    }
    return frame.draw(request, "desk/correct.html", context, here="inbox", status=status)


def _others(request: Request, file: CaseFile) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(group, [one for one in found if one[0] != file.case.item]) for group, found in family.items(request)]


def _suggested(request: Request, file: CaseFile) -> str:
    """What the words of the report sound like, where that is another matter than it stands under."""
    found = suggesting.suggestion(file.case.text, at=request.now)
    if found is None or found.code == file.case.item:
        return ""
    known = catalogue.matter(found.code, at=request.now).item
    return _("From the words it sounds like “%(item)s”.") % {"item": known.label.text(speaking.language())}
