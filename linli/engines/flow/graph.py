"""The flow as a graph: what can be reached, which loops there are, the longest way to the end.

The branches of a fork lie beside the main line: `block` gives each as a flow of its own, and what concerns the
case as a whole is asked of the main line.

All functions take flows of a few hundred steps at most (`drafts.MOST_STEPS`), so sets beat clever
structures.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from linli.engines.flow.model import END, Flow, Step

Edges = Mapping[str, Collection[str]]

MOST_WAYS = 20_000
"""How many beginnings of ways are told apart before the longest is only bounded (0.2 s)."""


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The dearest way from start to end that repeats no step: its total and its steps in order.

    `exact` is False where finding it would take too long (large loops with many entrances); then every step that
    lies on a way is counted, so that the total is never too small.
    """

    total: float
    steps: tuple[str, ...]
    exact: bool


def edges(flow: Flow) -> dict[str, tuple[str, ...]]:
    """Step name to the names it leads to, time-outs included; "end" leads nowhere."""
    return {**{step.name: step.targets() for step in flow.steps}, END.name: ()}


def spread(graph: Edges, starts: Collection[str]) -> frozenset[str]:
    """Every node that can be reached from the given ones, themselves included."""
    seen, todo = set(starts), list(starts)
    while todo:
        for target in graph.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return frozenset(seen)


def turned(graph: Edges) -> dict[str, list[str]]:
    """The same graph with every edge turned round."""
    back: dict[str, list[str]] = {node: [] for node in graph}
    for source, targets in graph.items():
        for target in targets:
            back.setdefault(target, []).append(source)
    return back


def reachable(flow: Flow, at: str | None = None) -> frozenset[str]:
    """The names a case can still come to from `at` (default: the start), `at` itself and "end" included."""
    return spread(edges(flow), (flow.start if at is None else at,))


def completing(flow: Flow) -> frozenset[str]:
    """The names from which the end can be reached, "end" included."""
    return spread(turned(edges(flow)), (END.name,))


def loops(graph: Edges) -> list[tuple[str, ...]]:
    """The largest groups of nodes that can all come back to each other, in the graph's order."""
    after = {node: spread(graph, graph[node]) for node in graph}
    groups: list[tuple[str, ...]] = []
    placed: set[str] = set()
    for node in graph:
        if node in after[node] and node not in placed:
            group = tuple(other for other in graph if other in after[node] and node in after[other])
            groups.append(group)
            placed.update(group)
    return groups


def critical_path(flow: Flow, limits: Mapping[str, float]) -> CriticalPath:
    """The longest way to the end when each step takes `limits[name]` (any unit, not negative; missing counts 0).

    A fork takes as long as its longest branch, whose steps then stand in its place, or its own limit if that is
    longer. Coming back to a step that every way has passed already starts no new promise, so such edges are left out.
    That undoes ordinary loops; only in loops with several entrances the ways must be told apart by what they passed.
    """
    parts = {step.name: _longest_branch(flow, step, limits) for step in flow.steps if step.branches}
    slower = {name: part for name, part in parts.items() if part.total > limits.get(name, 0)}
    found = _critical(flow.block(), {**limits, **{name: part.total for name, part in slower.items()}})
    names = (inner for name in found.steps for inner in (slower[name].steps if name in slower else (name,)))
    return CriticalPath(found.total, tuple(names), found.exact and all(part.exact for part in parts.values()))


def _longest_branch(flow: Flow, fork: Step, limits: Mapping[str, float]) -> CriticalPath:
    return max((_critical(flow.block(branch), limits) for branch in fork.branches), key=lambda path: path.total)


def _critical(flow: Flow, limits: Mapping[str, float]) -> CriticalPath:
    ways = _Ways(_onward(flow), limits)
    try:
        total, steps = ways.longest(flow.start, frozenset((flow.start,))) or (0, ())
    except OverflowError:
        on_the_way = reachable(flow) & completing(flow)
        steps = tuple(name for name in flow.names if name in on_the_way)
        return CriticalPath(sum(limits.get(name, 0) for name in steps), steps, exact=False)
    return CriticalPath(total, steps, exact=True)


class _Ways:
    """The longest ways to the end, remembered by the step and by what was passed of the loop it lies in."""

    def __init__(self, onward: Edges, limits: Mapping[str, float]) -> None:
        self.onward, self.limits = onward, limits
        self.loop_of = {name: loop for loop in loops(onward) for name in loop}
        self.known: dict[tuple[str, frozenset[str]], tuple[float, tuple[str, ...]] | None] = {}

    def longest(self, at: str, passed: frozenset[str]) -> tuple[float, tuple[str, ...]] | None:
        """Total and steps from `at` to the end; None where no way leads there. OverflowError beyond MOST_WAYS."""
        if at == END.name:
            return 0, ()
        if (at, passed) in self.known:
            return self.known[at, passed]
        if len(self.known) >= MOST_WAYS:
            raise OverflowError
        best: tuple[float, tuple[str, ...]] | None = None
        for target in self.onward[at]:
            if target not in passed:
                inside = target in self.loop_of.get(at, ())
                way = self.longest(target, passed | {target} if inside else frozenset((target,)))
                best = way if best is None or (way is not None and way[0] > best[0]) else best
        own = self.limits.get(at, 0)
        self.known[at, passed] = best and (own + best[0], (at, *best[1]))
        return self.known[at, passed]


def _onward(flow: Flow) -> dict[str, list[str]]:
    """The reachable part of the graph without edges back to a step that every way to their source has passed."""
    graph = edges(flow)
    inside = spread(graph, (flow.start,))
    passed = _passed({node: graph[node] for node in graph if node in inside}, flow.start)
    return {node: [t for t in graph[node] if t not in passed[node]] for node in graph if node in inside}


def _passed(graph: Edges, start: str) -> dict[str, frozenset[str]]:
    """For each node the nodes that every way from the start to it passes (its dominators, itself included)."""
    everything = frozenset(graph)
    passed = dict.fromkeys(graph, everything) | {start: frozenset((start,))}
    back = turned(graph)
    changed = True
    while changed:
        changed = False
        for node in graph:
            if node == start:
                continue
            now = frozenset.intersection(*(passed[source] for source in back[node])) | {node}
            changed, passed[node] = changed or now != passed[node], now
    return passed
