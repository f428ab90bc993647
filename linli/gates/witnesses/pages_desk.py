"""The auditor's page: how the journal is sealed, who keeps its checkpoints, one line verified, who looked at whom.

An auditor sees that somebody looked, when and as what; whom it concerned and what a line says in detail are not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.gates.witnesses import pages_bundle
from linli.gates.witnesses import queries as witnesses
from linli.kernel.journal import leaves, looks, proving, queries, single, stored
from linli.kernel.journal.models import Checkpoint
from linli.kernel.journal.queries import Look, ManyLooks
from linli.kernel.journal.verifying import Report, verify
from linli.kernel.people import queries as people
from linli.kit import words
from linli.kit.desk import frame, speaking
from linli.kit.routes import Request, page

SHOWN = 40  # looks
A_DAY = timedelta(days=1)
REVEALS, EXPORTS, READS = 30, 10, 200  # in a day; more of one is worth a question
MOST = 20
RECENT = 20_000  # lines that are verified while somebody waits for the page


@page("journal.see")
def audit(request: Request) -> HttpResponse:
    """All of it on one page; ``?check=1`` verifies the last lines, ``?leaf=`` one."""
    now = request.now
    many = queries.many_looks(since=now - A_DAY, bars=(REVEALS, EXPORTS, READS), most=MOST)
    last = queries.looks(since=now - 7 * A_DAY, most=SHOWN)
    wearing = {(one.actor, one.post) for one in many} | {(one.actor, one.post) for one in last}
    names = people.names_of_posts(wearing, at=now)
    numbers = stored.indexes_of([one.line for one in last])
    newest, waiting, lag = queries.newest_checkpoint(), queries.waiting(), queries.lag(since=now - timedelta(hours=1))
    typed = request.GET.get("leaf", "").strip()
    context = {
        "size": stored.head().size,
        "waiting": waiting.count,
        "lag": f"{lag.most_seals.total_seconds():.1f}" if lag else "",
        "newest": newest,
        "root": bytes(newest.root).hex() if newest else "",
        "made": words.moment(newest.made, now) if newest else "",
        "keys": [str(key) for key in proving.keys_of(newest.note)] if newest else [],
        "witnesses": [_witness(one, newest.size if newest else 0, request) for one in witnesses.standing()],
        "most": {"reveals": REVEALS, "exports": EXPORTS, "reads": READS},
        "many": [_many(one, names, request) for one in many],
        "looks": [_look(one, names, numbers, request) for one in last],
        "recent": RECENT,
        "bundled": pages_bundle.MOST,
        "checked": _checked(request, newest) if newest and "check" in request.GET else None,
        "typed": typed,
        "verified": _verified(typed, request) if typed else None,
    }
    return frame.draw(request, "desk/audit.html", context, here="audit")


def _checked(request: Request, newest: Checkpoint) -> dict[str, str]:
    """What is said of the last lines: each written anew, up to the roots the city and its witnesses hold."""
    try:
        source = pages_bundle.kept(request, pages_bundle.since(newest, RECENT))
    except LookupError:
        return {
            "kind": "wrong",
            "words": _("The newest checkpoint fits no seal of the journal: one of them was changed."),
        }
    report = verify(source, proving.keys_of(newest.note))
    if report.first is None:
        said = _("All of the last %(count)s lines are as they were sealed.") % {"count": f"{report.lines:,}"}
        return {"kind": "", "words": f"{said}{_compared(report)}"}
    said = _("Something was changed after it was sealed. The first place: line %(number)s.")
    return {"kind": "wrong", "words": said % {"number": f"{report.first.leaf + 1:,}"}}


def _compared(report: Report) -> str:
    if not report.witnessed:
        return _("No witness could be asked from here.")
    return _("Compared with what is held by %(names)s.") % {"names": _(", ").join(sorted(report.witnessed))}


def _witness(one: witnesses.Standing, newest: int, request: Request) -> dict[str, Any]:
    return {
        "name": one.name,
        "size": one.size,
        "taken": words.moment(one.taken, request.now) if one.taken else "",
        "behind": max(0, newest - one.size),
        "since": words.moment(one.failing_since, request.now) if one.failing_since else "",
        "trouble": one.trouble,
    }


def _many(one: ManyLooks, names: dict[tuple[int, int], str], request: Request) -> dict[str, Any]:
    counts = (one.reveals, one.exports, one.reads)
    return {"cells": [_who(one, names), *map(str, counts), words.moment(one.last, request.now)]}


def _look(one: Look, names: dict[tuple[int, int], str], numbers: dict[int, int], request: Request) -> dict[str, Any]:
    number = numbers.get(one.line)
    said = _("not sealed yet") if number is None else f"{number + 1:,}"
    href = "" if number is None else f"{reverse('audit')}?leaf={number + 1}#verify"
    return {"cells": [_who(one, names), _said(one.verb), words.moment(one.at, request.now), said], "href": href}


def _who(one: Look | ManyLooks, names: dict[tuple[int, int], str]) -> str:
    """Name, post and unit; the role alone where the post has ended."""
    return names.get((one.actor, one.post)) or speaking.role_words(one.role)


def _verified(typed: str, request: Request) -> dict[str, Any]:
    """What is said of the line with this number in the order of the seal."""
    line = pages_bundle.line_of(typed)
    if line is None:
        return {
            "facts": (),
            "kind": "wrong",
            "words": _("No line has this number. Numbers run from 1 to the last sealed line."),
        }
    found = proving.proof_of(line)
    if found is None:
        gone = not proving.has_line(line)
        said = _("This line was deleted after it was sealed.") if gone else _("No checkpoint is over this line yet.")
        return {"facts": (), "kind": "wrong" if gone else "", "words": said}
    verdict = found.verdict(proving.keys_of(found.note))
    fields: Sequence[Any] = leaves.read(found.data)
    return {
        "kind": "" if verdict == single.HOLDS else "wrong",
        "words": _VERDICTS[verdict](len(found.proof)),
        "facts": [
            (_("When"), words.moment(leaves.moment(fields[leaves.RECORDED]), request.now)),
            (_("As what"), speaking.role_words(fields[leaves.ROLE])),
            (_("What"), _said(fields[leaves.VERB])),
        ],
        "proof": [one.hex() for one in found.proof],
        "note": found.note,
    }


_VERDICTS: dict[str, Callable[[int], str]] = {
    single.HOLDS: lambda count: _("This line is as it was sealed. %(count)s hashes prove it.") % {"count": count},
    single.CHANGED: lambda _count: _("This line is not what was sealed: it or the tree was changed."),
    single.UNSIGNED: lambda _count: _("The checkpoint over this line is not signed with a key of the city."),
}


def _said(verb: str) -> str:
    """A verb of looking in words; other verbs as the journal has them."""
    known: Iterable[tuple[Sequence[str], str]] = (
        (looks.REVEALS, _("looked behind a mask")),
        (looks.EXPORTS, _("took records along")),
        (looks.READS, _("opened a page about a person")),
    )
    return next((said for verbs, said in known if verb in verbs), verb)
