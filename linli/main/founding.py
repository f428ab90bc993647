"""Founding: the first start publishes the packs it was given, as one journalled act; later starts do nothing.

A scenario's packs come first and the city's after them, so that a city may say it otherwise. The city is
the folder ``LINLI_PACKS`` names, else the demo city.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from linli.main import terminal
from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.terminal import Progress, _, complain

if TYPE_CHECKING:
    from linli.kernel.notices.packs import NoticeEntry

REPOSITORY = Path(__file__).resolve().parents[2]
CITY = "LINLI_PACKS"
SAMPLES = "demo.yaml"  # people and cases that show a scenario working; never part of the catalogue
CODE = "import sys; from linli.main.founding import here; sys.exit(here())"


def prepare(home: Path, progress: Progress) -> list[str]:
    """Found the database if nobody has; refuse to start when the packs are not in order."""
    surroundings = env.for_process(home, "worker")
    with psycopg.connect(surroundings["LINLI_DATABASE"]) as connection:
        row = connection.execute("select count(*) from plumbing_pack_founding").fetchone()
    if row and row[0]:
        return []
    done = subprocess.run([sys.executable, "-c", CODE], env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LauncherError(_("The city cannot be founded on these packs:") + "\n" + done.stderr.strip())
    progress.say(_("Founded on %(count)s entries of the packs.") % {"count": done.stdout.strip()})
    return []


def here() -> int:
    """In this very process, as the worker: 0 and the number of entries, or 1 and everything that is wrong."""
    from linli.main.django_setup import enter

    enter("worker")
    from django.utils import translation

    from linli.plumbing import pack_versions, packs
    from linli.plumbing.time import now

    with translation.override(terminal._language().replace("_", "-")):
        try:
            print(found(city_folder(), now=now()))
        except pack_versions.AlreadyFounded:
            print(0)
        except packs.PacksRefused as refused:
            complain(str(refused))
            return 1
    return 0


def found(city: Path, *, now: datetime) -> int:
    """Read, check and publish the packs of every scenario and of the city; how many entries hold now."""
    from linli.kernel.journal import actions as journal
    from linli.plumbing import pack_versions, packs, scope

    pieces = packs.read(scenario_files(), city)
    return pack_versions.found(pieces, by=scope.robot((), purpose="found"), now=now, record=journal.append)


def brought_notices() -> dict[str, NoticeEntry]:
    """The messages of this release as its scenarios word them, for a city that was founded before there were some."""
    from linli.kernel.notices.packs import NoticeEntry
    from linli.plumbing import packs

    files = [path for path in scenario_files() if "\nnotices:" in f"\n{path.read_text(encoding='utf-8')}"]
    pieces, _problems = packs.gather(files)
    return {piece.code: piece.value for piece in pieces if isinstance(piece.value, NoticeEntry)}


def scenario_files() -> Sequence[Path]:
    """The packs of every scenario, without its samples."""
    from linli.plumbing.manifests import SCENARIOS

    return [path for path in sorted(SCENARIOS.glob("*/packs/**/*.yaml")) if path.name != SAMPLES]


def city_folder() -> Path:
    """The packs of the city that is to be founded."""
    return Path(os.environ.get(CITY, REPOSITORY / "packs" / "demo")).resolve()
