"""Where a case with several units at work stands, and what an action makes of it.

The main line has one token. At a fork every branch that was opened has one more, named by a key: the name of the
branch (`police`), or for a branch that is opened for each chosen unit that name and a number (`helping.2`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from linli.engines.flow.model import ALL, END, Flow, StepNotAllowed
from linli.engines.flow.stepping import step as step_on
from linli.engines.flow.stepping import time_out

NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Marking:
    """The step of the main line, the step of every open branch by key, and how many were opened at this fork."""

    main: str
    branches: Mapping[str, str] = field(default_factory=lambda: NOBODY)
    opened: int = 0


class NotAllIn(ValueError):
    """The lead cannot go on: these branches are still open."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(f"still missing: {', '.join(missing)}")


def begin(flow: Flow, units: int = 0) -> Marking:
    """A case at its start; `units` are chosen where the start is a fork."""
    return _enter(flow, flow.start, units)


def opens(flow: Flow, fork: str, units: int, *, already: int = 0) -> dict[str, str]:
    """The branches that open when the main line comes to a fork, by key, each with the step where it begins.

    `already` is the number of units that have a branch: those brought in later open theirs beside them, and
    the others are not opened again.
    """
    found: dict[str, str] = {}
    for branch in flow[fork].branches if fork in flow else ():
        if branch.name == flow[fork].each:
            numbers = range(already + 1, already + units + 1)
            found |= {f"{branch.name}.{number}": branch.steps[0] for number in numbers}
        elif not already:
            found[branch.name] = branch.steps[0]
    return found


def must_wait(flow: Flow, at: str, target: str, *, missing: int) -> bool:
    """Whether the main line may not go from `at` to `target` before the `missing` parts are in."""
    return at in flow and flow[at].is_fork and flow[at].join == ALL and target != at and missing > 0


def moved(flow: Flow, marking: Marking, key: str, action: str, units: int = 0) -> Marking:
    """What an action makes of the marking: of the main line (key ""), or of one branch.

    StepNotAllowed where it is not offered or the branch is not open, NotAllIn where the join has to wait.
    """
    if not key:
        return _to(flow, marking, step_on(flow, marking.main, action).name, units)
    return _on_branch(flow, marking, key, step_on(flow, _at(marking, key, action), action).name)


def timed_out(flow: Flow, marking: Marking, key: str = "") -> Marking:
    """What the end of a wait makes of the marking."""
    if not key:
        return _to(flow, marking, time_out(flow, marking.main).name, 0)
    return _on_branch(flow, marking, key, time_out(flow, _at(marking, key, "time_out")).name)


def released(flow: Flow, marking: Marking, key: str) -> Marking:
    """The marking after the lead has released a branch: it comes to the join without its part."""
    _at(marking, key, "release")
    return _on_branch(flow, marking, key, END.name)


def _at(marking: Marking, key: str, action: str) -> str:
    if key not in marking.branches:
        raise StepNotAllowed(key, action, ())
    return marking.branches[key]


def _to(flow: Flow, marking: Marking, target: str, units: int) -> Marking:
    if target == marking.main:
        more = opens(flow, target, units, already=marking.opened) if flow[target].each and units else {}
        return replace(marking, branches={**marking.branches, **more}, opened=marking.opened + len(more))
    if must_wait(flow, marking.main, target, missing=len(marking.branches)):
        raise NotAllIn(tuple(marking.branches))
    return _enter(flow, target, units)


def _enter(flow: Flow, target: str, units: int) -> Marking:
    branches = opens(flow, target, units)
    return Marking(target, branches, len(branches))


def _on_branch(flow: Flow, marking: Marking, key: str, target: str) -> Marking:
    others = {one: at for one, at in marking.branches.items() if one != key}
    if target != END.name:
        return replace(marking, branches={**others, key: target})
    then = flow[marking.main].then
    if not others and then is not None:
        return _enter(flow, then, 0)
    return replace(marking, branches=others)
