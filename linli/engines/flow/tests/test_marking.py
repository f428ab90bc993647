"""Walking a case with several units at work: whatever is done, nothing is left open and nobody is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.flow import Action, Marking, NotAllIn, Owner, Step, StepNotAllowed, compile_flow, problems
from linli.engines.flow.marking import begin, moved, released, timed_out
from linli.engines.flow.model import Branch, Flow
from linli.engines.flow.tests.flows import KNOWN, Spec
from linli.engines.flow.tests.forks import forked_specs, shared

FLOW = compile_flow(shared(), known=KNOWN)


def test_the_lead_waits_for_everybody_and_may_bring_in_more() -> None:
    at = moved(FLOW, begin(FLOW), "", "share", units=2)
    assert at == Marking("together", {"helping.1": "help", "helping.2": "help"}, 2)
    with pytest.raises(NotAllIn) as early:
        moved(FLOW, at, "", "handled")
    assert early.value.missing == ("helping.1", "helping.2")
    at = moved(FLOW, at, "", "bring_in", units=1)
    at = moved(FLOW, at, "helping.1", "helped")
    assert at.branches == {"helping.1": "show", "helping.2": "help", "helping.3": "help"}
    at = moved(FLOW, moved(FLOW, at, "helping.1", "shown"), "helping.2", "cannot")
    with pytest.raises(StepNotAllowed):
        moved(FLOW, at, "helping.1", "shown")
    at = released(FLOW, at, "helping.3")
    assert moved(FLOW, at, "", "handled") == Marking("answer")


def test_the_last_part_that_is_in_goes_on_by_itself() -> None:
    at = moved(FLOW, begin(FLOW), "", "check")
    at = moved(FLOW, at, "housing", "done")
    assert at == Marking("joint", {"police": "ask_police"}, 2)
    assert moved(FLOW, at, "police", "done") == Marking("answer")


def test_where_the_lead_decides_nobody_is_waited_for() -> None:
    spec = shared()
    spec["steps"]["together"]["join"] = "lead"
    flow = compile_flow(spec, known=KNOWN)
    at = moved(flow, begin(flow), "", "share", units=4)
    assert moved(flow, at, "", "handled") == Marking("answer")


def _walks(flow: Flow, at: Marking, units: int = 2) -> list[Marking]:
    """Every marking one action, time-out or release leads to."""
    if at.main == "end":
        return []
    ways = [moved(flow, at, key, a.name) for key, step in at.branches.items() for a in flow[step].actions]
    ways += [released(flow, at, key) for key in at.branches]
    for action in flow[at.main].actions:
        asks = any(ask.field == "co_handlers" for ask in action.asks) and action.goes_to != at.main
        try:
            ways.append(moved(flow, at, "", action.name, units if asks else 0))
        except NotAllIn:
            assert at.branches
    return [*ways, timed_out(flow, at)] if flow[at.main].is_wait else ways


@given(forked_specs(), st.data())
def test_random_actions_never_leave_the_sound_set(spec: Spec, data: st.DataObject) -> None:
    """One token on the main line, tokens only in branches of the fork where it stands, at steps of their own branch;
    and whatever was done, every part can be let in and the case completes with nothing left open."""
    flow = compile_flow(spec, known=KNOWN)
    at = begin(flow)
    for _ in range(20):
        ways = _walks(flow, at)
        if not ways:
            break
        at = data.draw(st.sampled_from(ways))
        assert at.main == "end" or not flow.fork_of(at.main)
        for key, step in at.branches.items():
            assert (flow.fork_of(step), flow.branch_of(step)) == (at.main, key.split(".")[0])
    for _ in range(200):
        if at.main == "end":
            break
        at = _nearest_the_end(flow, at)
    assert at == Marking("end")


def _nearest_the_end(flow: Flow, at: Marking) -> Marking:
    block = flow.block()
    far = {"end": 0}
    while len(far) <= len(block.names):
        near = {
            s.name: 1 + min(far[t] for t in s.targets() if t in far) for s in block.steps if set(s.targets()) & set(far)
        }
        if near.keys() <= far.keys():
            break
        far = {"end": 0} | {name: min(far.get(name, steps), steps) for name, steps in near.items()}
    if at.branches:
        return released(flow, at, next(iter(at.branches)))
    return min(_walks(flow, at), key=lambda one: far.get(one.main, 999))


@given(st.data())
def test_blocks_are_judged_as_by_walking_every_marking(data: st.DataObject) -> None:
    """Random main lines and branches, sound or not, against a judge that only walks markings."""
    main, lane = ["m0", "m1", "f", "m2"], ["b0", "b1"]
    ways: dict[str, list[str]] = {}
    for names in (main, lane):
        for name in names:
            ways[name] = data.draw(st.lists(st.sampled_from([*names, "end"]), min_size=1, max_size=2))
    spec: Spec = {"steps": {}, "goes": {}}
    for name, to in ways.items():
        spec["steps"][name] = {"actions": [f"a{place}" for place in range(len(to))]}
        spec["goes"] |= {f"{name}.a{place}": target for place, target in enumerate(to)}
    spec["steps"]["f"]["branches"] = {"one": lane, "other": ["c0"]}
    spec["steps"]["c0"] = {"actions": ["done"]}
    spec["goes"]["done"] = "end"
    sound = not problems(spec)
    branches = (Branch("one", ("b0", "b1")), Branch("other", ("c0",)))
    flow = _by_hand(ways, branches)
    graph = _explored(flow)
    visited = {at.main for at in graph} | {step for at in graph for step in at.branches.values()}
    done = {_key(at) for at in graph if at.main == "end"}
    for _ in graph:
        done |= {_key(at) for at in graph if any(_key(one) in done for one in _acted(flow, at))}
    assert sound == (visited >= {*ways, "c0"} and done == {_key(at) for at in graph})


def _by_hand(ways: dict[str, list[str]], branches: tuple[Branch, ...]) -> Flow:
    steps = [
        Step(
            name,
            by=Owner("owner"),
            actions=tuple(Action(f"a{place}", target) for place, target in enumerate(to)),
            branches=branches if name == "f" else (),
        )
        for name, to in {**ways, "c0": ["end"]}.items()
    ]
    return Flow(tuple(steps), "m0")


def _key(at: Marking) -> tuple[str, tuple[tuple[str, str], ...]]:
    return at.main, tuple(sorted(at.branches.items()))


def _acted(flow: Flow, at: Marking) -> list[Marking]:
    """What actions alone make of a marking; nobody is released."""
    if at.main == "end":
        return []
    ways = [moved(flow, at, key, a.name) for key, step in at.branches.items() for a in flow[step].actions]
    for action in flow[at.main].actions:
        try:
            ways.append(moved(flow, at, "", action.name))
        except NotAllIn:
            assert at.branches
    return ways


def _explored(flow: Flow) -> list[Marking]:
    seen = {_key(begin(flow)): begin(flow)}
    todo = [begin(flow)]
    while todo:
        for one in _acted(flow, todo.pop()):
            if _key(one) not in seen:
                seen[_key(one)] = one
                todo.append(one)
    return list(seen.values())
