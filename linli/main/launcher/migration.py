"""Bringing the schema up to date: migrations as the owner, then the walls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.terminal import _

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

    keys.ensure_keys(settings.KEYS_FILE)
    call_command("migrate", interactive=False, verbosity=1)
    walls.raise_walls()
