"""``linli load PACK``: drafts of what files change; a second person publishes them at the desk.

``linli load city`` is another thing under the same word: it fills a city with made-up people.
"""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser, Namespace

from linli.main import django_setup, terminal
from linli.main.launcher.folders import city_home
from linli.main.terminal import Progress, _, complain

HELP = _("make drafts of what pack files change, which somebody else publishes; or fill a city: linli load city")
CITY = ["city"]
NOT_UNDERSTOOD = 2
PEOPLE, SEED = 100_000, 1


def configure(parser: ArgumentParser) -> None:
    """What to load, and in whose name."""
    parser.add_argument(
        "pack", nargs="+", metavar="PACK", help=_("a file, a folder, a city below packs; or the word city")
    )
    parser.add_argument("--as", dest="login", metavar=_("LOGIN"), help=_("the catalogue editor"))
    parser.add_argument("--json", action="store_true", help=_("what was drafted or put down, as JSON"))
    city = parser.add_argument_group(_("linli load city: made-up people, dwellings and things in every community"))
    city.add_argument("--people", type=int, default=PEOPLE, metavar="N", help=_("how many people"))
    city.add_argument("--pack", dest="of", metavar=_("CITY"), help=_("found the city on this folder below packs"))
    city.add_argument("--seed", type=int, default=SEED, metavar="S", help=_("the same number makes the same city"))
    city.add_argument("--beside", action="store_true", help=_("though people live there already"))


def run(args: Namespace) -> int:
    """0 when every change is a draft now, 1 with the reasons when nothing was taken in."""
    if args.pack == CITY:
        return _city(args)
    if not args.login:
        complain(_("Say with --as which catalogue editor brings them in."))
        return NOT_UNDERSTOOD
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
        by = loading.editor(args.login, _password(args.login), _code(args.login), now=now())
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


def _city(args: Namespace) -> int:
    """0 when everybody is there; what stands in the way is complained of by whoever finds it."""
    from linli.main.likeness import filling
    from linli.main.likeness.crew import Wanted

    wanted = Wanted(args.people, args.seed, beside=args.beside)
    note = filling.fill(city_home(), wanted, pack=args.of or "", progress=Progress(quiet=args.json))
    if args.json:
        print(json.dumps({"people": note.people, "seed": note.seed, "seconds": round(note.seconds, 1)}))
    return 0


def _password(login: str) -> str:
    """Asked for on a terminal, else the first line of the input."""
    if sys.stdin.isatty():
        return getpass.getpass(_("Password of %(login)s: ") % {"login": login})
    return sys.stdin.readline().rstrip("\n")


def _code(login: str) -> str:
    """The second factor: asked for on a terminal, else the next line of the input."""
    if sys.stdin.isatty():
        return input(_("Code of %(login)s, from the authenticator: ") % {"login": login})
    return sys.stdin.readline().rstrip("\n")
