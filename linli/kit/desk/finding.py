"""Looking for the matters somebody reported, by whole phone or by name: only with a reason, which is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.cases import lists
from linli.kernel.cases.lists import Wanted
from linli.kernel.desks import actions as desks
from linli.kernel.desks.actions import ReasonMissing
from linli.kit.desk import frame, listing
from linli.kit.desk.asked import Asked
from linli.kit.pacing import SEARCH
from linli.kit.routes import Request, page
from linli.plumbing import scope

MOST = 100


@page("desk.find_reporter", methods=("GET", "POST"), pace=SEARCH)
def reporter(request: Request) -> HttpResponse:
    """Ask for name or phone and the reason; the answer stands on the page and in no address."""
    if request.method != "POST":
        return _shown(request, {}, None)
    typed, reason = request.POST.get("who", "")[:40].strip(), request.POST.get("reason", "")[:200]
    errors = {} if typed else {"who": _("Type the whole phone number, or a name.")}
    found: tuple[int, ...] | None = None
    if typed:
        try:
            found = desks.find_by_reporter(typed=typed, reason=reason, by=request.hat, now=request.now)
        except ReasonMissing as missing:
            errors["reason"] = str(missing)
    with scope.reading(request.hat, now=request.now):
        return _shown(request, errors, found)


def _shown(request: Request, errors: dict[str, str], found: tuple[int, ...] | None) -> HttpResponse:
    tasks = lists.inbox(request.hat, Wanted(view="some", cases=found), limit=MOST) if found else []
    context: dict[str, Any] = {
        "errors": errors,
        "typed": request.POST,
        "looked": found is not None,
        "rows": listing.rows(tasks, Asked(), since=request.now, now=request.now),
    }
    return frame.draw(request, "desk/reporter.html", context, here="inbox", status=422 if errors else 200)
