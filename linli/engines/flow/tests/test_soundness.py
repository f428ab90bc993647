"""What may not be published: dead steps, steps without a way out, waits that wait for each other."""

from typing import Any

import pytest

from linli.engines.flow import Flow, Owner, Problem, Step, Unsound, compile_flow, problems
from linli.engines.flow.model import Action
from linli.engines.flow.tests.flows import KNOWN, elder_card


def wait(**more: Any) -> dict[str, Any]:
    return {"waits_for": "applicant", "max": "3 d"} | more


def found(spec: object) -> list[tuple[str, str]]:
    return [(str(p.path[-1]), p.code) for p in problems(spec, known=KNOWN)]


def test_a_step_no_way_leads_to_is_dead() -> None:
    spec = elder_card()
    spec["goes"]["approve"] = "end"
    assert problems(spec, known=KNOWN) == [
        Problem(("flow", "steps", "issue"), "dead_step", {"step": "issue", "start": "accept"})
    ]


def test_steps_that_only_lead_to_each_other_cannot_complete() -> None:
    spec = {
        "steps": {"a": {"actions": ["x", "y"]}, "b": {"actions": ["z"]}, "c": {"actions": ["u"]}},
        "goes": {"x": "end", "y": "b", "z": "c", "u": "b"},
    }
    assert found(spec) == [("b", "cannot_complete"), ("c", "cannot_complete")]


def test_a_flow_that_never_ends_is_told_at_every_step() -> None:
    assert found({"steps": {"a": {"actions": ["x"]}}, "goes": {"x": "a"}}) == [("a", "cannot_complete")]


def test_a_time_out_counts_as_a_way() -> None:
    flow = compile_flow({"steps": {"a": {"actions": ["x"]}, "w": wait(after="end")}, "goes": {"x": "w"}})
    assert flow["w"].actions == ()


@pytest.mark.parametrize("target", ["w", "v"])
def test_waits_may_not_lead_round_to_each_other(target: str) -> None:
    spec = {
        "steps": {"a": {"actions": ["x"]}, "v": wait(after="w"), "w": wait(after=target, actions=["y"])},
        "goes": {"x": "v", "y": "end"},
    }
    loop = "w" if target == "w" else "v, w"
    (problem,) = problems(spec)
    assert (problem.code, problem.values["steps"]) == ("loop_of_waits", loop)


def test_a_loop_with_a_worked_step_in_it_is_fine() -> None:
    spec = {
        "steps": {"a": {"actions": ["ask", "close"]}, "v": wait(after="w"), "w": wait(after="a")},
        "goes": {"ask": "v", "close": "end"},
    }
    assert problems(spec) == []


@pytest.mark.parametrize("actions", [None, []])
def test_a_step_where_nothing_can_be_done(actions: Any) -> None:
    assert found({"steps": {"a": {"actions": actions}}}) == [("a", "no_actions")]


def test_slips_come_before_the_graph() -> None:
    spec = elder_card()
    spec["goes"]["take_in"] = "decidde"
    assert [code for _, code in found(spec)] == ["unknown_target"]


def test_a_flow_made_by_hand_is_checked_too() -> None:
    done = Action("done", "end")
    one = Step("a", by=Owner("owner"), actions=(done,))
    assert problems(Flow((one,), "a")) == []
    assert found(Flow((one, one), "a")) == [("a", "duplicate_step")]
    assert found(Flow((one,), "b")) == [("start", "unknown_start")]
    assert found(Flow((one, Step("b", by=Owner("owner"), actions=(done,))), "a")) == [("b", "dead_step")]
    assert found(Flow((Step("a", by=Owner("owner"), actions=(done, done)),), "a")) == [("1", "duplicate_action")]


def test_nothing_unsound_compiles() -> None:
    with pytest.raises(Unsound):
        compile_flow({"steps": {"a": {"actions": ["x"]}}, "goes": {"x": "a"}})
