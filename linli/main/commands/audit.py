"""``linli audit``: whether the journal is as it was sealed, and bundles for whoever wants to see for themselves."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linli.engines.merkle.notes import Checkpoint, Key, NotANote, Note
from linli.kernel.journal import bundle, single
from linli.kernel.journal.single import Single
from linli.kernel.journal.source import Held
from linli.kernel.journal.verifying import DELETED, Problem, Report, verify
from linli.main import django_setup
from linli.main.audit import words
from linli.main.terminal import _, complain

if TYPE_CHECKING:
    from linli.kernel.journal.reading import Kept

HELP = _("verify the journal: whole, since a checkpoint, one line, or a bundle without any database")
WHOLE, TAMPERED, CANNOT = 0, 1, 3


def configure(parser: ArgumentParser) -> None:
    """What to verify, or to hand out."""
    parser.epilog = _("Exit codes: 0 nothing was changed, 1 something was (said in a sentence), 2 not understood, "
                      "3 it cannot be told (not sealed yet, no such checkpoint, no bundle).")  # fmt: skip
    deeds = parser.add_subparsers(dest="deed", required=True, metavar=_("WHAT"))
    check = deeds.add_parser("verify", help=_("whether the journal is as it was sealed"), epilog=parser.epilog)
    check.add_argument("--bundle", type=Path, metavar=_("FILE"), help=_("a bundle: no database, no password"))
    check.add_argument("--key", action="append", default=[], metavar=_("KEY"), help=_("the city's key, from its page"))
    check.add_argument(
        "--against", action="append", default=[], type=Path, metavar=_("FILE"), help=_("a checkpoint somebody has kept")
    )
    pack = deeds.add_parser("bundle", help=_("write a bundle for an auditor"))
    pack.add_argument("out", type=Path, metavar=_("FILE"), help=_("where to write it"))
    for deed in (check, pack):
        deed.add_argument("--since", metavar=_("CHECKPOINT"), help=_("a checkpoint: the file of one, or its size"))
        deed.add_argument("--line", type=int, metavar="ID", help=_("one line only, with its proof"))
    for deed in (check, pack, deeds.add_parser("key", help=_("print the city's keys, for whoever verifies"))):
        deed.add_argument("--json", action="store_true", help=_("as JSON"))


class CannotTell(Exception):
    """Nothing was found out, and why."""


def run(args: Namespace) -> int:
    """0 nothing was changed, 1 something was, 3 it cannot be told."""
    try:
        if args.deed == "verify" and args.bundle:
            return _verify_bundle(args)
        django_setup.enter("worker")
        return {"verify": _verify, "bundle": _bundle, "key": _key}[args.deed](args)
    except bundle.NotABundle as none:
        complain(_("This file is no bundle of the journal, or it was cut: %(file)s") % {"file": none})
    except (CannotTell, NotANote) as why:
        complain(str(why))
    return CANNOT


def _verify(args: Namespace) -> int:
    keys = _given(args.key) or _keys()
    if args.line is not None:
        return _say_one(_proved(args.line, against=_since_of(args.since)), keys, args)
    return _say(verify(_kept(args, keys), keys), args)


def _verify_bundle(args: Namespace) -> int:
    keys = _given(args.key)
    if not keys:
        keys = bundle.keys_in(args.bundle)
        if not args.json:
            complain(_("The key is the bundle's own. Compare it with the city's page: %(key)s") % {"key": keys[0]})
    opened = bundle.open_bundle(args.bundle)
    if isinstance(opened, Single):
        return _say_one(opened, keys, args)
    return _say(verify(_With(opened, _held(args.against)), keys), args)


def _bundle(args: Namespace) -> int:
    keys = _keys()
    if args.line is not None:
        one = _proved(args.line, against=_since_of(args.since))
        if isinstance(one, Problem):
            raise CannotTell(words.sentence(one))
        with bundle.whole(args.out) as file:
            bundle.write_one(file, one, keys=keys)
        count = 1
    else:
        args.against = []
        with bundle.whole(args.out) as file:
            count = bundle.write(file, _kept(args, keys), keys=keys)
    if args.json:
        print(json.dumps({"file": str(args.out), "lines": count}))
    else:
        print(_("%(count)s lines are in %(file)s.") % {"count": count, "file": args.out})
    return WHOLE


def _key(args: Namespace) -> int:
    keys = [str(key) for key in _keys()]
    print(json.dumps({"keys": keys}) if args.json else "\n".join(keys))
    return WHOLE


def _kept(args: Namespace, keys: Sequence[Key]) -> Kept:
    """The journal of this city, and what its witnesses in reach hold."""
    from linli.gates.witnesses import queries as witnesses
    from linli.kernel.journal.reading import Kept, NoSuchTree
    from linli.kernel.journal.robots import VERIFIER
    from linli.plumbing.time import now as clock

    since = _since_of(args.since)
    witnessed = [*witnesses.held(), *_held(args.against)]
    if isinstance(since, str):
        witnessed.append(Held(since, str(args.since)))
    size = _size(since, keys)
    try:
        return Kept(by=VERIFIER, now=clock, since=size, witnessed=witnessed)
    except NoSuchTree as none:
        raise CannotTell(_("The journal was never sealed with exactly %(size)s leaves.") % {"size": size}) from none


def _proved(line: int, *, against: str | int) -> Single | Problem:
    """One line with its proof; a problem where it was sealed and is gone."""
    from linli.kernel.journal import proving
    from linli.kernel.journal.robots import VERIFIER
    from linli.plumbing.time import now as clock

    found = proving.prove(line=line, least=_size(against, ()), by=VERIFIER, now=clock())
    if found is not None:
        return found
    leaf = proving.where_sealed(line, by=VERIFIER, now=clock())
    if leaf is None or proving.is_there(line, by=VERIFIER, now=clock()):
        raise CannotTell(_("Line %(line)s is not there, or not under a checkpoint yet.") % {"line": line})
    return Problem(DELETED, leaf, line)


def _keys() -> list[Key]:
    """The city's own keys, from its keys file, in the name its journal has."""
    from linli.kernel.journal import proving
    from linli.kernel.journal.robots import VERIFIER
    from linli.plumbing.time import now as clock

    keys = proving.city_keys(by=VERIFIER, now=clock())
    if not keys:
        raise CannotTell(_("No checkpoint was signed yet. Does linli worker run?"))
    return keys


def _given(texts: Sequence[str]) -> list[Key]:
    return [Key.read(text) for text in texts]


def _held(files: Sequence[Path]) -> list[Held]:
    return [Held(_read(path), path.name) for path in files]


def _since_of(given: str | None) -> str | int:
    """A checkpoint as it was given: a size, or the text of a note."""
    return 0 if given is None else int(given) if given.isascii() and given.isdigit() else _read(Path(given))


def _size(since: str | int, keys: Sequence[Key]) -> int:
    if isinstance(since, int):
        return since
    note = Note.read(since)
    if keys and not note.signed_by(keys):
        raise CannotTell(_("This checkpoint is not signed with a key of the city."))
    return Checkpoint.read(note.text).size


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CannotTell(_("%(file)s cannot be read.") % {"file": path}) from wrong


class _With:
    """A bundle, and checkpoints that were kept elsewhere."""

    def __init__(self, opened: bundle.Opened, beside: Sequence[Held]) -> None:
        self._opened, self._beside = opened, beside

    def held(self) -> list[Held]:
        return [*self._opened.held(), *self._beside]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opened, name)


def _say(report: Report, args: Namespace) -> int:
    first = report.first
    if args.json:
        found = {"lines": report.lines, "size": report.size, "root": report.root.hex(), "covered": report.covered}
        wrong = [{"kind": one.kind, "leaf": one.leaf, "line": one.line, "by": one.by} for one in report.problems]
        said = words.sentence(first) if first else ""
        print(json.dumps({"whole": first is None, "sentence": said, **found, "problems": wrong}, ensure_ascii=False))
    else:
        print("\n".join(words.told(report)))
    return WHOLE if first is None else TAMPERED


def _say_one(found: Single | Problem, keys: Sequence[Key], args: Namespace) -> int:
    verdict = single.CHANGED if isinstance(found, Problem) else found.verdict(keys)
    said = words.sentence(found) if isinstance(found, Problem) else words.of_one(found, verdict)
    held = {"line": found.line} if isinstance(found, Problem) else found.as_json()
    if args.json:
        print(json.dumps({"whole": verdict == single.HOLDS, "sentence": said, **held}, ensure_ascii=False))
    else:
        print(said)
    return WHOLE if verdict == single.HOLDS else TAMPERED
