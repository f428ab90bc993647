"""How long what is kept: each rule with its source, what was past it in the last sweep, what was held back and why.

The figures are those the nightly sweep has left: a page never counts a city, and a desk sees its own divisions only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.rights.actions.keeping import COUNTED
from linli.kernel.rights.models import Sweep
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.rights import saying
from linli.kit.routes import Request, page
from linli.plumbing import held
from linli.plumbing.held import Held, NotHeld

LATE = timedelta(days=2)  # the sweep goes by every day


@page("terms.see")
def terms(request: Request) -> HttpResponse:
    """Every rule of keeping and what the last sweep made of it."""
    last = Sweep.objects.order_by("-began").first()
    figures = {one["table"]: one for one in last.rules} if last else {}
    context = {
        "rows": [_row(one, figures.get(one.table)) for one in held.rules()],
        "last": words.moment(last.began, request.now) if last else "",
        "is_late": last is not None and request.now - last.began > LATE,
        "taken": sum(one["taken"] for one in figures.values()),
    }
    return frame.draw(request, "rights/terms.html", context, here="erasures")


def _row(one: Held | NotHeld, figures: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """One rule as a row: what, how long, what was past it, taken away, kept and why, by which rule it is held."""
    assert one.keep is not None
    source = saying.basis(one.basis) if isinstance(one, Held) else _("nobody in particular; by the city's own rule")
    past = taken = why = ""
    if figures is not None:
        past = _count(figures["rows"] + sum(count for _code, count in figures["kept"]))
        taken = f"{figures['taken']:,}"
        why = saying.listed(
            _("%(count)s: %(why)s") % {"count": _count(count), "why": saying.reason(code)}
            for code, count in figures["kept"]
        )
    return {"cells": [saying.table(one.table), saying.span(one.keep.span), past, taken, why, source]}


def _count(number: int) -> str:
    return f"{COUNTED:,}+" if number > COUNTED else f"{number:,}"
