"""What a reporter does with a matter: add words and photos, rate the answer, say that it is not fixed.

A mistake shows the matter again with everything that was typed; photos stay on the server until they are sent.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect

from linli.kernel.cases import actions as cases
from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import NotAReport, Photo
from linli.kernel.papers.sniff import PhotoRefused
from linli.kernel.ratings import actions as ratings
from linli.kit import kept
from linli.kit.counter import crowd, forms, matter
from linli.kit.routes import Request, page
from linli.plumbing import numbers, scope


@page("case.add", methods=("POST",))
def add(request: Request, number: str) -> HttpResponse:
    """Add words or photos to a matter of one's own."""
    if crowd.is_too_much(request):
        return crowd.stopped(request, path=_page(number))
    sent, wrong = forms.photos_of(request, path=_page(number))
    if wrong:
        return _again(request, number, {"photo": wrong})
    photos = [Photo(content=photo.content) for photo in sent]  # a kept one is called by its token

    def written() -> None:
        text = request.POST.get("text", "")
        cases.add_words(case_id=_case(request, number), text=text, photos=photos, by=request.hat, now=request.now)

    return _done(request, number, written, done="added")


@page("case.withdraw", methods=("POST",))
def withdraw(request: Request, number: str) -> HttpResponse:
    """The matter need not be done any more. What concerns everybody's safety goes on all the same."""
    closes: list[bool] = []

    def withdrawn() -> None:
        text = request.POST.get("reason", "")
        case_id = _case(request, number)
        closes.append(cases.withdraw(case_id=case_id, text=text, by=request.hat, now=request.now))

    response = _done(request, number, withdrawn, done="withdrawn")
    if closes == [False]:
        return HttpResponseRedirect(matter.address(numbers.tidy(number), "left_to_us"))
    return response


@page("case.rate", methods=("POST",))
def rate(request: Request, number: str) -> HttpResponse:
    """One of five grades on the answer, or 没修好: two buttons of one form."""
    text, grade = request.POST.get("why", ""), request.POST.get("grade", "")

    def rated() -> None:
        ratings.rate(
            case_id=_case(request, number),
            grade=int(grade) if grade in {"1", "2", "3", "4", "5"} else 0,
            tags=tuple(request.POST.getlist("tag")),
            text=text,
            by=request.hat,
            now=request.now,
        )

    def reopened() -> None:
        ratings.reopen(case_id=_case(request, number), text=text, by=request.hat, now=request.now)

    if request.POST.get("act") == "reopen":
        return _done(request, number, reopened, done="reopened")
    return _done(request, number, rated, done="reopened" if grade in {"1", "2"} else "rated")


def _page(number: str) -> str:
    """The page the forms of a matter stand on, under which they are kept."""
    return matter.address(numbers.tidy(number))


def _case(request: Request, number: str) -> int:
    """The case of a public number, if the hat may see it."""
    with scope.reading(request.hat, now=request.now):
        return Case.objects.get(number=numbers.tidy(number)).id


def _done(request: Request, number: str, verb: Callable[[], None], *, done: str) -> HttpResponse:
    try:
        verb()
    except (NotAReport, PhotoRefused, ratings.AlreadyRated) as refused:
        return _again(request, number, {getattr(refused, "field", "photo"): str(refused)})
    kept.drop(request, path=_page(number))
    return HttpResponseRedirect(matter.address(numbers.tidy(number), done))


def _again(request: Request, number: str, errors: dict[str, str]) -> HttpResponse:
    """The matter once more, with what was typed and the sentence that says what to change."""
    kept.keep(request, path=_page(number))
    typed: dict[str, object] = {name: request.POST.get(name, "") for name in ("text", "why", "grade")}
    typed["tags"] = request.POST.getlist("tag")
    with scope.reading(request.hat, now=request.now):
        return matter.draw(request, number, status=422, errors=errors, typed=typed)
