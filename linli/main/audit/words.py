"""What a verification has found, said to whoever ran it: the first line that is wrong, and the kind of tampering."""

from __future__ import annotations

from linli.kernel.journal import single
from linli.kernel.journal import verifying as kinds
from linli.kernel.journal.single import Single
from linli.kernel.journal.verifying import Problem, Report
from linli.main.terminal import _


def sentence(problem: Problem) -> str:
    """One thing that is wrong."""
    values = {
        "line": problem.line,
        "leaf": problem.leaf,
        "by": problem.by or _("the city itself"),
        "size": problem.since,
    }
    return _SAID[problem.kind, problem.line is not None]() % values


def told(report: Report) -> list[str]:
    """The result, the first thing that is wrong in front, and how far signatures reach."""
    lines = []
    for problem in sorted(report.problems, key=lambda one: one.leaf):
        lines.append(sentence(problem))
    if not lines:
        lines.append(_("Nothing was changed: %(lines)s lines, every one as it was sealed.") % {"lines": report.lines})
    root = {"size": report.size, "root": report.root.hex()[:16], "covered": report.covered}
    lines.append(_("Leaves: %(size)s, root %(root)s…; signed up to leaf %(covered)s.") % root)
    if report.witnessed:
        names = {"names": ", ".join(sorted(report.witnessed))}
        lines.append(_("Compared with what these witnesses hold: %(names)s.") % names)
    else:
        lines.append(_("Compared with no witness: whoever holds database and keys could have written all of it anew."))
    if report.erased:
        lines.append(_("Details erased by an action: %(count)s lines.") % {"count": report.erased})
    return lines


# By kind, and whether one line can be named. Asked when said, so that they speak the language of the terminal.
_SAID = {
    (kinds.EDITED, True): lambda: _("Line %(line)s was changed after it was sealed (leaf %(leaf)s)."),
    (kinds.PAYLOAD, True): lambda: _("What line %(line)s says in detail was changed (leaf %(leaf)s)."),
    (kinds.REMOVED, True): lambda: _("What line %(line)s says in detail is gone, and no action erased it."),
    (kinds.DELETED, True): lambda: _("Line %(line)s was deleted (leaf %(leaf)s)."),
    (kinds.INSERTED, True): lambda: _("Line %(line)s was put in before leaf %(leaf)s; it was never sealed there."),
    (kinds.REORDERED, True): lambda: _("Line %(line)s no longer stands where it was sealed (leaf %(leaf)s)."),
    (kinds.TRUNCATED, True): lambda: _("The end was cut off: line %(line)s and everything after it is missing."),
    (kinds.TRUNCATED, False): lambda: _("The end was cut off: %(size)s leaves were signed, %(leaf)s are there."),
    (kinds.LEAF, True): lambda: _("The leaf of line %(line)s was changed; the line is as it was sealed."),
    (kinds.SEAL, True): lambda: _("The seal that begins with line %(line)s was changed (leaf %(leaf)s)."),
    (kinds.SEAL, False): lambda: _("The seals do not fit together at leaf %(leaf)s."),
    (kinds.NODE, False): lambda: _("A node over the leaves from %(leaf)s on was changed, is missing or one too many."),
    (kinds.CHECKPOINT, False): lambda: _("The checkpoint of leaf %(leaf)s was changed (held by %(by)s)."),
    (kinds.UNREADABLE, False): lambda: _("The checkpoint of leaf %(leaf)s cannot be read any more (held by %(by)s)."),
    (kinds.FORGED, False): lambda: _("The signature of the checkpoint of leaf %(leaf)s is wrong (held by %(by)s)."),
    (kinds.UNKNOWN_KEY, False): lambda: _(
        "The checkpoint of leaf %(leaf)s is signed with a key that is not the city's (held by %(by)s)."
    ),
    (kinds.CHECKPOINT_GONE, False): lambda: _("The checkpoint of leaf %(leaf)s is missing; %(by)s holds it."),
    (kinds.REWRITTEN, False): lambda: _(
        "Lines between leaf %(leaf)s and leaf %(size)s were written anew: %(by)s holds another root."
    ),
    (kinds.ROLLED_BACK, False): lambda: _(
        "The journal is older than what %(by)s holds: %(size)s leaves there, %(leaf)s here. "
        "An old backup was put in its place, or the end was cut off."
    ),
}


def of_one(one: Single, verdict: str) -> str:
    """What is said about one line."""
    values = {"line": one.line, "leaf": one.index, "count": len(one.proof)}
    return {
        single.HOLDS: _("Line %(line)s is as it was sealed: leaf %(leaf)s, proved by %(count)s hashes."),
        single.CHANGED: _("Line %(line)s is not what was sealed as leaf %(leaf)s: it or the tree was changed."),
        single.UNSIGNED: _("The checkpoint over line %(line)s is not signed with a key of the city."),
        single.DETAIL: _("What line %(line)s says in detail was changed (leaf %(leaf)s)."),
    }[verdict] % values
