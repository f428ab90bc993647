"""Random flows: sound ones stay sound however a case walks, spoilt ones are found, writing and reading agree."""

import json
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.engines.flow import allowed, compile_flow, dump, problems, reachable, step, time_out
from linli.engines.flow.tests.flows import KNOWN, Spec, sound_specs


def codes(spec: object) -> set[str]:
    return {problem.code for problem in problems(spec, known=KNOWN)}


@given(sound_specs(), st.data())
def test_a_case_never_leaves_the_sound_set_and_can_always_complete(spec: Spec, data: st.DataObject) -> None:
    flow = compile_flow(spec, known=KNOWN)
    at = flow.start
    for _ in range(30):
        if at == "end":
            break
        assert "end" in reachable(flow, at)
        choices = [action.name for action in allowed(flow, at)] + ["time_out"] * flow[at].is_wait
        choice = data.draw(st.sampled_from(choices))
        at = time_out(flow, at).name if choice == "time_out" else step(flow, at, choice).name
        assert at == "end" or at in flow
    assert "end" in reachable(flow, at)


@given(sound_specs())
def test_writing_and_reading_agree(spec: Spec) -> None:
    flow = compile_flow(spec, known=KNOWN)
    written = dump(flow)
    assert compile_flow(written, known=KNOWN) == flow
    assert dump(compile_flow(written, known=KNOWN)) == written
    for text in (json.dumps(written), yaml.safe_dump(written, sort_keys=False, allow_unicode=True)):
        assert compile_flow(yaml.safe_load(text), known=KNOWN) == flow


def _first(spec: Spec, *, is_wait: bool) -> str | None:
    return next((name for name, body in spec["steps"].items() if ("waits_for" in body) is is_wait), None)


def _no_target(spec: Spec, address: str) -> str:
    del spec["goes"][address]
    return "no_target"


def _wrong_target(spec: Spec, address: str) -> str:
    spec["goes"][address] = "nowhere"
    return "unknown_target"


def _trap(spec: Spec, address: str) -> str:
    spec["steps"]["trap"] = {"actions": ["stay"]}
    spec["goes"] |= {"trap.stay": "trap"}
    spec["steps"][address.split(".")[0]]["actions"].append("fall")
    spec["goes"]["fall"] = "trap"
    return "cannot_complete"


def _dead(spec: Spec, address: str) -> str:
    spec["steps"]["unseen"] = {"actions": ["leave"]}
    spec["goes"]["leave"] = address.split(".")[0]
    return "dead_step"


def _round(spec: Spec, address: str) -> str:
    spec["steps"] |= {
        "ping": {"waits_for": "x", "max": 1, "after": "pong", "actions": ["out"]},
        "pong": {"waits_for": "x", "max": 1, "after": "ping"},
    }
    spec["steps"][address.split(".")[0]]["actions"].append("wait")
    spec["goes"] |= {"wait": "ping", "out": "end"}
    return "loop_of_waits"


def _start(spec: Spec, address: str) -> str:
    spec["start"] = "nowhere"
    return "unknown_start"


def _twice(spec: Spec, address: str) -> str:
    spec["steps"][address.split(".")[0]]["actions"].append(address.split(".")[1])
    return "duplicate_action"


def _returns(spec: Spec, address: str) -> str:
    spec["actions"][address] = {"returns": True, "asks": {"next_owner": "optional"}}
    return "return_without_owner"


def _effect(spec: Spec, address: str) -> str:
    spec["actions"][address] = {"effects": ["deletes_city"]}
    return "unknown_effect"


MUTATIONS = [_no_target, _wrong_target, _trap, _dead, _round, _start, _twice, _returns, _effect]


@given(sound_specs().filter(lambda spec: bool(spec["goes"])), st.sampled_from(MUTATIONS), st.data())
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_a_spoilt_flow_is_found(spec: Spec, spoil: Any, data: st.DataObject) -> None:
    spec = json.loads(json.dumps(spec))
    address = data.draw(st.sampled_from(sorted(spec["goes"])))
    assert spoil(spec, address) in codes(spec)


@given(sound_specs(), st.sampled_from(["max", "after"]))
def test_a_wait_without_limit_or_time_out_is_found(spec: Spec, key: str) -> None:
    spec = json.loads(json.dumps(spec))
    name = _first(spec, is_wait=True)
    if name is not None:
        del spec["steps"][name][key]
        assert ("wait_without_limit" if key == "max" else "wait_without_after") in codes(spec)


@given(st.integers(1, 6), st.data())
def test_any_graph_is_judged_as_by_walking_it(count: int, data: st.DataObject) -> None:
    """Random graphs, sound or not, against a judge that only knows how to take single steps."""
    names = [f"s{place}" for place in range(count)]
    targets = st.lists(st.sampled_from([*names, "end"]), min_size=1, max_size=3)
    ways = {name: data.draw(targets) for name in names}
    spec: Spec = {"steps": {}, "goes": {}}
    for name, to in ways.items():
        spec["steps"][name] = {"actions": [f"a{place}" for place in range(len(to))]}
        spec["goes"] |= {f"{name}.a{place}": target for place, target in enumerate(to)}
    reached = _walk(ways, "s0")
    dead = {name for name in names if name not in reached}
    stuck = {name for name in names if name in reached and "end" not in _walk(ways, name)}
    found = {(problem.code, problem.values["step"]) for problem in problems(spec)}
    assert found == {("dead_step", name) for name in dead} | {("cannot_complete", name) for name in stuck}


def _walk(ways: dict[str, list[str]], at: str) -> set[str]:
    reached = {at}
    for _ in range(len(ways) + 1):
        reached |= {target for name in reached for target in ways.get(name, [])}
    return reached


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["end", "a", "a.b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["steps", "goes", "actions", "start", "a", "b", "by", "max", "waits_for", "asks", "effects"]
            )
            | st.integers(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JUNK)
def test_whatever_is_written_is_answered_with_problems_not_with_a_crash(spec: object) -> None:
    problems(spec, known=KNOWN)
