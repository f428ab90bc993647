"""Bringing the schema up to date: migrations as the owner, then the walls."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.terminal import _

TRIES = 120  # of a step that somebody's work is in the way of
# Run in a process of its own: Django is set up once per process, and the caller may be another surface.
CODE = "from linli.main.launcher.migration import here; here()"


def migrate(home: Path, *, verbose: bool = False) -> None:
    """Apply what is missing and raise the walls; the database must be up."""
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env=env.for_process(home, "owner"),
        stdout=None if verbose else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LauncherError(_("The schema could not be brought up to date:") + f"\n{done.stdout or ''}".rstrip())


def here() -> None:
    """In this very process, with the environment of the owner."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    from linli.plumbing import keys, walls
    from linli.plumbing.days import day_of
    from linli.plumbing.time import now

    keys.ensure_keys(settings.KEYS_FILE, day=day_of(now()))
    patiently(lambda: call_command("migrate", interactive=False, verbosity=1))
    patiently(walls.raise_walls)


def patiently(step: Callable[[], object]) -> None:
    """Do it, and again where somebody was at work with a table; what was done by then stays done."""
    from django.db import OperationalError, connection
    from psycopg.errors import LockNotAvailable

    for tries in range(1, TRIES + 1):
        try:
            step()
            return
        except OperationalError as trouble:
            if not isinstance(trouble.__cause__, LockNotAvailable) or tries == TRIES:
                raise
            print(_("Somebody is at work with a table; trying again."), flush=True)
            connection.close()
            time.sleep(random.uniform(0.5, 1.5))  # noqa: S311  not to meet the same job again
