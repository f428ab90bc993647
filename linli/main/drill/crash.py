"""``linli drill crash``: kill -9 of everything in turn, under load, against what the clients were told is done.

Residents and a clerk send forms over HTTP, writers by the product's own action; whoever gets no answer sends the same
form again. In the end nothing acknowledged may be lost, nothing half there, no form counted twice. The same count is
then held against a database that does not wait for its commits, where it must find what was lost.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from time import monotonic, sleep

from linli.main.bench import Row
from linli.main.drill.clients import clients
from linli.main.drill.reckoning import Book, Reckoning, blind_to, numbers, reckon
from linli.main.drill.victim import DATABASE, PATIENCE, Victim, wait_for_more, wait_until, writers
from linli.main.launcher.children import JOBS_AT_ONCE
from linli.main.terminal import Progress, _

KILLS, WRITERS = 25, 2
BETWEEN = 12  # acknowledged forms between two kills
BACK_SECONDS = 30.0
CONTROLS, CONTROL_WRITERS, CONTROL_FORMS = 6, 2, 60  # rounds at the most; who is at work in each, and how long


@dataclass(slots=True)
class Found:
    """What the kills have cost: the reckoning, seconds until each was overcome, and what was seen besides."""

    reckoning: Reckoning
    back: dict[str, list[float]]
    sent_twice: int  # forms that had to be sent again
    untold: int
    told_twice: int
    ailments: list[str]
    blind: list[str] = field(default_factory=list)


def run(
    victim: Victim, *, kills: int = KILLS, hands: int = WRITERS, pause: float = 0.0, progress: Progress
) -> list[Row]:
    """The kills, the reckoning and the control, as figures."""
    found = killed(victim, kills=kills, hands=hands, pause=pause, progress=progress)
    return [*rows(found), control(victim, progress=progress)]


def killed(victim: Victim, *, kills: int, hands: int, pause: float, progress: Progress) -> Found:
    """Everything killed in turn while residents, a clerk and writers are at work, with a pause between their forms."""
    with victim.connect() as admin:
        before = numbers(admin)
    back: dict[str, list[float]] = defaultdict(list)
    with _load(victim, hands, pause) as books:
        for number, name in enumerate(islice(cycle(victim.names()), kills), start=1):
            wait_for_more(_all(books), BETWEEN)
            ready = victim.back(name, books)
            victim.kill(name)
            back[name].append(wait_until(ready, f"{name} at work again"))
            progress.say(f"{number}/{kills} {name}: {back[name][-1]:.1f} s")
        wait_for_more(_all(books), BETWEEN)
    progress.say(_("All clients have ended; counting."))
    lines = [line for book in _all(books) for line in book.lines()]
    _wait_for_the_worker(victim)
    with victim.connect() as admin:
        reckoning, blind = reckon(admin, _all(books), before=before), blind_to(admin)
    return Found(
        reckoning=reckoning,
        back=dict(back),
        sent_twice=sum(line["tries"] > 1 for line in lines),
        untold=victim.told_wrongly(),
        told_twice=victim.sent_again(),
        ailments=victim.ailments(),
        blind=blind,
    )


def _wait_for_the_worker(victim: Victim) -> None:
    """Until everybody is told, for as long as it comes nearer to that."""
    before, since = victim.told_wrongly(), monotonic()
    while before and monotonic() - since < PATIENCE:
        sleep(0.5)
        if (now := victim.told_wrongly()) < before:
            before, since = now, monotonic()


@contextlib.contextmanager
def _load(victim: Victim, hands: int, pause: float) -> Iterator[Mapping[str, Sequence[Book]]]:
    """Everybody who is at work, by where they come in."""
    with (
        writers(victim.city, victim.buildings, victim.shelf, hands, pause=pause) as straight,
        clients(victim.city, victim.buildings, victim.shelf, pause=pause) as books,
    ):
        yield {**books, "straight": straight}


def _all(books: Mapping[str, Sequence[Book]]) -> list[Book]:
    return [book for some in books.values() for book in some]


def rows(found: Found) -> Iterator[Row]:
    """The figures with their bars."""
    sums = found.reckoning
    yield Row("kills", sum(map(len, found.back.values())), "")
    yield Row("forms acknowledged", sums.acknowledged, "")
    yield Row("forms sent again because of a kill", found.sent_twice, "", bar=1, least=True)
    yield Row("acknowledged and lost", sums.lost, "", bar=0)
    yield Row("half written" + _named(sums.half), sum(sums.half.values()), "", bar=0)
    yield Row("cases nobody was told of", sums.extra, "", bar=0)
    yield Row("forms that count twice", sums.double, "", bar=0)
    yield Row("reporters not told exactly once", found.untold, "", bar=0)
    in_hand = JOBS_AT_ONCE * (len(found.back.get("worker", ())) + len(found.back.get(DATABASE, ())))
    yield Row("messages that left twice", found.told_twice, "", bar=max(in_hand, JOBS_AT_ONCE))
    yield Row("wrong by linli doctor" + _named(found.ailments), len(found.ailments), "", bar=0)
    for name, seconds in found.back.items():
        yield Row(f"at work again after {name} was killed", max(seconds), "s", bar=BACK_SECONDS)
    yield Row("control: missing rows not noticed" + _named(found.blind), len(found.blind), "", bar=0)


def _named(what: Mapping[str, int] | Sequence[str]) -> str:
    return f" ({', '.join(what)})" if what else ""


def control(victim: Victim, *, progress: Progress) -> Row:
    """The same kill of a database that does not wait for its commits: the count must find what was lost.

    Round after round until it does. The city is worth nothing afterwards.
    """
    lost = 0
    with _careless(victim):
        for _round in range(CONTROLS):
            with victim.connect() as admin:
                before = numbers(admin)
            with writers(victim.city, victim.buildings, victim.shelf, CONTROL_WRITERS) as books:
                wait_for_more(books, CONTROL_FORMS)
                victim.kill(DATABASE)
                wait_for_more(books, len(books) + 1)
            with victim.connect() as admin:
                lost += reckon(admin, books, before=before).lost
            progress.say(_("Commits not waited for: %(lost)d acknowledged and lost.") % {"lost": lost})
            if lost:
                break
    return Row("control: lost where commits are not waited for", lost, "", bar=1, least=True)


@contextlib.contextmanager
def _careless(victim: Victim) -> Iterator[None]:
    """The database acknowledges what is not yet in its log, as long as this lasts."""
    with victim.connect() as admin:
        for setting in ("synchronous_commit = 'off'", "wal_writer_delay = '10s'"):
            admin.execute(f"alter system set {setting}".encode())
        admin.execute("select pg_reload_conf()")
    try:
        yield
    finally:
        with victim.connect() as admin:
            admin.execute("alter system reset all")
            admin.execute("select pg_reload_conf()")
