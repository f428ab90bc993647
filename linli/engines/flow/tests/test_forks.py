"""Several units at once: how a fork is written, what may not be published, and that nothing is ever left open."""

import json
from typing import Any

import pytest
from hypothesis import given

from linli.engines.flow import (
    Change,
    CriticalPath,
    Vocabulary,
    compile_flow,
    critical_path,
    diff,
    dump,
    map_problems,
    problems,
    same_names,
)
from linli.engines.flow.model import Branch
from linli.engines.flow.tests.flows import KNOWN, Spec
from linli.engines.flow.tests.forks import forked_specs, shared

FLOW = compile_flow(shared(), known=KNOWN)


def found(spec: object, known: Vocabulary = KNOWN) -> list[tuple[str, str]]:
    return [(".".join(map(str, p.path[1:])), p.code) for p in problems(spec, known=known)]


# -- written, read, compared


def test_a_fork_is_read_and_written_back() -> None:
    assert FLOW["together"].branches == (Branch("helping", ("help", "show")),)
    assert (FLOW["together"].each, FLOW["together"].join, FLOW["together"].then) == ("helping", "all", None)
    assert [action.goes_to for action in FLOW["ask_police"].actions] == ["end"]
    assert (FLOW.fork_of("show"), FLOW.branch_of("show"), FLOW.fork_of("answer")) == ("together", "helping", "")
    assert compile_flow(dump(FLOW), known=KNOWN) == FLOW


def test_a_fork_in_a_chain_goes_on_by_itself() -> None:
    fork = {"name": "both", "branches": {"water": ["pipes"], "power": ["cables", "meter"]}}
    flow = compile_flow(["accept", fork, "pipes", "cables", "meter", "close"])
    assert (flow["both"].then, flow["both"].actions) == ("close", ())
    assert [flow[name].actions[0].goes_to for name in ("accept", "pipes", "cables", "meter", "close")] == [
        "both",
        "end",
        "meter",
        "end",
        "end",
    ]


def _set(*path: str, to: object) -> Any:
    def change(spec: Any) -> None:
        for key in path[:-1]:
            spec = spec[key]
        spec[path[-1]] = to

    return change


JOINT = ("steps", "joint")
LANES = (*JOINT, "branches")
SLIPS = [
    (_set(*LANES, "police", to=[]), "steps.joint.branches.police", "empty_branch"),
    (_set(*LANES, "police", to=["ask_polise"]), "steps.joint.branches.police.0", "unknown_step"),
    (_set(*LANES, "housing", to=["ask_police"]), "steps.joint.branches.housing.0", "step_in_two_branches"),
    (_set(*LANES, "housing", to=["together"]), "steps.joint.branches.housing.0", "fork_in_branch"),
    (_set(*LANES, "housing", to=["joint"]), "steps.joint.branches.housing.0", "fork_in_branch"),
    (_set(*LANES, "helping", to=["ask_housing"]), "steps.joint.branches.helping", "duplicate_branch"),
    (_set(*LANES, to=["ask_police"]), "steps.joint.branches", "not_a_mapping"),
    (_set(*JOINT, "join", to="half"), "steps.joint.join", "bad_join"),
    (_set(*JOINT, "then", to="anser"), "steps.joint.then", "unknown_target"),
    (_set("steps", "together", "each", to="helpin"), "steps.together.each", "unknown_branch"),
    (_set("steps", "answer", "join", to="all"), "steps.answer.join", "not_a_fork"),
    (_set("steps", "repave", "cases", to="road_damage"), "steps.repave.cases", "not_a_list"),
    (_set("start", to="help"), "steps.help", "start_in_branch"),
    (_set("goes", "helped", to="answer"), "steps.help", "leaves_branch"),
    (_set("goes", "answered", to="show"), "steps.answer", "enters_branch"),
    (_set("actions", "share", to={}), "steps.accept", "units_not_asked"),
    (_set("start", to="together"), "steps.together", "units_not_asked"),
    (_set("goes", "helped", to="help"), "steps.show", "dead_step"),
    (_set("goes", "cannot", to="help"), "steps.help", "cannot_complete"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "path", "code"), SLIPS)
def test_what_may_not_be_published_is_told_where_it_stands(change: Any, path: str, code: str) -> None:
    spec = shared()
    if code == "cannot_complete":
        spec["goes"]["shown"] = "help"
    change(spec)
    assert (path, code) in found(spec)


def test_a_part_does_not_speak_for_the_whole() -> None:
    spec = shared()
    spec["actions"]["helped"] = {"effects": ["tells_reporter"]}
    known = Vocabulary(effects=KNOWN.effects, main_line=frozenset({"tells_reporter"}))
    assert found(spec) == []
    assert found(spec, known) == [("steps.help", "effect_in_branch")]


@pytest.mark.parametrize("details", [{"returns": 3}, {"returns": True, "after": "answer"}, {"returns": 0}])
def test_how_often_a_case_is_returned_and_to_whom_then_belong_together(details: Spec) -> None:
    spec = shared()
    spec["actions"]["take_on"] = {**details, "asks": {"next_owner": "required"}}
    assert {code for _, code in found(spec)} & {"returns_without_after", "bad_flag"}


def test_a_return_that_is_counted_leads_to_two_places() -> None:
    spec = shared()
    spec["steps"]["coordinate"] = {"actions": ["assign"]}
    spec["goes"] |= {"assign": "accept", "take_on": "accept"}
    spec["steps"]["accept"]["actions"].append("do_it")
    spec["goes"]["do_it"] = "repave"
    spec["actions"]["take_on"] = {"returns": 3, "after": "coordinate", "asks": {"next_owner": "required"}}
    flow = compile_flow(spec, known=KNOWN)
    assert flow["accept"].actions[0].targets == ("accept", "coordinate")
    assert compile_flow(dump(flow), known=KNOWN) == flow


def test_a_fork_takes_as_long_as_its_longest_branch() -> None:
    limits = {
        "accept": 2,
        "together": 10,
        "help": 8,
        "show": 1,
        "joint": 1,
        "ask_police": 4,
        "ask_housing": 24,
        "answer": 3,
    }
    assert critical_path(FLOW, limits) == CriticalPath(29, ("accept", "ask_housing", "answer"), exact=True)
    assert critical_path(FLOW, limits | {"together": 60}) == CriticalPath(
        65, ("accept", "together", "answer"), exact=True
    )


def test_a_difference_in_branches_is_told_and_tokens_stay_in_their_branches() -> None:
    spec = shared()
    spec["steps"]["joint"]["branches"]["fire"] = ["ask_fire"]
    spec["steps"]["ask_fire"] = {}
    new = compile_flow(spec, known=KNOWN)
    (change,) = diff(FLOW, new).changes
    assert change == Change(("joint", "branches"), FLOW["joint"].branches, new["joint"].branches)
    assert map_problems(FLOW, new, same_names(FLOW, new)) == []
    wrong = same_names(FLOW, new) | {
        "help": "answer",
        "answer": "ask_fire",
        "together": "joint",
        "ask_police": "ask_fire",
    }
    found = {(problem.path[0], problem.code) for problem in map_problems(FLOW, new, wrong)}
    assert found == {(name, "image_elsewhere") for name in ("help", "show", "answer", "together", "ask_police")}


@given(forked_specs())
def test_writing_and_reading_forks_agree(spec: Spec) -> None:
    flow = compile_flow(spec, known=KNOWN)
    written = dump(flow)
    assert compile_flow(json.loads(json.dumps(written)), known=KNOWN) == flow
    assert dump(compile_flow(written, known=KNOWN)) == written
