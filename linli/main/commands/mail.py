"""``linli mail``: the process that takes letters from the city's mail server."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, Namespace

from linli.main.django_setup import enter
from linli.main.terminal import _, complain

HELP = _("take letters from the city's mail server until stopped; linli up starts it where LINLI_MAIL_BOX is set")


def configure(parser: ArgumentParser) -> None:
    """Where it listens."""
    parser.add_argument("--host", default="127.0.0.1", help=_("the address it listens at"))
    parser.add_argument("--port", type=int, default=8025, help=_("the port it listens at"))
    parser.add_argument("--lmtp", action="store_true", help=_("speak LMTP instead of SMTP"))


def run(args: Namespace) -> int:
    """0 when it was stopped, 1 when there is no box to take letters for."""
    enter("public")
    from django.conf import settings

    from linli.gates.mail import receiver

    if not settings.MAIL_BOX:
        complain(_("Name the city's address first: LINLI_MAIL_BOX=hotline@example.cn"))
        return 1
    asyncio.run(receiver.serve(args.host, args.port, lmtp=args.lmtp))
    return 0
