"""One process that puts communities down, as the ingest login: ``python -m linli.main.likeness.worker``.

It reads one line of JSON, what is to be made, then one number a line, the community to do next. It answers in lines:
how many people it has put down, and that a community is done. Without a first line it only says what is there.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made, as the processes tell each other."""

    seed: int
    people: int
    today: str
    communities: list[str]
    ids: list[int]

    def written(self) -> str:
        return json.dumps(asdict(self))


def there() -> dict[str, Any]:
    """The communities that stand, by code, and whether anybody lives in them."""
    from linli.kernel.people.models import Person
    from linli.kernel.places.models import Level, Place

    rows = Place.objects.filter(level=Level.COMMUNITY, until__isnull=True, outline__isnull=False).order_by("id")
    return {
        "communities": [[number, code or str(number)] for number, code in rows.values_list("id", "code")],
        "has_people": Person.objects.exists(),
    }


def work(order: Order) -> None:
    """Put down the communities whose numbers come in, one after the other."""
    from linli.kernel.places.models import Place
    from linli.main.likeness.city import Likeness
    from linli.main.likeness.loading import Settling
    from linli.plumbing.time import now as clock

    _look_for_garbage_less()
    likeness = Likeness(order.seed, order.people, tuple(order.communities), date.fromisoformat(order.today))
    now: datetime = clock()
    for line in sys.stdin:
        place = int(line)
        community = Place.objects.get(id=order.ids[place])
        Settling(likeness, place, community, now, _say_people).settle()
        _say({"done": place})


def _look_for_garbage_less() -> None:
    """Hundreds of thousands of people in the making are no garbage; looking through them took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _say_people(count: int) -> None:
    _say({"people": count})


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def _end_with(parent: int) -> None:
    """End when the process that gave the order is killed, so that the next one works alone."""
    never = threading.Event()
    while os.getppid() == parent:
        never.wait(0.5)
    os._exit(1)


def main() -> None:
    from linli.main.django_setup import enter

    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    enter("ingest")
    first = sys.stdin.readline()
    if not first.strip():
        _say(there())
        return
    work(Order(**json.loads(first)))


if __name__ == "__main__":
    main()
