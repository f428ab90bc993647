"""``linli load PACK``: drafts of what files change; a second person publishes them at the desk."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser, Namespace

from linli.main import django_setup, terminal
from linli.main.terminal import _, complain

HELP = _("make drafts of what pack files change; somebody else publishes them")


def configure(parser: ArgumentParser) -> None:
    """What to load, and in whose name."""
    parser.add_argument("pack", nargs="+", metavar="PACK", help=_("a file, a folder, or a city below packs"))
    parser.add_argument("--as", dest="login", required=True, metavar=_("LOGIN"), help=_("the catalogue editor"))
    parser.add_argument("--json", action="store_true", help=_("what was drafted, as JSON"))


def run(args: Namespace) -> int:
    """0 when every change is a draft now, 1 with the reasons when nothing was taken in."""
    django_setup.enter("desk")
    from django.utils import translation

    with translation.override(terminal._language().replace("_", "-")):
        return _load(args)


def _load(args: Namespace) -> int:
    from linli.gates.identity.refused import NotLetIn
    from linli.main import loading
    from linli.plumbing.pack_versions import NotYourPost, Refused
    from linli.plumbing.packs import PacksRefused
    from linli.plumbing.time import now

    try:
        by = loading.editor(args.login, _password(args.login), now=now())
        loaded = loading.load(args.pack, by=by, now=now())
    except (NotLetIn, NotYourPost, Refused, PacksRefused) as refused:
        complain(str(refused))
        return 1
    if args.json:
        print(json.dumps({"drafted": sorted(loaded.drafted), "unchanged": loaded.unchanged}, ensure_ascii=False))
        return 0
    for name in sorted(loaded.drafted):
        print(name)
    counts = {"drafted": len(loaded.drafted), "unchanged": loaded.unchanged}
    print(_("%(drafted)s drafted, for somebody else to publish; %(unchanged)s as they were") % counts)
    return 0


def _password(login: str) -> str:
    """Asked for on a terminal, else the first line of the input."""
    if sys.stdin.isatty():
        return getpass.getpass(_("Password of %(login)s: ") % {"login": login})
    return sys.stdin.readline().rstrip("\n")
