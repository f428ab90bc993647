"""``linli pack export DIR``: the published catalogue as YAML, to edit, to compare, to found another city on."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from linli.main import django_setup, terminal
from linli.main.terminal import Progress, _, complain

HELP = _("write the published packs back to YAML files")
TOLD_EVERY = 2.0  # seconds


def configure(parser: ArgumentParser) -> None:
    """What to write, and where."""
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERB"), required=True)
    words = _("one file for each entry, in a folder for each kind; comments of the files they came from are not kept")
    export = verbs.add_parser("export", help=words, description=words)
    export.add_argument("folder", type=Path, metavar=_("DIR"), help=_("where the files go; new or empty"))
    export.add_argument(
        "--kind", action="append", default=[], metavar="KIND", help=_("only this kind; may be repeated")
    )
    export.add_argument(
        "--code", action="append", default=[], metavar="CODE", help=_("only this code; may be repeated")
    )
    export.add_argument("--over", action="store_true", help=_("write over files of the same names; others stay"))
    export.add_argument("--json", action="store_true", help=_("what was written, as JSON"))


def run(args: Namespace) -> int:
    """0 when everything asked for is written, 1 with the reason when something is not."""
    django_setup.enter("worker")
    from django.utils import translation

    with translation.override(terminal._language().replace("_", "-")):
        return _export(args)


def _export(args: Namespace) -> int:
    from linli.main import exporting
    from linli.plumbing.pack_versions import Refused
    from linli.plumbing.packs import PacksRefused

    progress = _Told(quiet=args.json)
    try:
        done = exporting.export(args.folder, kinds=args.kind, codes=args.code, over=args.over, told=progress.told)
    except (Refused, PacksRefused) as refused:
        complain(str(refused))
        return 1
    except OSError as closed:
        complain(_("The files cannot be written: %(reason)s") % {"reason": closed})
        return 1
    if args.json:
        print(json.dumps({"written": done.written, "folder": str(args.folder), "unknown_kinds": done.unknown}))
    else:
        words = {"count": done.written, "folder": args.folder}
        progress.say(_("%(count)s entries written below %(folder)s; comments are not kept") % words)
    if done.unknown:
        complain(
            _("Left out, as no part of this city knows these kinds: %(kinds)s") % {"kinds": ", ".join(done.unknown)}
        )
    return 1 if done.unknown else 0


class _Told(Progress):
    """How far it has come, every few seconds."""

    def __init__(self, *, quiet: bool) -> None:
        super().__init__(quiet=quiet)
        self._last = time.monotonic()

    def told(self, done: int, total: int) -> None:
        if time.monotonic() - self._last > TOLD_EVERY:
            self._last = time.monotonic()
            self.say(_("%(done)s of %(total)s written") % {"done": done, "total": total})
