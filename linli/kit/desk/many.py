"""Several rows at once: only the first action of a step, and only where it asks nothing, such as taking a task on.

Each row is one action of its own, with the mark of the task that was seen; one that somebody else has moved on
meanwhile is left as it is and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import Move, TaskTaken
from linli.kernel.cases.models import Case, Task
from linli.kit import kept
from linli.kit.desk import speaking, tokens
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed

MOST = 100


def tick_of(task: Task) -> str:
    """What the box of a row carries: the number of the case and the mark of its task."""
    return f"{task.number}.{tokens.task_mark(task)}"


@page("case.act", methods=("POST",))
def many(request: Request) -> HttpResponse:
    """Do the ticked rows, one by one."""
    ticked = list(dict.fromkeys(request.POST.getlist("tick")))[:MOST]
    done = sum(_do(request, one) for one in ticked)
    back = kept.local_path(request.POST.get("next", "")) or reverse("inbox")
    said = urlencode({"done": done, "left": len(ticked) - done})
    return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}{said}", status=303)


def _do(request: Request, ticked: str) -> bool:
    """One row; False when it is no longer there to be done."""
    number, _dot, given = ticked.partition(".")
    try:
        with scope.reading(request.hat, now=request.now):
            file = queries.case_file(number)
        task = tokens.task_of(file.open, given)
        action = speaking.bare_action(file.matter, task.step) if task else None
        if action is None or task is None:
            return False
        move = Move(action=action.name, task=task.id)
        cases.act(case_id=file.case.id, move=move, by=request.hat, now=request.now)
    except (Case.DoesNotExist, TaskTaken, NotAllowed):
        return False
    return True


def said(request: Request) -> list[Mapping[str, str]]:
    """What the last round did, once."""
    done, left = _count(request, "done"), _count(request, "left")
    told: list[Mapping[str, str]] = []
    if done:
        told.append({"words": ngettext("%(count)s taken on", "%(count)s taken on", done) % {"count": done}, "kind": ""})
    if left:
        words = _("%(count)s had been moved on by somebody else and were left as they are") % {"count": left}
        told.append({"words": words, "kind": "note"})
    return told


def _count(request: Request, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
