"""``linli key state | rotate | reseal | retire``: the keys of the city, by whoever may read their file."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from linli.main import django_setup
from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import city_home
from linli.main.rekeying.places import MONTH
from linli.main.terminal import Progress, _, complain

DEEDS = ("state", "rotate", "reseal", "retire")
PASSES = 4  # a process that has not seen the new key yet seals with the old one for two seconds
LOCK = 7_301_944  # one reseal at a time


def configure(deeds: Any) -> None:
    """The deeds about the city's own keys."""
    state = deeds.add_parser("state", help=_("the city's own keys: suite, age, what lies under each"))
    rotate = deeds.add_parser("rotate", help=_("begin the next sealing key and seal everything anew under it"))
    rotate.add_argument(
        "--background", action="store_true", help=_("seal in a process of its own; state shows how far")
    )
    reseal = deeds.add_parser("reseal", help=_("go on sealing anew where it was stopped or killed"))
    retire = deeds.add_parser("retire", help=_("take a sealing key off the ring under which nothing lies any more"))
    retire.add_argument("number", type=int, metavar=_("NUMBER"), help=_("which key"))
    for deed in (state, rotate, reseal, retire):
        _quiet(deed)


def _quiet(deed: ArgumentParser) -> None:
    deed.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: Namespace) -> int:
    """0 when it is done, 1 with the reason when it is not."""
    from linli.plumbing.crypto_errors import CryptoError

    home = city_home()
    django_setup.enter("worker")
    try:
        return {"state": _state, "rotate": _rotate, "reseal": _reseal, "retire": _retire}[args.deed](args, home)
    except CryptoError as wrong:
        complain(str(wrong))
        return 1


@contextmanager
def _admin(home: Path) -> Iterator[Any]:
    from linli.main.rekeying import resealing

    url = env.read(home).get("LINLI_DATABASE_ADMIN")
    if url is None:
        raise LauncherError(_("There is no database yet. Run linli up or linli migrate first."))
    with resealing.administrator(url) as admin:
        yield admin


def _state(args: Namespace, home: Path) -> int:
    from django.conf import settings

    from linli.main.rekeying import resealing
    from linli.plumbing import keys

    ring, made = keys.ring(), keys.since(settings.KEYS_FILE)
    with _admin(home) as admin:
        rest = resealing.left(admin, home)
    told = {
        "suite": ring.suite,
        "newest": ring.newest.number,
        "keys": [
            {"number": number, "since": day, "under": sum(one.count for one in rest if one.key == number)}
            for number, day in made.items()
        ],
        "left": [{"where": one.where, "key": one.key, "count": one.count, "passes": one.passes} for one in rest],
    }
    print(json.dumps(told, ensure_ascii=False) if args.json else "\n".join(_lines(told)))
    return 0


def _lines(told: dict[str, Any]) -> Iterable[str]:
    yield _("suite %(suite)s, sealing with key %(number)s") % {"suite": told["suite"], "number": told["newest"]}
    for one in told["left"]:
        words = _("goes by itself within a month") if one["passes"] else _("to be sealed anew: linli key reseal")
        yield f"{one['where']:<40} {_('key')} {one['key']:>3} {one['count']:>12,}  {words}"
    if not told["left"]:
        yield _("Nothing lies under an older key.")


def _rotate(args: Namespace, home: Path) -> int:
    from django.conf import settings

    from linli.plumbing import keys
    from linli.plumbing.days import day_of
    from linli.plumbing.time import now

    number = keys.rotate(settings.KEYS_FILE, day=day_of(now()))
    if not args.json:
        print(
            _("Key %(number)s seals from now on. Put the keys file into the backup.") % {"number": number}, flush=True
        )
    if args.background:
        with (home / "reseal.log").open("ab") as log:
            words = [sys.executable, "-m", "linli", "key", "reseal"]
            subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        return 0
    return _reseal(args, home)


def _reseal(args: Namespace, home: Path) -> int:
    from linli.main.rekeying import resealing

    progress = Progress(quiet=args.json)
    with _admin(home) as admin:
        if admin.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone() != (True,):
            complain(_("It is being sealed anew just now. linli key state shows how far."))
            return 1
        admin.commit()
        done = 0
        for _pass in range(PASSES):
            wanted = sum(one.count for one in resealing.left(admin, home) if not one.passes)
            if not wanted:
                break
            for count in resealing.reseal(admin, home):
                done += count
                progress.say(
                    _("%(done)s of %(all)s values are sealed anew.") % {"done": done, "all": max(done, wanted)}
                )
        rest = sum(one.count for one in resealing.left(admin, home) if not one.passes)
    if args.json:
        print(json.dumps({"done": done, "left": rest}))
    return 0 if not rest else 1


def _retire(args: Namespace, home: Path) -> int:
    from django.conf import settings

    from linli.main.rekeying import resealing
    from linli.plumbing import keys
    from linli.plumbing.days import day_of
    from linli.plumbing.time import now

    ring, made = keys.ring(), keys.since(settings.KEYS_FILE)
    if args.number not in made or args.number == ring.newest.number:
        complain(_("Key %(number)s seals, or there is none. linli key state shows them.") % {"number": args.number})
        return 1
    with _admin(home) as admin:
        rest = [one for one in resealing.left(admin, home) if one.key == args.number]
    if rest:
        places = ", ".join(f"{one.where} ({one.count:,})" for one in rest)
        complain(_("Values still lie under key %(number)s: %(places)s.") % {"number": args.number, "places": places})
        return 1
    following = min(number for number in made if number > args.number)
    day = date.fromisoformat(made[following]) if made[following] else None
    if day is not None and day_of(now()) < day + timedelta(days=MONTH):
        words = {"number": args.number, "day": day + timedelta(days=MONTH)}
        complain(_("Sessions and answered forms may hold values under key %(number)s until %(day)s.") % words)
        return 1
    keys.retire(settings.KEYS_FILE, args.number)
    if args.json:
        print(json.dumps({"retired": args.number}))
    else:
        print(
            _("Key %(number)s opens nothing any more. It stays in the file for older backups.")
            % {"number": args.number}
        )
    return 0
