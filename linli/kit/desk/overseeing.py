"""What staff send about a case besides the actions of its flow: questions through intake."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.reports import NotAReport
from linli.kit.desk import matter
from linli.kit.desk.matter import noted
from linli.kit.routes import Request, page
from linli.plumbing import scope


@noted
@page("case.act", methods=("POST",))
def ask_intake(request: Request, number: str) -> HttpResponse:
    """Ask the reporter something through the desk that knows them."""

    def asked(case_id: int) -> None:
        cases.ask_intake(case_id=case_id, text=request.POST.get("ask", ""), by=request.hat, now=request.now)

    return done(request, number, asked, did="asked_intake")


def done(request: Request, number: str, verb: Callable[[int], object], *, did: str) -> HttpResponse:
    """Do it and go back to the case; or the case once more with what has to be put right."""
    with scope.reading(request.hat, now=request.now):
        case_id = queries.case_file(number).case.id
    try:
        verb(case_id)
    except NotAReport as wrong:
        with scope.reading(request.hat, now=request.now):
            file = queries.case_file(number)
            return matter.shown(request, file, typed=request.POST, errors={wrong.field: str(wrong)}, status=422)
    return matter.back(request, number, did=did)
