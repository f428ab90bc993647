"""What staff send from the page of a case: an action, a note, the wish to see a whole number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import TaskTaken
from linli.kernel.cases.reports import NotAReport, Photo
from linli.kernel.desks import actions as desks
from linli.kernel.papers.sniff import PhotoRefused
from linli.kernel.people.actions.revealing import ReasonMissing
from linli.kit import kept
from linli.kit.desk import doing, masks, matter, reporter, tokens
from linli.kit.pacing import REVEAL
from linli.kit.routes import Request, page
from linli.plumbing import scope

AIDS = frozenset({"search", "more", "put_in"})  # buttons that help to fill a form in and send nothing


@page("case.act", methods=("POST",))
def act(request: Request, number: str, action: str) -> HttpResponse:
    """Do one action of the flow. The form carries a mark of the task that was seen; a second tap does nothing more."""
    with scope.reading(request.hat, now=request.now):
        file = queries.case_file(number)
        names_units = request.POST.get("next_owner") or request.POST.get("rows")
        owners = matter.handed(file, request) if names_units else []
        waiting = _waiting(request, number)
    if doing.repeated(file, request, action, account=request.hat.account):
        return matter.back(request, number, did=action)
    if not AIDS.isdisjoint(request.POST):
        return _again(request, number, action, {}, status=200)
    try:
        move = doing.read(request, file, action, owners=owners, kept=waiting)
        if any(doing.hints_on(one, request.POST) for one in file.actions if one.name == action):
            return _again(request, number, action, {}, status=200)
        cases.act(case_id=file.case.id, move=move, by=request.hat, now=request.now)
    except TaskTaken as taken:
        return _stale(request, number, action, str(taken))
    except NotAReport as wrong:
        return _again(request, number, action, {wrong.field: str(wrong)})
    except PhotoRefused as wrong:
        return _again(request, number, action, {"photo": str(wrong)})
    if request.POST.get("kept"):
        kept.drop(request, path=_page_of(number))
    return matter.back(request, number, did=action)


def _page_of(number: str) -> str:
    return reverse("matter", args=[number])


def _waiting(request: Request, number: str) -> Sequence[Photo]:
    """The photos of this form that came with an earlier try; the form says that there are some."""
    if not request.POST.get("kept"):
        return ()
    left_out = set(request.POST.getlist(kept.LEAVE_OUT))
    return [photo for photo in kept.take(request, path=_page_of(number))[1] if photo.name not in left_out]


def _again(request: Request, number: str, action: str, errors: Mapping[str, str], *, status: int = 422) -> HttpResponse:
    """The page once more with the same form open, everything typed still in it, and what is to be put right."""
    has_photos = bool(request.FILES or request.POST.get("kept"))
    photo_is_wrong = "photo" in errors and bool(request.FILES)
    if has_photos and not photo_is_wrong:
        kept.keep(request, path=_page_of(number))
    with scope.reading(request.hat, now=request.now):
        photos = kept.take(request, path=_page_of(number))[1] if has_photos and not photo_is_wrong else []
        return matter.shown(
            request,
            queries.case_file(number),
            wanted=action,
            typed=_typed(request),
            errors=errors,
            find=request.POST.get("find"),
            kept_photos=len(photos),
            status=status,
        )


def _typed(request: Request) -> QueryDict:
    """What was typed; without scripts a phrase that was chosen is put behind it here."""
    if not request.POST.get("put_in"):
        return request.POST
    typed = request.POST.copy()
    typed["text"] = "\n".join(part for part in (typed.get("text", ""), typed.get("phrase", "")) if part)
    return typed


def _stale(request: Request, number: str, action: str, sentence: str) -> HttpResponse:
    """Somebody was faster. What was typed stands in the same form if it is still offered, else ready as a note."""
    with scope.reading(request.hat, now=request.now):
        file = queries.case_file(number)
        held = [task for task in file.open if cases.holds(request.hat, task)]
        offered = action in {one.name for task in held for one in file.actions_at(task)}
        return matter.shown(
            request,
            file,
            wanted=action if offered else "",
            typed=request.POST,
            told=[{"words": matter.faster(file, sentence), "kind": "wrong"}],
            status=409,
        )


@page("case.act")
def buildings(request: Request) -> HttpResponse:
    """The buildings an address may mean, for the form that sets the place of a case."""
    return render(request, "desk/found.html", {"found": doing.buildings(request.GET.get("find", ""))})


@page("case.add", methods=("POST",))
def note(request: Request, number: str) -> HttpResponse:
    """Add a note for colleagues, who may be named in it, or words the resident reads too.

    A note never gets in anybody's way: it is added, and if the case has moved meanwhile the page says so.
    """
    with scope.reading(request.hat, now=request.now):
        file = queries.case_file(number)
    text = request.POST.get("text", "")
    if doing.noted_already(file, text, account=request.hat.account, now=request.now):
        return matter.back(request, number, did="note")
    try:
        desks.note(
            case_id=file.case.id,
            text=text,
            internal=not request.POST.get("tell"),
            by=request.hat,
            now=request.now,
        )
    except NotAReport as wrong:
        with scope.reading(request.hat, now=request.now):
            told = [{"words": str(wrong), "kind": "wrong"}]
            return matter.shown(request, file, typed=request.POST, told=told, status=422)
    given = request.POST.get("seen_task", "")
    moved = bool(given) and given not in {tokens.task_mark(task) for task in file.tasks if task.done is None}
    return matter.back(request, number, did="note_moved" if moved else "note")


@page("person.see", methods=("POST",), step_up=True, pace=REVEAL)
def reveal(request: Request, number: str) -> HttpResponse:
    """The whole name and phone of the reporter, after it was written down who looked and why."""
    with scope.reading(request.hat, now=request.now):
        file = queries.case_file(number)
    try:
        seen = reporter.revealed(request, file.reporter, case_id=file.case.id)
    except ReasonMissing as missing:
        with scope.reading(request.hat, now=request.now):
            return matter.shown(request, file, errors=masks.mistake(missing), status=422)
    with scope.reading(request.hat, now=request.now):
        answer = matter.shown(request, file, seen=seen)
    return masks.closing(answer, until=seen.until, address=reverse("matter", args=[file.case.number]), now=request.now)
