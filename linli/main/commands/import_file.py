"""``linli import KIND FILE``: a city's own data. Lists of the register go into the database of this home; messages
over the web API of a running city, or as a record of the past."""

from __future__ import annotations

import getpass
import json
import os
import random
import sys
import time
from argparse import ArgumentParser, BooleanOptionalAction, Namespace, _ArgumentGroup
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from linli.main import django_setup
from linli.main.imports import history, lists, messages_file
from linli.main.imports.filing import Answer, City, CityAway
from linli.main.imports.messages_file import FileRefused, Message, Reading
from linli.main.imports.reports import FILED, RECORDED, REFUSED, REPEATED, Outcome, Report
from linli.main.launcher.folders import city_home
from linli.main.terminal import Progress, _, complain
from linli.plumbing.days import local
from linli.plumbing.time import now as clock

HELP = _("take in lists of the register (divisions, areas, buildings, dwellings …) or residents' messages")
MESSAGES = "messages"
TOLD_EVERY = 5.0  # seconds
Take = Callable[[list[Message]], Iterator[Outcome]]
PASSWORD, CODE = "LINLI_DESK_PASSWORD", "LINLI_DESK_CODE"  # the names of the variables


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", metavar=_("KIND"), help=_("messages, or a kind that --list names"))
    parser.add_argument("file", nargs="?", type=Path, metavar=_("FILE"), help=_("CSV, Excel or GeoJSON"))
    lists.configure(parser)
    messages = parser.add_argument_group(_("for messages: a CSV with the columns 留言主题 and 留言详情"))
    _configure_messages(messages)
    parser.add_argument("--report", type=Path, metavar=_("DIR"), help=_("where the report goes"))
    parser.add_argument("--json", action="store_true", help=_("the outcome as JSON instead of progress"))


def _configure_messages(parser: _ArgumentGroup) -> None:
    parser.add_argument("--item", default="hotline.other", help=_("the matter of the catalogue they are filed as"))
    parser.add_argument(
        "--history",
        action=BooleanOptionalAction,
        help=_(
            "record them as matters of the past, with their own times and answers, in the database of this home; "
            "a file that has the column 答复意见 is taken so"
        ),
    )
    parser.add_argument("--limit", type=int, default=0, metavar="N", help=_("only N rows, drawn at random"))
    parser.add_argument("--seed", type=int, default=1, metavar="S", help=_("the draw; the same number draws the same"))
    parser.add_argument(
        "--desk-login",
        metavar=_("NAME"),
        help=_("file as this member of staff; password and code are asked for, or LINLI_DESK_PASSWORD and …_CODE"),
    )
    parser.add_argument(
        "--dated", action="store_true", help=_("with --desk-login: let clocks run from the time of each message")
    )


def run(args: Namespace) -> int:
    """0 when every row was filed or is listed with its reason; 1 when the run could not be finished."""
    if args.kind != MESSAGES:
        return lists.run(args)
    if args.file is None:
        complain(_("Say which file."))
        return 2
    if args.dated and not args.desk_login:
        complain(_("--dated needs --desk-login: only staff may say that something was said earlier."))
        return 2
    progress = Progress(quiet=args.json)
    try:
        reading = messages_file.read(args.file, whole=args.history)
        with _taker(reading, args, progress) as take:
            return _run(take, reading, args, progress)
    except (OSError, FileRefused, CityAway) as problem:
        complain(str(problem))
        return 1


def _run(take: Take, reading: Reading, args: Namespace, progress: Progress) -> int:
    began, outcomes = clock(), list[Outcome]()
    stopped = ""
    drawn, draw = _draw(reading, args)
    try:
        for outcome in _told(take(drawn), total=len(drawn), progress=progress):
            outcomes.append(outcome)
    except CityAway as away:
        stopped = str(away)
    outcomes += [Outcome(row, REFUSED, reason=row.reason) for row in reading.unfit]
    outcomes.sort(key=lambda one: one.row.line)
    report = Report(args.file, reading, outcomes, began, draw, stopped)
    folder = args.report or Path(f"import-{args.file.stem}-{local(began):%Y%m%d-%H%M%S}")
    report.write(folder)
    _say(report, folder, args, progress)
    return 1 if stopped else 0


@contextmanager
def _taker(reading: Reading, args: Namespace, progress: Progress) -> Iterator[Take]:
    """What takes messages in: this home's own database for the past, else the door of a running city."""
    if reading.whole:
        with history.standing(city_home(), progress):
            django_setup.enter("worker")
            from linli.main.imports import recording

            yield lambda drawn: recording.record(drawn, reading, item=args.item, now=clock())
        return
    city = _city(args)
    try:
        yield lambda drawn: _filed(drawn, city, reading, args)
    finally:
        city.close()


def _city(args: Namespace) -> City:
    """The residents' door, or the desk's for staff."""
    if not args.desk_login:
        return City(os.environ.get("PUBLIC_URL", "http://localhost:8000"))
    city = City(os.environ.get("DESK_URL", "http://localhost:8001"))
    password = os.environ.get(PASSWORD) or getpass.getpass(_("Password of %(name)s: ") % {"name": args.desk_login})
    code = os.environ.get(CODE) or input(_("Code of %(login)s, from the authenticator: ") % {"login": args.desk_login})
    try:
        city.log_in(args.desk_login, password, code)
    except CityAway:
        city.close()
        raise
    return city


def _draw(reading: Reading, args: Namespace) -> tuple[list[Message], str]:
    """The messages to file, in the order of the file, and a sentence about the draw."""
    if not 0 < args.limit < len(reading.messages):
        return reading.messages, ""
    drawn = random.Random(args.seed).sample(reading.messages, args.limit)  # noqa: S311  a draw, not a secret
    words = _("%(drawn)s of %(all)s messages were drawn at random (seed %(seed)s).")
    said = words % {"drawn": args.limit, "all": len(reading.messages), "seed": args.seed}
    return sorted(drawn, key=lambda one: one.line), said


def _filed(drawn: list[Message], city: City, reading: Reading, args: Namespace) -> Iterator[Outcome]:
    """File one after the other. The key comes from file and row, so that a second run files nothing twice."""
    path = "/api/v1/cases" if args.desk_login else "/api/v1/matters"
    for message in drawn:
        if args.dated and message.at is None:
            yield Outcome(message, REFUSED, reason=_("The time of this message cannot be read."))
            continue
        body = body_of(message, item=args.item, by_staff=bool(args.desk_login), dated=args.dated)
        key = sha256(f"{reading.digest}:{args.item}:{args.dated}:{message.line}".encode()).hexdigest()
        yield outcome_of(message, city.post(path, body, key=key))


def body_of(message: Message, *, item: str, by_staff: bool, dated: bool) -> dict[str, Any]:
    """One message as the API takes it. Where it happened stands in its words only: a person will place it."""
    alias = message.user[: messages_file.LONGEST_USER]
    body: dict[str, Any] = {"item": item, "title": message.title, "text": message.text}
    body["reporter"] = {"kind": "alias", "alias": alias} if alias else {"kind": "anonymous"}
    if by_staff:
        body["channel"] = "import"
    if dated and message.at is not None:
        body["at"] = message.at.isoformat()
    return body


def outcome_of(message: Message, answer: Answer) -> Outcome:
    """What the city said to one message. Too many at once is no fault of the row, so the run stops there."""
    if answer.status in (200, 201):
        what = REPEATED if answer.body.get("repeated") else FILED
        return Outcome(message, what, number=answer.body["number"], receipt=answer.body["receipt"])
    if answer.status == 429:
        raise CityAway(_("The city takes no more from here for an hour. Go on later, or file with --desk-login."))
    if answer.status in (401, 403):
        raise CityAway(answer.sentence)
    return Outcome(message, REFUSED, reason=answer.sentence)


def _told(outcomes: Iterator[Outcome], *, total: int, progress: Progress) -> Iterator[Outcome]:
    """Say every few seconds how far it has come and how long it will take."""
    began = last = time.monotonic()
    refused = 0
    for done, outcome in enumerate(outcomes, 1):
        yield outcome
        refused += outcome.what == REFUSED
        moment = time.monotonic()
        if moment - last > TOLD_EVERY or done == total:
            last, left = moment, (moment - began) / done * (total - done)
            words = _("%(done)s of %(total)s filed, %(refused)s refused, about %(left)s s left")
            progress.say(words % {"done": done - refused, "total": total, "refused": refused, "left": round(left)})


def _say(report: Report, folder: Path, args: Namespace, progress: Progress) -> None:
    if args.json:
        rows = [{"line": one.row.line, "reason": one.reason} for one in report.refused]
        said: dict[str, Any] = {
            "filed": report.count(FILED),
            "recorded": report.count(RECORDED),
            "filed_before": report.count(REPEATED),
            "refused": rows,
            "odd": [{"line": one.row.line, "what": list(one.oddities)} for one in report.odd],
            "stopped": report.stopped,
            "report": str(folder),
        }
        json.dump(said, sys.stdout, ensure_ascii=False, indent=2)
        print()
        return
    progress.say(report.sentence())
    progress.say(_("The report: %(path)s") % {"path": folder / "report.html"})
    if report.stopped:
        complain(report.stopped)
