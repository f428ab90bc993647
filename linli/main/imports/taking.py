"""Lists of the register on the command line: opened, looked through, taken in, undone, with a report of every row."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

from django.utils import translation

from linli.kernel.imports import actions, kinds, queries
from linli.kernel.imports.actions import AlreadyHere, ColumnsWrong, KindUnknown, Sender
from linli.kernel.imports.actions.opening import ImportRefused
from linli.kernel.imports.actions.passes import Progress as Passed
from linli.kernel.imports.models import Import, State
from linli.kernel.places import queries as places
from linli.kernel.places.models import Level, Place
from linli.kit import import_report
from linli.main.launcher.folders import write_private
from linli.main.terminal import Progress, _, complain
from linli.main.terminal import _language as language
from linli.plumbing import scope
from linli.plumbing.days import local
from linli.plumbing.scope import Hat
from linli.plumbing.tabular import FileRefused
from linli.plumbing.time import now as clock

TOLD_EVERY = 2.0  # seconds


def run(args: Namespace, progress: Progress) -> int:
    """Do what the command line asks for; the exit code."""
    with translation.override("zh-hans" if language().startswith("zh") else "en"):
        try:
            return _run(args, progress)
        except (ImportRefused, FileRefused, OSError) as refused:
            complain(str(refused))
            return 1


def _run(args: Namespace, progress: Progress) -> int:
    by = _runner()
    if args.list:
        return _list(by, args.json)
    if args.undo:
        _watched(actions.undo(import_id=args.undo, by=by, clock=clock), progress)
        return _reported(args.undo, args, by, progress)
    if args.kind is None or args.file is None:
        complain(_("Say a kind and a file, or --list or --undo N."))
        return 2
    number = _opened(args, by, progress)
    return _carried_out(number, args, by, progress)


def _runner() -> Hat:
    """Who runs the platform: all divisions, written out; 0 stands for a city that has none yet."""
    with scope.reading(scope.robot((0,), purpose="import"), now=clock()):
        return scope.robot((0, *places.all_scopes()), purpose="import")


def _opened(args: Namespace, by: Hat, progress: Progress) -> int:
    """The import of the file: a new one, the one only looked through so far, with --resume the one broken off."""
    chosen = _chosen(args)
    try:
        one = actions.open_import(
            kind=args.kind, path=args.file, sheet=args.sheet, chosen=chosen, sender=_sender(by), again=args.again,
            by=by, clock=clock, tell=_telling(progress),
        )  # fmt: skip
    except AlreadyHere as here:
        state = _state_of(here.import_id, by)
        if state in (State.STAGED, State.LOOKING, State.LOOKED):
            actions.map_columns(import_id=here.import_id, mapping={}, chosen=chosen, by=by, now=clock())
        elif state not in (State.RUNNING, State.STOPPED):
            raise
        elif not args.resume:
            complain(_("Import %(number)d of this file was broken off. Go on with --resume, or --undo it.")
                     % {"number": here.import_id})  # fmt: skip
            raise
        progress.say(_("Going on with import %(number)d.") % {"number": here.import_id})
        return here.import_id
    progress.say(_("Import %(number)d: %(rows)d rows read.") % {"number": one.id, "rows": one.rows})
    return int(one.id)


def _chosen(args: Namespace) -> dict[str, str]:
    """What holds for the whole file, read as the kind reads it."""
    kind = kinds.kinds().get(args.kind)
    if kind is None:
        raise KindUnknown(kind=args.kind)
    named = {"within": args.within, "system": args.system}
    given = dict(_pairs(args.set)) | {name: value for name, value in named.items() if value}
    known = {one.code: one for one in kind.options}
    return {name: str(known[name].read(value)) if name in known else value for name, value in given.items()}


def _sender(by: Hat) -> Sender:
    with scope.reading(by, now=clock()):
        city = Place.objects.filter(level=Level.CITY).order_by("id").first()
    return Sender(city.id if city else 0)


def _state_of(number: int, by: Hat) -> str:
    with scope.reading(by, now=clock()):
        one = queries.one(number)
    return one.state if one else ""


def _carried_out(number: int, args: Namespace, by: Hat, progress: Progress) -> int:
    if args.map:
        actions.map_columns(import_id=number, mapping=dict(_pairs(args.map)), by=by, now=clock())
    begin = actions.look_through if args.dry_run else actions.carry_out
    _watched(begin(import_id=number, by=by, clock=clock), progress)
    return _reported(number, args, by, progress)


def _pairs(given: list[str]) -> Iterator[tuple[str, str]]:
    for one in given:
        name, equals, value = one.rpartition("=")
        if not equals:
            raise ColumnsWrong(columns=one)
        yield name, value


def _telling(progress: Progress) -> Callable[[int, int], None]:
    last = [clock()]

    def tell(done: int, about: int) -> None:
        if (clock() - last[0]).total_seconds() > TOLD_EVERY:
            last[0] = clock()
            progress.say(_("%(done)d of %(total)d rows read") % {"done": done, "total": about})

    return tell


def _watched(portions: Generator[Passed], progress: Progress) -> None:
    """Say every few seconds how far it has come and how long it will take."""
    began = last = clock()
    for one in portions:
        moment = clock()
        if (moment - last).total_seconds() > TOLD_EVERY or one.finished:
            last, spent = moment, (moment - began).total_seconds()
            left = spent / max(1, one.done) * (one.total - one.done)
            words = {"done": one.done, "total": one.total, "left": round(left)}
            progress.say(_("%(done)d of %(total)d rows, about %(left)d s left") % words)


def _reported(number: int, args: Namespace, by: Hat, progress: Progress) -> int:
    """Write the report and say the outcome."""
    folder: Path = args.report or Path(f"import-{number}-{local(clock()):%Y%m%d-%H%M%S}")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with scope.reading(by, now=clock()):
        one = queries.one(number)
        if one is None:
            complain(_("There is no import %(number)d.") % {"number": number})
            return 1
        write_private(folder / "report.html", import_report.page(one))
        write_private(folder / "rows.csv", "".join(import_report.table(one)))
        counts = queries.counts(one)
        if args.json:
            print(json.dumps(_as_json(one, counts, folder), ensure_ascii=False, indent=2))
            return 0
        progress.say(import_report.sentence(one, counts))
        for remark in queries.remarks(one):
            progress.say(str(remark))
        for why, times in queries.reasons(one)[:10]:
            progress.say(f"  {times:6} × {why}")
    progress.say(_("The report: %(path)s") % {"path": folder / "report.html"})
    return 0


def _as_json(one: Import, counts: dict[str, int], folder: Path) -> dict[str, Any]:
    refused = [
        {"line": row.number, "reason": import_report.reason(one, row)} for row in queries.refused(one, most=1000)
    ]
    return {
        "import": one.id,
        "kind": one.kind,
        "state": one.state,
        "rows": one.rows,
        "counts": counts,
        "undone": one.counts.get("undo", {}),
        "remarks": [str(remark) for remark in queries.remarks(one)],
        "refused": refused,
        "report": str(folder),
    }


def _list(by: Hat, as_json: bool) -> int:
    with scope.reading(by, now=clock()):
        imports = [(one, queries.counts(one)) for one in queries.imports()]
    if as_json:
        body = [{"import": one.id, "kind": one.kind, "file": one.file_name, "state": one.state, "counts": counts}
                for one, counts in imports]  # fmt: skip
        print(json.dumps({"kinds": list(kinds.kinds()), "imports": body}, ensure_ascii=False, indent=2))
        return 0
    for code, kind in kinds.kinds().items():
        heads = "、".join(f"{field.heads[0]}{'*' if field.required else ''}" for field in kind.fields)
        print(f"{code:14} {kind.label}: {heads}")
    for one, counts in imports:
        told = ", ".join(f"{name} {number}" for name, number in counts.items())
        opened, state = f"{local(one.opened):%Y-%m-%d %H:%M}", one.get_state_display()
        print(f"{one.id:6} {opened} {one.kind:12} {state}: {one.file_name} ({told})")
    return 0
