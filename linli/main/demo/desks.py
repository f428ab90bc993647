"""The desks of a demo city: whose hat holds a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.cases import actions as cases
from linli.kernel.cases.models import Task
from linli.kernel.people import queries as people
from linli.kernel.people.models import Post
from linli.plumbing import scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Desks:
    """The hats of every post, in the order the posts were given."""

    hats: Sequence[Hat]

    @classmethod
    def at(cls, moment: datetime) -> Desks:
        """All desks as they are held at a moment; asked under the login of the desk."""
        posts = list(Post.objects.order_by("id").values_list("account_id", "id"))
        worn = (people.hat_for_post(account, post, at=moment) for account, post in posts)
        return cls([one.hat for one in worn if one is not None])

    def of(self, role: str, *, place: int | None = None) -> Hat:
        """The first who holds a role, at a place where one is named; ``LookupError`` where nobody does."""
        for hat in self.hats:
            if hat.role == role and (place is None or hat.place == place):
                return hat
        raise LookupError(f"nobody is {role} at {place}")

    def holder(self, task: Task, *, turn: int = 0) -> Hat:
        """Somebody on whose desk the task lies; colleagues of one desk take turns."""
        colleagues = [hat for hat in self.hats if cases.holds(hat, task)]
        if not colleagues:
            raise LookupError(f"nobody holds {task.step} of {task.number}")
        return colleagues[turn % len(colleagues)]

    def open_tasks(self, case_ids: Iterable[int], *, now: datetime) -> dict[int, Task]:
        """The open task of each case, as the city's supervisor sees them."""
        with scope.reading(self.of("supervisor"), now=now):
            rows = Task.objects.filter(case_id__in=list(case_ids), branch="", done__isnull=True)
            return {task.case_id: task for task in rows}
