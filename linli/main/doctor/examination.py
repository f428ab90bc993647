"""The whole examination, from the ground up: what cannot be asked without a database is left out without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from linli.main.doctor import GOOD, WRONG, Finding
from linli.main.launcher import env
from linli.main.terminal import _


def examine(home: Path) -> Iterator[Finding]:
    """Every finding, one after the other, so that a terminal shows them as they come."""
    known = env.read(home)
    from linli.main.doctor import ground

    first = ground.database(known.get("LINLI_DATABASE_WORKER", ""))
    yield first
    yield ground.run_env(home)
    for folder in ground.folders(home) if home.exists() else [home]:
        yield ground.disk(folder)
    if first.state == WRONG:
        return
    from linli.main.django_setup import enter

    enter("worker")
    from django.conf import settings

    yield ground.keys_file(settings.KEYS_FILE)
    yield from recoverable(home, known)
    schema = ground.schema(known["LINLI_DATABASE_OWNER"])
    yield schema
    if schema.state != WRONG:
        yield from walls()
        yield from waiting_work()


def recoverable(home: Path, known: dict[str, str]) -> Iterator[Finding]:
    """Whether the city could be had back after a loss."""
    from linli.main.doctor import recovery
    from linli.plumbing.time import now as clock

    yield recovery.backups(home, now=clock())
    if (log := recovery.log(home, known["LINLI_DATABASE_WORKER"])) is not None:
        yield log


def walls() -> Iterator[Finding]:
    """The walls as they stand, difference by difference."""
    from linli.main.doctor import catalog

    problems = catalog.problems()
    for problem in problems:
        yield Finding(_("walls"), WRONG, problem)
    if not problems:
        yield Finding(_("walls"), GOOD, _("Every table is walled as declared, and no login may do more."))


def waiting_work() -> Iterator[Finding]:
    """What waits for the worker or for the outside world."""
    from linli.kernel.cases.listeners import robot
    from linli.kernel.journal.robots import SEALER
    from linli.main import wiring
    from linli.main.doctor import seal, waiting
    from linli.plumbing import scope
    from linli.plumbing.time import now as clock

    now = clock()
    with scope.reading(robot("doctor"), now=now):
        found = [*waiting.facts(wiring.listeners(), now=now), waiting.notices(now=now)]
        found += [waiting.jobs(now=now), waiting.photos(now=now)]
    with scope.reading(SEALER, now=now):
        found += [seal.seal(now=now), seal.witnessed(now=now)]
    yield from found
