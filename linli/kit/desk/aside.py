"""What stands beside a case: the bell, who watches it, who has taken it, words kept ready. One statement."""

from __future__ import annotations

from typing import Any

from linli.kernel.cases import actions as cases
from linli.kernel.cases.queries import CaseFile
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries
from linli.kit.desk import frame, ready, tokens
from linli.kit.routes import Request, owe


def context(request: Request, file: CaseFile) -> dict[str, Any]:
    """The bell, watchers, phrases and who has taken the task: one statement, in place of the bell's own."""
    hat = request.hat
    found = queries.beside(hat, file.case.id, most_told=frame.MOST_TOLD, now=request.now)
    if found.unread:
        owe(request, desks.read_mentions, case_id=file.case.id)
    task = next((one for one in file.tasks if one.done is None and cases.holds(hat, one)), None)
    return {
        "told": found.told,
        "watchers": found.watchers,
        "watching": found.watching,
        "phrases": ready.offered(file, found.phrases, request=request),
        "mark": tokens.task_mark(task or file.task),
        "taken": task.taken_name if task else "",
        "taken_by_me": task is not None and task.taken_by == hat.post,
        "taken_mark": tokens.mark("post", task.taken_by or 0) if task else "",
    }
