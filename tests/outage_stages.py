"""What happens in the city of the outage test, each part in a process of its own under its surface's login.

``python -m tests.outage_stages NAME ARGS`` prints what it has to say as its last line, in JSON.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import Any


def subscribe(url: str) -> dict[str, str]:
    """As desk: a web hook for the whole city; its secret by key id."""
    from linli.gates.webhooks import actions
    from linli.kernel.places.models import Place
    from linli.plumbing.time import now as clock

    city = Place.objects.get(level="city")
    fresh = actions.subscribe(scope_id=city.id, names=actions.offered(), url=url, by=_hat("supervisor"), now=clock())
    return {fresh.key_id: fresh.secret}


def cases(first: str, count: str) -> list[list[str]]:
    """As desk: so many matters, each by somebody with a mail address, each placed by a clerk: two facts in order."""
    from linli.kernel.cases import actions
    from linli.kernel.cases.actions import Move
    from linli.kernel.cases.models import Case, Task
    from linli.kernel.cases.reports import Report, Reporter
    from linli.kernel.places.models import Place
    from linli.plumbing import scope
    from linli.plumbing.time import now as clock

    building = Place.objects.filter(level="building").order_by("id")[0]
    clerk, told = _hat("clerk"), []
    for number in range(int(first), int(first) + int(count)):
        reporter = Reporter("alias", alias="某人", mail=f"resident{number}@example.org")
        report = Report("hotline.other", f"第{number}件", building.scope_id, clock(), channel="mail", reporter=reporter)
        opened = actions.open_case(report=report, by=clerk, now=clock())
        with scope.reading(clerk, now=clock()):
            unit = Task.objects.get(case_id=opened.case_id).unit_id
        holder = replace(clerk.seeing(), unit=unit)
        actions.act(case_id=opened.case_id, move=Move(action="placed", place=building.id), by=holder, now=clock())
        told.append([opened.number, reporter.mail])
    with scope.reading(clerk, now=clock()):
        assert Case.objects.filter(number__in=[number for number, _mail in told]).count() == len(told)
    return told


def _hat(role: str) -> Any:
    from linli.kernel.places import queries as places
    from linli.plumbing.scope import Hat

    return Hat(surface="desk", role=role, account=1, scopes=places.all_scopes(), label="韦丽 窗口")


def main(argv: list[str]) -> None:
    from linli.main.django_setup import enter

    enter(os.environ["LINLI_SURFACE"])
    print(json.dumps({"subscribe": subscribe, "cases": cases}[argv[0]](*argv[1:])))  # type: ignore[operator]  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
