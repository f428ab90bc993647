"""``linli key``: API keys of other programs (made, listed, ended), and the city's own sealing keys."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from linli.main import django_setup, terminal
from linli.main.rekeying import command as city
from linli.main.terminal import _, complain

if TYPE_CHECKING:
    from linli.plumbing.scope import Hat

HELP = _("API keys of other programs: make, list, end; the city's own: state, rotate, reseal, retire")
DAYS, PER_HOUR = 365, 600


def configure(parser: ArgumentParser) -> None:
    """What to do, and in whose name."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar=_("WHAT"))
    city.configure(deeds)
    make = deeds.add_parser("make", help=_("make a key; it is printed once"))
    make.add_argument("name", help=_("whose key it is"))
    make.add_argument(
        "--place", default="", metavar=_("CODE"), help=_("the district, street or community it files for")
    )
    make.add_argument("--item", action="append", default=[], metavar=_("CODE"), help=_("a service it may file"))
    make.add_argument("--days", type=int, default=DAYS, help=_("how long it holds, a year at the longest"))
    make.add_argument("--per-hour", type=int, default=PER_HOUR, metavar="N", help=_("requests an hour"))
    ended = deeds.add_parser("end", help=_("take a key back"))
    ended.add_argument("shown", metavar=_("KEY"), help=_("the first eight signs of the key"))
    for deed in (make, ended, deeds.add_parser("list", help=_("every key, and when it was last used"))):
        deed.add_argument("--as", dest="login", required=True, metavar=_("LOGIN"), help=_("a supervisor of the city"))
        deed.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: Namespace) -> int:
    """0 when it is done, 1 with the reason when it is not."""
    if args.deed in city.DEEDS:
        return city.run(args)
    django_setup.enter("desk")
    from django.utils import translation

    with translation.override(terminal._language().replace("_", "-")):
        return _run(args)


def _run(args: Namespace) -> int:
    from django.core.exceptions import ObjectDoesNotExist

    from linli.gates.identity.refused import NotLetIn
    from linli.main import loading
    from linli.main.commands.load import _code, _password
    from linli.plumbing.policy import NotAllowed
    from linli.plumbing.time import now as clock

    now = clock()
    try:
        by = loading.wearing("supervisor", args.login, _password(args.login), _code(args.login), now=now)
        if by is None:
            raise NotAllowed
        told = {"make": _make, "end": _end, "list": _list}[args.deed](args, by, now)
    except (NotLetIn, NotAllowed, Wrong) as refused:
        complain(str(refused))
        return 1
    except ObjectDoesNotExist:
        complain(_("There is no such key. linli key list shows them."))
        return 1
    print(json.dumps(told, ensure_ascii=False) if args.json else "\n".join(map(_line, told)))
    return 0


class Wrong(Exception):
    """A word of the command that means nothing in this city."""


def _make(args: Namespace, by: Hat, now: datetime) -> list[dict[str, Any]]:
    from linli.gates.open311 import keys
    from linli.kernel.cases import catalogue

    unknown = set(args.item) - {item.code for item in catalogue.items(at=now)}
    if unknown:
        raise Wrong(_("There is no item %(code)s.") % {"code": ", ".join(sorted(unknown))})
    if not (args.days > 0 and 0 < args.per_hour < 1_000_000 and args.name.strip()):
        raise Wrong(_("A key has a name, lasts a day or more, and files once an hour or more."))
    wish = keys.Wish(args.name, _place(args.place), args.item, args.per_hour, timedelta(days=args.days))
    made = keys.make(wish=wish, by=by, now=now)
    return [{"key": made.secret, **_told(made.key, None)}]


def _place(code: str) -> int | None:
    from linli.kernel.places.models import DIVISIONS, Place

    if not code:
        return None
    found = Place.objects.filter(code=code, level__in=DIVISIONS, until__isnull=True).first()
    if found is None:
        raise Wrong(_("There is no division with the code %(code)s.") % {"code": code})
    return found.id


def _end(args: Namespace, by: Hat, now: datetime) -> list[dict[str, Any]]:
    from linli.gates.open311 import keys

    return [_told(keys.end(shown=args.shown[:8], by=by, now=now), None)]


def _list(args: Namespace, by: Hat, now: datetime) -> list[dict[str, Any]]:  # noqa: ARG001
    from linli.gates.open311 import keys

    return [_told(key, used) for key, used in keys.listed(by=by, now=now)]


def _told(key: Any, used: datetime | None) -> dict[str, Any]:
    return {
        "shown": key.shown,
        "name": key.name,
        "until": key.until.isoformat(timespec="minutes"),
        "per_hour": key.per_hour,
        "items": key.items,
        "used": used.isoformat(timespec="minutes") if used else None,
    }


def _line(told: dict[str, Any]) -> str:
    head = told.get("key", told["shown"])
    used = _("last used %(when)s") % {"when": told["used"]} if told["used"] else _("not used yet")
    until = _("until %(when)s") % {"when": told["until"]}
    return f"{head}  {told['name']}  {until}  {used}"
