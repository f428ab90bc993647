"""How a flow is written: the usual form, the chain, one address for goes and actions, and every slip of the pen."""

from typing import Any

import pytest

from linli.engines.flow import (
    Action,
    Ask,
    Effect,
    Owner,
    Problem,
    Unsound,
    Vocabulary,
    compile_flow,
    dump,
    parse_owner,
    problems,
)
from linli.engines.flow.tests.flows import KNOWN, elder_card, report, smoke


def told(spec: object, known: Vocabulary = KNOWN) -> list[tuple[str, str]]:
    return [(".".join(map(str, p.path[1:])), p.code) for p in problems(spec, known=known)]


def one(spec: object, known: Vocabulary = KNOWN) -> Problem:
    (problem,) = problems(spec, known=known)
    return problem


def test_the_flows_of_the_design_compile() -> None:
    assert compile_flow(smoke()).names == ("alarm", "check")
    card = compile_flow(elder_card(), known=KNOWN)
    assert card.start == "accept"
    assert card["accept"].by == Owner("counter", "any")
    assert card["decide"].by == Owner("civil_affairs", "district")
    missing = card["missing"]
    assert (str(missing.waits_for), missing.max_wait, missing.after) == ("applicant", "15 working days", "end")
    assert (missing.pauses, missing.by, missing.is_wait) == ("legal clock", None, True)
    assert card["issue"].effects == (
        Effect("makes", ("certificate",)),
        Effect("delivers", ("counter", "post", "app")),
    )


def test_an_action_is_addressed_for_all_steps_or_for_one() -> None:
    flow = compile_flow(report(), known=KNOWN)
    ways = {(s.name, a.name): a.goes_to for s in flow.steps for a in s.actions}
    assert ways["accept", "refer"] == "accept"
    assert ways["handle", "refer"] == "coordinate"
    refer = flow["accept"].actions[1]
    assert refer == Action(
        "refer", "accept", (Ask("reason", required=True), Ask("next_owner", required=True)), returns=True
    )
    assert flow["handle"].actions[0].label == (("en", "Answer"), ("zh", "答复"))
    assign = flow["coordinate"].actions[0]
    assert flow["coordinate"].who(assign) == Owner("street_lead", "any")
    assert flow["handle"].who(flow["handle"].actions[0]) == Owner("owner")


@pytest.mark.parametrize("wrap", [lambda steps: steps, lambda steps: {"steps": steps}])
def test_a_plain_list_of_steps_is_a_chain(wrap: Any) -> None:
    flow = compile_flow(wrap(["accept", {"name": "handle", "limit": "1 d"}, "close"]))
    assert [(s.name, str(s.by), [(a.name, a.goes_to) for a in s.actions]) for s in flow.steps] == [
        ("accept", "owner", [("done", "handle")]),
        ("handle", "owner", [("done", "close")]),
        ("close", "owner", [("done", "end")]),
    ]


def test_in_a_chain_goes_and_after_are_said_only_where_they_differ() -> None:
    wait = {"name": "wait", "waits_for": "applicant", "max": "3 d", "actions": ["answered", "withdraw"]}
    flow = compile_flow({"steps": ["accept", wait, "close"], "goes": {"withdraw": "end"}})
    assert flow["wait"].after == "close"
    assert [action.goes_to for action in flow["wait"].actions] == ["close", "end"]


@pytest.mark.parametrize(
    ("text", "role", "level"),
    [
        ("owner", "owner", ""),
        ("any counter", "counter", "any"),
        ("grid_worker of grid", "grid_worker", "grid"),
        ("civil  affairs of district", "civil_affairs", "district"),
    ],
)
def test_an_owner_rule_is_a_role_and_a_level(text: str, role: str, level: str) -> None:
    owner = parse_owner(text)
    assert owner == Owner(role, level)
    assert parse_owner(str(owner)) == owner


@pytest.mark.parametrize(
    "text",
    [
        "",
        "any",
        "of grid",
        "guard of",
        "guard of a of b",
        "any guard of b",
        "guard of any",
        "any any",
        "Guard",
        "卫 of b",
    ],
)
def test_a_text_that_names_no_owner_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="^" + text + "$"):
        parse_owner(text)


@pytest.mark.parametrize("spec", [smoke(), elder_card(), report(), ["accept", "close"]])
def test_what_is_dumped_compiles_to_the_same_flow(spec: object) -> None:
    flow = compile_flow(spec, known=KNOWN)
    written = dump(flow)
    assert compile_flow(written, known=KNOWN) == flow
    assert dump(compile_flow(written, known=KNOWN)) == written
    assert problems(flow, known=KNOWN) == []


@pytest.mark.parametrize("spec", [None, {}, {"steps": None}, {"steps": {}}, {"steps": []}, []])
def test_no_steps(spec: object) -> None:
    assert [problem.code for problem in problems(spec)] == ["no_steps"]


@pytest.mark.parametrize("spec", ["accept", 7, True])
def test_not_a_flow_at_all(spec: object) -> None:
    assert problems(spec)[0].code == "not_a_mapping"


SLIPS: list[tuple[tuple[str | int, ...], object, str, str]] = [
    (("step",), {}, "step", "unknown_key"),
    (("start",), "acept", "start", "unknown_start"),
    (("start",), None, "start", "not_text"),
    (("steps", "accept", "limits"), "1 d", "steps.accept.limits", "unknown_key"),
    (("steps", "accept", "max"), "1 d", "steps.accept.max", "only_at_a_wait"),
    (("steps", "missing", "limit"), "1 d", "steps.missing.limit", "not_at_a_wait"),
    (("steps", "missing", "max"), "", "steps.missing.max", "bad_limit"),
    (("steps", "missing", "max"), float("nan"), "steps.missing.max", "bad_limit"),
    (("steps", "missing", "after"), "acceptt", "steps.missing.after", "unknown_target"),
    (("steps", "accept", "limit"), 0, "steps.accept.limit", "bad_limit"),
    (("steps", "accept", "limit"), True, "steps.accept.limit", "bad_limit"),
    (("steps", "accept", "by"), "any guard of grid", "steps.accept.by", "bad_owner"),
    (("steps", "accept", "by"), ["owner"], "steps.accept.by", "not_text"),
    (("steps", "accept", "actions"), "take_in", "steps.accept.actions", "not_a_list"),
    (("steps", "accept", "actions", 0), "take_out", "steps.accept.actions.0", "no_target"),
    (("steps", "accept", "actions", 1), "take_in", "steps.accept.actions.1", "duplicate_action"),
    (("steps", "accept", "actions", 1), True, "steps.accept.actions.1", "not_text"),
    (("steps", "accept", "label"), "受理", "steps.accept.label", "not_a_mapping"),
    (("steps", "issue", "makes"), [], "steps.issue.makes", "not_text"),
    (("steps", "issue", "effects"), ["tels_reporter"], "steps.issue.effects.0", "unknown_effect"),
    (("steps", "issue", "effects"), ["makes"], "steps.issue.effects", "duplicate_effect"),
    (("goes", "take_in"), "decision", "goes.take_in", "unknown_target"),
    (("goes", "take_in"), ["decide", "issue"], "goes.take_in", "not_text"),
    (("goes", "take_im"), "decide", "goes.take_im", "unknown_action"),
    (("goes", "acept.take_in"), "decide", "goes.acept.take_in", "unknown_step"),
    (("goes", "decide.take_in"), "decide", "goes.decide.take_in", "unknown_action"),
    (("actions", "refuse"), {"asks": {"reason": "must"}}, "actions.refuse.asks.reason", "bad_ask"),
    (("actions", "refuse"), {"asks": ["reason"]}, "actions.refuse.asks", "not_a_mapping"),
    (("actions", "refuse"), {"returns": "yes"}, "actions.refuse.returns", "bad_flag"),
    (("actions", "refuse"), {"returns": True}, "actions.refuse", "return_without_owner"),
    (("actions", "refuse"), {"ask": {}}, "actions.refuse.ask", "unknown_key"),
    (("actions", "refuze"), {}, "actions.refuze", "unknown_action"),
]


@pytest.mark.parametrize(("place", "value", "path", "code"), SLIPS)
def test_each_slip_is_told_where_it_stands(place: tuple[str | int, ...], value: object, path: str, code: str) -> None:
    spec: Any = elder_card()
    target = spec
    for key in place[:-1]:
        target = target.setdefault(key, {}) if isinstance(target, dict) else target[key]
    target[place[-1]] = value
    assert (path, code) in told(spec)


def test_the_nearest_right_name_is_told() -> None:
    spec = elder_card()
    spec["goes"]["take_in"] = "decied"
    assert one(spec) == Problem(
        ("flow", "goes", "take_in"), "unknown_target", {"target": "decied", "nearest": "decide"}
    )
    spec["goes"]["take_in"] = "zzz"
    assert one(spec).values["nearest"] == ""


def test_a_large_flow_full_of_slips_is_answered_soon() -> None:
    steps = {f"step_name_{i}": {"actions": [f"a{j}_{i}" for j in range(5)]} for i in range(200)}
    goes = {f"b{j}_{i}": f"stepname_{i}" for j in range(5) for i in range(200)}
    found = problems({"steps": steps, "goes": goes})
    assert len(found) == 2000
    assert sum(bool(problem.values.get("nearest")) for problem in found) <= 50


def test_every_slip_is_found_in_one_look() -> None:
    spec = elder_card()
    spec["steps"]["accept"]["by"] = "any"
    del spec["steps"]["missing"]["max"], spec["steps"]["missing"]["after"], spec["goes"]["issued"]
    assert told(spec) == [
        ("steps.accept.by", "bad_owner"),
        ("steps.missing", "wait_without_after"),
        ("steps.missing", "wait_without_limit"),
        ("steps.issue.actions.0", "no_target"),
    ]


def test_a_return_must_require_the_next_owner() -> None:
    spec = report()
    spec["actions"]["refer"]["asks"]["next_owner"] = "optional"
    assert one(spec) == Problem(("flow", "actions", "refer"), "return_without_owner", {"action": "refer"})


@pytest.mark.parametrize(
    ("steps", "path", "code"),
    [
        (["accept", "accept"], "1", "duplicate_step"),
        (["accept", "end"], "1", "reserved_name"),
        (["accept", {"limit": "1 d"}], "1.name", "not_text"),
        (["accept", "Close it"], "1", "bad_name"),
        (["accept", 3], "1", "not_text"),
        ([f"s{i}" for i in range(201)], "", "too_many_steps"),
    ],
)
def test_a_chain_with_a_wrong_name(steps: list[object], path: str, code: str) -> None:
    assert told(steps) == [(path, code)]


def test_the_callers_lists_close_roles_levels_fields_and_clocks() -> None:
    known = Vocabulary(
        effects=KNOWN.effects,
        roles=frozenset({"grid_worker", "street_lead"}),
        levels=frozenset({"grid", "street"}),
        fields=frozenset({"reason", "words", "photo"}),
        clocks=frozenset({"legal clock"}),
    )
    assert problems(report(), known=known) == []
    spec = report()
    spec["steps"]["accept"]["by"] = "grid_wroker of gird"
    spec["actions"]["answer"]["asks"]["fotos"] = "optional"
    assert [(p.code, p.values["nearest"]) for p in problems(spec, known=known)] == [
        ("unknown_field", "photo"),
        ("unknown_role", "grid_worker"),
        ("unknown_level", "grid"),
    ]
    spec = elder_card()
    spec["steps"]["missing"]["pauses"] = "the clock"
    assert "unknown_clock" in [problem.code for problem in problems(spec, known=known)]


def test_effects_are_closed_even_when_no_list_is_given() -> None:
    assert told(elder_card(), Vocabulary()) == [
        ("steps.issue.makes", "unknown_key"),
        ("steps.issue.delivers", "unknown_key"),
    ]


def test_unsound_carries_the_problems_with_the_place_of_the_pack() -> None:
    with pytest.raises(Unsound, match=r"^items\.0\.flow\.goes\.x: unknown_action$") as caught:
        compile_flow(smoke() | {"goes": {**smoke()["goes"], "x": "end"}}, at=("items", 0, "flow"))
    assert caught.value.problems[0].path == ("items", 0, "flow", "goes", "x")
