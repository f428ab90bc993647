"""``linli code NAME``: what the authenticator of a login of the demo shows now."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from linli.main import authenticator
from linli.main.demo import note
from linli.main.launcher.folders import city_home
from linli.main.terminal import _, complain

HELP = _("the six digits a login of the demo is asked for at the desk; real staff have an authenticator of their own")


def configure(parser: ArgumentParser) -> None:
    """Whose code."""
    parser.add_argument("login", metavar=_("LOGIN"), help=_("the login name, as the start printed it"))
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: Namespace) -> int:
    """0 with the code, 1 when this is no login of a demo in this home."""
    known = {one.login: one for one in note.read(city_home()).logins if one.secret}
    found = known.get(args.login.strip())
    if found is None:
        complain(_("%(login)s is no login of a demo here. Known: %(known)s")
                 % {"login": args.login, "known": ", ".join(sorted(known)) or "–"})  # fmt: skip
        return 1
    code, left = authenticator.shown(found.secret), authenticator.left()
    if args.json:
        print(json.dumps({"login": found.login, "code": code, "seconds": left}))
    else:
        print(_("%(code)s   good for %(left)s more seconds, and a moment longer") % {"code": code, "left": left})
    return 0
