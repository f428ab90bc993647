"""A case on its way: what is offered where it stands, where that leads, and what is refused."""

import copy

import pytest

from linli.engines.flow import END, StepNotAllowed, allowed, compile_flow, step, time_out
from linli.engines.flow.tests.flows import KNOWN, elder_card

CARD = compile_flow(elder_card(), known=KNOWN)


def test_a_case_walks_to_its_end() -> None:
    at = CARD.start
    for action in ("ask_for_missing", "answered", "take_in", "approve", "issued"):
        assert action in [each.name for each in allowed(CARD, at)]
        at = step(CARD, at, action).name
    assert at == END.name == "end"
    assert step(CARD, "decide", "reject") is END
    assert allowed(CARD, "end") == ()


@pytest.mark.parametrize(("at", "action"), [("accept", "approve"), ("end", "approve"), ("gone", "approve")])
def test_an_action_that_is_not_offered_is_refused(at: str, action: str) -> None:
    with pytest.raises(StepNotAllowed) as refused:
        step(CARD, at, action)
    assert (refused.value.at, refused.value.action) == (at, action)
    offered = ("take_in", "ask_for_missing", "refuse") if at == "accept" else ()
    assert refused.value.allowed == offered


def test_a_wait_that_runs_out_goes_on_by_itself_and_a_worked_step_never() -> None:
    assert time_out(CARD, "missing") is END
    for at in ("accept", "end", "gone"):
        with pytest.raises(StepNotAllowed):
            time_out(CARD, at)


def test_a_flow_is_a_value() -> None:
    again = compile_flow(elder_card(), known=KNOWN)
    assert again == CARD
    assert hash(again) == hash(CARD)
    assert copy.deepcopy(CARD) == CARD
    assert "accept" in CARD
    assert "end" not in CARD
