"""Whether a flow may be published: from every step a case can reach it can come to the end, and every step
is of use.

The main line and every branch is a block with one token: a case stands at one step of it, its states are its
steps, and coming to its end completes it (nothing is left open). A fork is one step of the main line and puts
one token into each of its branches; the main line leaves it when all of them have come to their ends, or
takes them away (`join: lead`). So a flow is sound when every block is and no way leads across their borders,
and the cost is that of the steps, not of their combinations. What is to be shown is told by these codes:

* `start_in_branch`, `leaves_branch`, `enters_branch`: a way across the border of a branch,
* `units_not_asked`: a fork with a branch for each chosen unit, entered without choosing any,
* `dead_step`: no way leads there from the start of its block,
* `cannot_complete`: a token that comes there can never come to the end of its block,
* `loop_of_waits`: waits that can lead round to each other, so that nobody of the city ever acts.

Slips of writing (unknown names, actions that lead nowhere, waits without a limit, a return without the next
owner) come first: while there are any, the graph is not looked at, since one wrong name makes half the
steps look dead.
"""

from collections.abc import Iterator, Mapping

from linli.engines.flow import graph
from linli.engines.flow.dumping import dump
from linli.engines.flow.model import CO_HANDLERS, END, Ask, Flow, Path, Problem, Step, Unsound, Vocabulary
from linli.engines.flow.reading import Reading, read

NOTHING = Vocabulary()
AT: Path = ("flow",)


def compile_flow(spec: object, known: Vocabulary = NOTHING, *, at: Path = AT) -> Flow:
    """The flow a pack writes (grammar in `reading`), sound, or `Unsound` with every problem found.

    `at` is the flow's place in its pack, put before the place of every problem.
    """
    reading = read(spec, known, at)
    found = _found(reading)
    if found:
        raise Unsound(found)
    return reading.flow


def problems(spec_or_flow: object, known: Vocabulary = NOTHING, *, at: Path = AT) -> list[Problem]:
    """Everything that keeps this flow from being published, in the order of the pack; empty when it is sound."""
    if not isinstance(spec_or_flow, Flow):
        return _found(read(spec_or_flow, known, at))
    names = spec_or_flow.names
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return [Problem((*at, "steps", name), "duplicate_step", {"step": name}) for name in twice]
    return _found(read(dump(spec_or_flow), known, at))


def _found(reading: Reading) -> list[Problem]:
    flow, places = reading.flow, reading.places
    return list(reading.problems) or list(_across(flow, places)) or list(_inside(flow, places))


def _inside(flow: Flow, places: Mapping[str, Path]) -> Iterator[Problem]:
    for block in (flow.block(), *(flow.block(branch) for fork in flow.steps for branch in fork.branches)):
        yield from _dead(block, places)
        yield from _endless(block, places)
        yield from _waiting_round(block, places)


def _across(flow: Flow, places: Mapping[str, Path]) -> Iterator[Problem]:
    if flow.branch_of(flow.start):
        yield Problem(places[flow.start], "start_in_branch", {"start": flow.start})
    for step in flow.steps:
        yield from _over_borders(flow, step, places)
        for target in step.targets():
            if target != step.name and target != END.name and flow[target].each and not _asks_units(step, target):
                yield Problem(places[step.name], "units_not_asked", {"step": step.name, "fork": target})
    if flow.start in flow and flow[flow.start].each:
        yield Problem(places[flow.start], "units_not_asked", {"step": flow.start, "fork": flow.start})


def _over_borders(flow: Flow, step: Step, places: Mapping[str, Path]) -> Iterator[Problem]:
    branch, fork = flow.branch_of(step.name), flow.fork_of(step.name)
    for target in step.targets():
        if target == END.name or (flow.branch_of(target), flow.fork_of(target)) == (branch, fork):
            continue
        values = {"step": step.name, "target": target}
        if branch:
            yield Problem(places[step.name], "leaves_branch", {**values, "branch": branch})
        else:
            there = {"branch": flow.branch_of(target), "fork": flow.fork_of(target)}
            yield Problem(places[step.name], "enters_branch", {**values, **there})


def _asks_units(step: Step, fork: str) -> bool:
    """Whether every way from the step to the fork is an action that must be told which units take part."""
    asked = all(Ask(CO_HANDLERS, required=True) in one.asks for one in step.actions if fork in one.targets)
    return asked and fork not in (step.after, step.then)


def _dead(flow: Flow, places: Mapping[str, Path]) -> Iterator[Problem]:
    reached = graph.reachable(flow)
    for name in flow.names:
        if name not in reached:
            yield Problem(places[name], "dead_step", {"step": name, "start": flow.start})


def _endless(flow: Flow, places: Mapping[str, Path]) -> Iterator[Problem]:
    reached, completing = graph.reachable(flow), graph.completing(flow)
    for name in flow.names:
        if name in reached and name not in completing:
            yield Problem(places[name], "cannot_complete", {"step": name})


def _waiting_round(flow: Flow, places: Mapping[str, Path]) -> Iterator[Problem]:
    waits = {step.name for step in flow.steps if step.is_wait}
    among = {
        name: [target for target in flow[name].targets() if target in waits] for name in flow.names if name in waits
    }
    for loop in graph.loops(among):
        yield Problem(places[loop[0]], "loop_of_waits", {"steps": ", ".join(loop)})
