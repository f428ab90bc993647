"""Settling: a city whose packs name its divisions, bodies and staff has them from its first start.

The packs are those ``LINLI_PACKS`` names. What stands already is left as it is, so a start that was cut short is
taken up by the next one. A demo city is settled by its own loading.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from linli.main import founding
from linli.main.demo import ADDRESSES, logins
from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.terminal import Progress, _

CODE = "from linli.main.settling import here; here()"


def prepare(home: Path, progress: Progress) -> list[str]:
    """Settle the city the packs describe; the lines that tell who can log in, when it has just been done."""
    if founding.CITY not in os.environ:
        return []
    surroundings = env.for_process(home, "worker")
    done = subprocess.run([sys.executable, "-c", CODE], env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LauncherError(_("The divisions and bodies of the packs could not be set down:") + "\n" + done.stderr)
    said = json.loads(done.stdout)
    if said["divisions"]:
        progress.say(_("Set down: %(divisions)s divisions, %(bodies)s bodies.") % said)
    public, desk = (os.environ.get(*default) or default[1] for default in ADDRESSES)
    shown = [logins.Login(**one) for one in said["logins"]]
    return logins.lines(shown, public_url=public, desk_url=desk) if shown else []


def here() -> None:
    """In this very process: what is missing of the ground, the bodies and the staff; what was done, as JSON."""
    from linli.main.django_setup import enter

    enter("worker")
    from dataclasses import asdict

    from django.conf import settings

    from linli.kernel.places.models import Place
    from linli.main.demo import ground
    from linli.main.demo.ground import Town
    from linli.main.demo.surfaces import serve
    from linli.plumbing import packs
    from linli.plumbing.time import now as clock

    town = Town.of(packs.read(founding.scenario_files(), founding.city_folder()))
    serve("ingest")
    before = Place.objects.count()
    if not town.layout.divisions:
        print(json.dumps({"divisions": 0, "bodies": 0, "logins": []}))
        return
    now, secret = clock(), settings.SECRET_KEY
    ground.load_ground(town, now=now)
    ground.load_bodies(town, now=now)
    ground.load_staff(town, password=lambda login: logins.password_of(login, secret=secret), now=now)
    known = [one for one in town.staff if one.shown]
    shown = logins.of_staff(known, town.bodies, secret=secret, with_codes=False)
    print(
        json.dumps(
            {
                "divisions": Place.objects.count() - before,
                "bodies": len(town.bodies),
                "logins": [asdict(one) for one in shown],
            }
        )
    )
