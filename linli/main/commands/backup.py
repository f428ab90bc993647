"""``linli backup``: a base backup of the running city, to a folder on another disk or machine."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from pathlib import Path
from time import monotonic

from linli.main.launcher import env
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import city_home
from linli.main.recovery import place as places
from linli.main.recovery import taking
from linli.main.recovery.place import Backup, Place
from linli.main.terminal import Progress, _, complain

HELP = _("back the running city up to a folder; keys are never put there")
KEEP = 30  # days


def configure(parser: ArgumentParser) -> None:
    """Where to, and where the keys go."""
    parser.add_argument(
        "place", nargs="?", type=Path, metavar=_("FOLDER"), help=_("on another disk; LINLI_BACKUP unless given")
    )
    parser.add_argument("--keep", type=int, default=KEEP, metavar=_("DAYS"), help=_("how long backups are kept"))
    parser.add_argument(
        "--keys", type=Path, metavar=_("FOLDER"), help=_("copy the keys there; not where the backups are")
    )
    parser.add_argument("--json", action="store_true", help=_("what was backed up, as JSON"))
    parser.add_argument("--quiet", action="store_true", help=_("print nothing unless something is wrong"))


def run(args: Namespace) -> int:
    """0 when the backup is whole and in its place."""
    home, progress = city_home(), Progress(quiet=args.quiet or args.json)
    place = Place(args.place.resolve()) if args.place else places.named(home)
    if place is None:
        raise LauncherError(_("Say where to: linli backup FOLDER, or name a place for good with LINLI_BACKUP."))
    url = env.read(home).get("LINLI_DATABASE_ADMIN")
    if url is None:
        raise LauncherError(_("There is no city in %(home)s yet.") % {"home": home})
    from linli.main.django_setup import enter

    enter("worker")
    from django.conf import settings

    from linli.plumbing import keys
    from linli.plumbing.time import now as clock

    began, fingerprint = monotonic(), keys.read_keys(settings.KEYS_FILE).fingerprint
    if args.keys:
        _keep_keys(settings.KEYS_FILE, args.keys.resolve(), place, fingerprint)
    done = taking.take(home=home, place=place, url=url, fingerprint=fingerprint, clock=clock, progress=progress)
    dropped = taking.prune(place, home=home, keep=timedelta(days=args.keep), now=clock())
    if args.json:
        print(json.dumps(_told(done) | {"seconds": round(monotonic() - began, 1), "dropped": dropped}))
    elif not args.quiet:
        _say(done, settings.KEYS_FILE, progress)
    return 0


def _keep_keys(keys_file: Path, folder: Path, place: Place, fingerprint: str) -> None:
    """A copy of the keys, refused beside the backups: whoever holds both can read everything."""
    if place.path in (folder, *folder.parents) or folder in place.path.parents:
        raise LauncherError(_("Keys and backups in one place open everything to whoever finds it. Choose another one."))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"linli-keys-{fingerprint}.json"
    draft = folder / f".{target.name}"
    shutil.copyfile(keys_file, draft)
    draft.chmod(0o600)
    draft.replace(target)


def _told(done: Backup) -> dict[str, object]:
    return {
        "backup": str(done.folder),
        "bytes": done.size,
        "lines": done.said["proof"]["lines"],
        "root": done.said["proof"]["root"],
        "keys": done.said["keys"],
    }


def _say(done: Backup, keys_file: Path, progress: Progress) -> None:
    progress.say(
        _("%(folder)s holds the city: %(size).1f MB and the files.") % {"folder": done.folder, "size": done.size / 1e6}
    )
    complain(
        _("The keys (%(print)s, %(path)s) are not in it. Keep a copy of them elsewhere: linli backup --keys FOLDER.")
        % {"print": done.said["keys"], "path": keys_file}
    )
