"""The demo city: a small believable Nanning, loaded through the product's own actions and kept moving."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg

from linli.main.demo import logins, note, witnesses
from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.terminal import Progress, _

CODE = "from linli.main.demo import here; here()"


def prepare(home: Path, progress: Progress) -> list[str]:
    """Load what one needs to look round, if it is not there; the lines that tell who can log in as what."""
    witnesses.name_witnesses(home)
    surroundings = env.for_process(home, "worker")
    if not note.read(home).has(known_as(surroundings["LINLI_DATABASE"]), note.CITY, note.ALL):
        progress.say(_("Loading the demo city."))
        _load(surroundings, progress)
    public, desk = (os.environ.get(*default) or default[1] for default in ADDRESSES)
    return logins.lines(note.read(home).logins, public_url=public, desk_url=desk)


ADDRESSES = (("PUBLIC_URL", "http://localhost:8000"), ("DESK_URL", "http://localhost:8001"))


def founded_at(database: str) -> str:
    """When this database was founded: what tells it from another one of the same home."""
    with psycopg.connect(database) as connection:
        row = connection.execute("select at from plumbing_pack_founding").fetchone()
    return str(row[0].isoformat()) if row else ""


def known_as(database: str) -> str:
    """What a note of the loading speaks of: a database, and the packs of a release; empty before the founding.

    Another release may bring people and bodies of its own. Loading it again adds them, and nothing twice.
    """
    from linli.main import founding
    from linli.plumbing.manifests import SCENARIOS

    founded = founded_at(database)
    folders = (founding.city_folder().rglob("*.yaml"), SCENARIOS.glob("*/packs/**/*.yaml"))
    written = hashlib.sha256(b"".join(path.read_bytes() for found in folders for path in sorted(found)))
    return f"{founded} {written.hexdigest()[:12]}" if founded else ""


def _load(surroundings: dict[str, str], progress: Progress) -> None:
    """In a process of its own, which may be another surface than this one; its lines are passed on."""
    command = [sys.executable, "-c", CODE]
    with subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or ():
            progress.say("  " + line.strip())
        trouble = process.stderr.read() if process.stderr else ""
    if process.returncode:
        raise LauncherError(_("The demo city could not be loaded:") + "\n" + trouble.strip())


def here() -> None:
    """In this very process: the first part, and the note of it."""
    from linli.main.django_setup import enter

    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    enter("worker")
    from django.conf import settings

    from linli.main.demo.loading import Demo

    demo = Demo.open(secret=settings.SECRET_KEY, say=lambda text: print(text, flush=True))
    staff = logins.of_staff(demo.town.staff, demo.town.bodies, secret=demo.secret)
    demo.load_city({one.login for one in staff})
    _write_note(settings.HOME, note.CITY, [*staff, *demo.neighbours()])


def rest() -> None:
    """In this very process: the people behind the doors and the past year, as far as they are missing."""
    from django.conf import settings

    from linli.main.demo.loading import Demo

    demo = Demo.open(secret=settings.SECRET_KEY, say=lambda text: print(text, flush=True))
    demo.load_rest()
    _write_note(settings.HOME, note.ALL, demo.more_neighbours())


def _end_with(parent: int) -> None:
    """End this process when the one that started it is killed, so that the next start loads alone."""
    never = threading.Event()
    while os.getppid() == parent:
        never.wait(0.5)
    os._exit(1)


def _write_note(home: Path, loaded: str, found: list[logins.Login]) -> None:
    founded = known_as(env.of_surface(home, "worker")["LINLI_DATABASE"])
    before = note.read(home)
    note.write(home, note.Note(founded, loaded, before.logins).with_logins(found))
