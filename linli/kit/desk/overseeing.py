"""What staff send about a case besides the actions of its flow: orders, pauses, named days, calls, questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import concealing
from linli.kernel.cases.actions.pledging import keep_pledge as keep
from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import NotAReport
from linli.kernel.papers.sniff import PhotoRefused
from linli.kernel.ratings import actions as ratings
from linli.kit.desk import doing, matter, oversight
from linli.kit.routes import Request, page
from linli.plumbing import scope


@page("case.act", methods=("POST",))
def ask_intake(request: Request, number: str) -> HttpResponse:
    """Ask the reporter something through the desk that knows them."""

    def asked(case_id: int) -> None:
        cases.ask_intake(case_id=case_id, text=request.POST.get("ask", ""), by=request.hat, now=request.now)

    return done(request, number, asked, did="asked_intake")


@page("case.supervise", methods=("POST",))
def order(request: Request, number: str) -> HttpResponse:
    """Order the unit to answer for a case by a day."""

    def ordered(case_id: int) -> None:
        due = oversight.until_end_of(request.POST.get("due", ""))
        if due is None:
            raise NotAReport("due", _("Choose a day from today on, within a year."))
        cases.supervise(case_id=case_id, text=request.POST.get("order", ""), due=due, by=request.hat, now=request.now)

    return done(request, number, ordered, did="supervised", fields={"text": "order"})


@page("case.act", methods=("POST",))
def answer_order(request: Request, number: str) -> HttpResponse:
    """The unit answers an order."""

    def answered(case_id: int) -> None:
        cases.answer_order(case_id=case_id, text=request.POST.get("answer", ""), by=request.hat, now=request.now)

    return done(request, number, answered, did="order_answered", fields={"text": "answer"})


@page("case.supervise", methods=("POST",))
def end_order(request: Request, number: str) -> HttpResponse:
    """Take an order off a case: fulfilled or withdrawn."""
    ending = request.POST.get("ending", "")

    def ended(case_id: int) -> None:
        why = request.POST.get("why", "")
        cases.end_order(case_id=case_id, ending=ending, text=why, by=request.hat, now=request.now)

    return done(request, number, ended, did=f"order_{ending}")


@page("case.pause", methods=("POST",))
def pause(request: Request, number: str) -> HttpResponse:
    """Let the legal clock stand still."""

    def paused(case_id: int) -> None:
        cases.pause(
            case_id=case_id,
            reason=request.POST.get("reason", ""),
            text=request.POST.get("evidence", ""),
            longest=request.POST.get("longest", ""),
            photos=doing.photos_of(request),
            by=request.hat,
            now=request.now,
        )

    return done(request, number, paused, did="paused", fields={"why": "evidence"})


@page("case.pause", methods=("POST",))
def resume(request: Request, number: str) -> HttpResponse:
    """Let it go on."""
    return done(
        request,
        number,
        lambda case_id: cases.resume(case_id=case_id, by=request.hat, now=request.now),
        did="resumed",
    )


@page("case.act", methods=("POST",))
def keep_pledge(request: Request, number: str, pledge: int) -> HttpResponse:
    """What was named for a day is done."""
    return done(
        request, number, lambda _case: keep(pledge_id=pledge, by=request.hat, now=request.now), did="pledge_kept"
    )


@page("follow_up.record", methods=("POST",))
def call_back(request: Request, number: str) -> HttpResponse:
    """What came of a call about the answer."""

    def called(case_id: int) -> None:
        ratings.record_follow_up(case_id=case_id, said=oversight.said_in(request.POST), by=request.hat, now=request.now)

    return done(request, number, called, did="followed_up")


@page("case.withdraw", methods=("POST",))
def withdraw(request: Request, number: str) -> HttpResponse:
    """A caller says that it need not be done any more."""
    return done(
        request,
        number,
        lambda case_id: cases.withdraw(
            case_id=case_id, text=request.POST.get("withdrawn", ""), by=request.hat, now=request.now
        ),
        did="withdrawn",
    )


@page("case.act", methods=("POST",))
def rectify(request: Request, number: str) -> HttpResponse:
    """The resident was called about a bad grade; or what it was about is put right or explained."""
    post = request.POST

    def rectified(case_id: int) -> None:
        if post.get("act") == "called":
            ratings.call_about(case_id=case_id, words=post.get("called", ""), by=request.hat, now=request.now)
        else:
            ending, why = post.get("rectified", ""), post.get("explanation", "")
            ratings.end(case_id=case_id, ending=ending, explanation=why, by=request.hat, now=request.now)

    return done(request, number, rectified, did="rectified")


@page("case.oversee", methods=("POST",))
def leave_out(request: Request, number: str, rating: int) -> HttpResponse:
    """A grade does not count, by a recorded decision."""

    def left_out(case_id: int) -> None:  # noqa: ARG001  the rating says which case it belongs to
        why, text = request.POST.get("why", ""), request.POST.get("exclusion", "")
        ratings.exclude(rating_id=rating, why=why, text=text, by=request.hat, now=request.now)

    return done(request, number, left_out, did="left_out", fields={"why": "why_left_out"})


@page("case.oversee", methods=("POST",))
def conceal(request: Request, number: str) -> HttpResponse:
    """Keep the case from the unit it is about, or from one of its people; or undo that."""
    post = request.POST

    def concealed(case_id: int) -> None:
        unit = int(given) if (given := post.get("unit", "")).isdigit() and len(given) < 12 else 0
        with scope.reading(request.hat, now=request.now):
            case = Case.objects.get(id=case_id)
            if unit not in dict(oversight.units_around(case, now=request.now)):
                raise NotAReport("unit", _("Choose the unit it is about."))
            account = concealing.named(unit, post.get("who", "")[:40], case=case, at=request.now)
        text = post.get("conceal", "")
        cases.conceal(case_id=case_id, unit=unit, account=account, text=text, by=request.hat, now=request.now)

    def revealed(case_id: int) -> None:
        cases.reveal_to_unit(case_id=case_id, text=post.get("reveal", ""), by=request.hat, now=request.now)

    undo = post.get("act") == "reveal"
    return done(request, number, revealed if undo else concealed, did="revealed" if undo else "concealed")


@page("case.act", methods=("POST",))
def open_child(request: Request, number: str) -> HttpResponse:
    """Open a case of its own for a part of this one."""

    def opened(case_id: int) -> None:
        cases.open_child(
            case_id=case_id,
            item=request.POST.get("child_item", "")[:60],
            text=request.POST.get("child_text", ""),
            awaited=bool(request.POST.get("awaited")),
            by=request.hat,
            now=request.now,
        )

    return done(request, number, opened, did="child_opened", fields={"text": "child_text"})


def done(
    request: Request,
    number: str,
    verb: Callable[[int], object],
    *,
    did: str,
    fields: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Do it and go back to the case; or the case once more with what has to be put right and what was typed."""
    with scope.reading(request.hat, now=request.now):
        case_id = queries.case_file(number).case.id
    try:
        verb(case_id)
    except (NotAReport, PhotoRefused, ratings.NotYours, ratings.BeingCalled) as wrong:
        field = getattr(wrong, "field", "photo" if isinstance(wrong, PhotoRefused) else "channel")
        errors = {(fields or {}).get(field, field): str(wrong)}
        with scope.reading(request.hat, now=request.now):
            file = queries.case_file(number)
            told = [{"words": str(wrong), "kind": "wrong"}]
            return matter.shown(request, file, typed=request.POST, errors=errors, told=told, status=422)
    return matter.back(request, number, did=did)
