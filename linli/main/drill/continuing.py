"""Life going on in the city of a drill, by the product's own actions: a matter handled with a photo and answered.

``python -m linli.main.drill.continuing answered NUMBER`` as the desk; ``... opened`` as the worker opens every photo.
"""

from __future__ import annotations

import json
import os
import sys

DEEDS = (("accept", ""), ("handled", "灯换好了，晚上看过，亮的。"), ("answer", "灯已经换好，谢谢您告诉我们。"))


def answered(number: str) -> dict[str, str]:
    """Handle this matter as whoever's desk it lies on, until its resident is asked; the step it waits at then."""
    from linli.kernel.cases import actions
    from linli.kernel.cases.actions import Move
    from linli.kernel.cases.models import Case
    from linli.kernel.cases.reports import Photo
    from linli.main.demo import pictures
    from linli.main.demo.desks import Desks
    from linli.plumbing import scope
    from linli.plumbing.time import now as clock

    desks = Desks.at(clock())
    with scope.reading(desks.of("supervisor"), now=clock()):
        case_id = Case.objects.get(number=number).id
    for verb, words in DEEDS:
        task = desks.open_tasks([case_id], now=clock())[case_id]
        proof = (Photo(pictures.photo("stairs", after=True), "IMG_0001.jpg"),) if verb == "handled" else ()
        outcome = "fixed" if verb == "answer" else ""
        move = Move(action=verb, task=task.id, text=words, photos=proof, outcome=outcome)
        actions.act(case_id=case_id, move=move, by=desks.holder(task), now=clock())
    with scope.reading(desks.of("supervisor"), now=clock()):
        return {"step": Case.objects.get(id=case_id).step}


def opened() -> dict[str, int]:
    """How many photos can be opened with the keys of the city, and how many cannot."""
    from linli.kernel.cases.listeners import robot
    from linli.kernel.papers import queries as papers
    from linli.kernel.papers.models import READY, Paper
    from linli.plumbing import keys, scope
    from linli.plumbing.time import now as clock

    good = bad = 0
    with scope.reading(robot("doctor"), now=clock()):
        for paper in Paper.objects.filter(state=READY):
            try:
                good += bool(papers.open_paper(paper) and papers.open_thumb(paper))
            except (papers.NotToBeShown, keys.CryptoError):
                bad += 1
        waiting = Paper.objects.exclude(state=READY).count()
    return {"opened": good, "shut": bad, "waiting": waiting}


def main(argv: list[str]) -> None:
    from linli.main.django_setup import enter

    enter(os.environ["LINLI_SURFACE"])
    deeds = {"answered": answered, "opened": opened}
    print(json.dumps(deeds[argv[0]](*argv[1:])))  # type: ignore[operator]


if __name__ == "__main__":
    main(sys.argv[1:])
