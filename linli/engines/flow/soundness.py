"""Whether a flow may be published: from every step a case can reach it can come to the end, and every step
is of use.

A flow has one token, so a case stands at one step, its states are its steps, and coming to the end
completes properly (nothing is left open). What remains to be shown is told by the codes of this module:

* `dead_step`: no way leads there from the start,
* `cannot_complete`: a case that comes there can never end,
* `loop_of_waits`: waits that can lead round to each other, so that nobody of the city ever acts.

Slips of writing (unknown names, actions that lead nowhere, waits without a limit, a return without the next
owner) come first: while there are any, the graph is not looked at, since one wrong name makes half the
steps look dead.
"""

from collections.abc import Iterator, Mapping

from linli.engines.flow import graph
from linli.engines.flow.dumping import dump
from linli.engines.flow.model import Flow, Path, Problem, Unsound, Vocabulary
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
    graph_problems = (*_dead(flow, places), *_endless(flow, places), *_waiting_round(flow, places))
    return list(reading.problems or graph_problems)


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
