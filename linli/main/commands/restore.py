"""``linli restore``: bring a city back from its backup place, to now or to any moment since a backup."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import city_home, write_private
from linli.main.recovery import place as places
from linli.main.recovery import restoring
from linli.main.recovery.place import Place
from linli.main.recovery.restoring import Restored
from linli.main.terminal import Progress, _, complain

HELP = _("bring a city back from its backups, to now or to any moment since")


def configure(parser: ArgumentParser) -> None:
    """From where, up to when, into what."""
    parser.add_argument("place", nargs="?", type=Path, metavar=_("FOLDER"), help=_("the backups; LINLI_BACKUP if not"))
    parser.add_argument("--to", metavar=_("TIME"), help=_("as it was then, such as 2026-11-27T20:15+08:00"))
    parser.add_argument("--backup", default="", metavar=_("NAME"), help=_("this backup and no newer one"))
    parser.add_argument("--keys", type=Path, metavar=_("FILE"), help=_("the copy of the keys, where they are gone"))
    parser.add_argument("--over", action="store_true", help=_("put a city that lies here aside; it is kept"))
    deeds = parser.add_mutually_exclusive_group()
    deeds.add_argument("--list", action="store_true", help=_("which backups there are"))
    deeds.add_argument("--check", action="store_true", help=_("restore beside the city, compare, throw it away"))
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: Namespace) -> int:
    """0 when the city is back, or could be, and its journal is the one that was backed up."""
    home, progress = city_home(), Progress(quiet=args.json)
    place = Place(args.place.resolve()) if args.place else places.named(home)
    if place is None:
        raise LauncherError(_("Say where the backups are: linli restore FOLDER."))
    if args.list:
        return _list(place, args)
    until = _moment(args.to) if args.to else None
    _settings()
    from django.conf import settings

    from linli.plumbing.time import now as clock

    if until is not None and until > clock():
        raise LauncherError(_("%(time)s has not come yet.") % {"time": args.to})
    backup = restoring.choose(place, name=args.backup, until=until)
    if not args.check:
        restoring.refuse_living(home, over=args.over)
    restoring.check(backup, fingerprint=_fingerprint(args.keys or settings.KEYS_FILE))
    progress.say(_("The backup %(name)s is whole and the keys fit.") % {"name": backup.folder.name})
    with _where(home, aside=args.check) as target:
        found = restoring.restore(home=target, place=place, backup=backup, until=until, clock=clock, progress=progress)
    if args.keys and not settings.KEYS_FILE.exists():
        _put_keys(args.keys, settings.KEYS_FILE)
    if args.json:
        print(json.dumps(_told(found)))
    else:
        _say(found, progress, checked=args.check)
    return 1 if found.missing else 0


@contextlib.contextmanager
def _where(home: Path, *, aside: bool) -> Iterator[Path]:
    """The city's home; for a mere check a folder that is gone afterwards."""
    if not aside:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield home
        return
    folder = Path(tempfile.mkdtemp(prefix="linli-restored-"))
    try:
        yield folder
    finally:
        restoring.erase(folder)


def _settings() -> None:
    """Django's settings without a database: the one that is to come back does not answer yet."""
    os.environ.setdefault("LINLI_SECRET_KEY", secrets.token_urlsafe(48))  # nothing is signed
    os.environ.setdefault("LINLI_DATABASE", "postgresql://nobody@127.0.0.1:1/none")
    from linli.main import django_setup

    django_setup.enter("worker")


def _moment(said: str) -> datetime:
    """A moment as it was typed; without a zone it is one of this machine's."""
    try:
        return datetime.fromisoformat(said).astimezone()
    except ValueError as wrong:
        raise LauncherError(
            _("%(said)s is no moment. Write it like 2026-11-27T20:15 or 2026-11-27T20:15+08:00.") % {"said": said}
        ) from wrong


def _fingerprint(path: Path) -> str:
    """Which keys lie there; empty for none."""
    from linli.plumbing import keys

    try:
        return keys.read_keys(path).fingerprint
    except keys.KeysMissing:
        return ""
    except keys.CryptoError as unfit:
        raise LauncherError(str(unfit)) from unfit


def _put_keys(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(target, source.read_text())


def _list(place: Place, args: Namespace) -> int:
    done = place.backups()
    if args.json:
        told = [{"name": b.folder.name, "ended": b.said["ended"], "bytes": b.size} for b in done]
        print(json.dumps(told))
        return 0
    for one in done:
        ended = one.ended.astimezone().isoformat(sep=" ", timespec="seconds")
        print(f"{one.folder.name}  {ended}  {one.size / 1e6:.1f} MB  {one.said['proof']['lines']:,}")
    return 0


def _told(found: Restored) -> dict[str, object]:
    return {
        "backup": found.backup.folder.name,
        "last_commit": found.last_commit.isoformat() if found.last_commit else None,
        "seconds": round(found.seconds, 1),
        "lines": found.lines,
        "newer_lines": found.newer,
        "root": found.backup.said["proof"]["root"],
        "files": found.files,
        "missing": list(found.missing),
    }


def _say(found: Restored, progress: Progress, *, checked: bool) -> None:
    last = found.last_commit or found.backup.ended
    values = {
        "last": last.astimezone().isoformat(sep=" ", timespec="seconds"),
        "seconds": found.seconds,
        "newer": found.newer,
    }
    if checked:
        progress.say(_("The city could be brought back in %(seconds).1f s, as it was at %(last)s.") % values)
    else:
        progress.say(
            _("The city is back, as it was at %(last)s, after %(seconds).1f s. Start it with linli up.") % values
        )
    progress.say(_("%(newer)d lines of the journal are newer than the backup.") % values)
    for name in found.missing[:10]:
        complain(_("The file %(name)s is named by a record and is not there.") % {"name": name})
