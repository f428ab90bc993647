"""Two versions side by side, and the map that moves running cases."""

from linli.engines.flow import Change, Owner, compile_flow, diff, map_problems, same_names
from linli.engines.flow.tests.flows import KNOWN, report

OLD = compile_flow(report(), known=KNOWN)


def changed() -> dict[str, object]:
    spec = report()
    del spec["steps"]["coordinate"], spec["actions"]["coordinate.assign"], spec["goes"]["assign"]
    spec["steps"]["handle"] |= {"limit": "1 working day", "actions": ["answer", "hand_up"]}
    spec["steps"]["desk"] = {"by": "street_lead of street", "actions": ["answer"]}
    spec["actions"]["accept.refer"] = spec["actions"].pop("refer")
    spec["goes"] = {"take_on": "handle", "answer": "end", "accept.refer": "accept", "hand_up": "desk"}
    return spec


def test_the_same_flow_has_no_difference() -> None:
    assert not diff(OLD, compile_flow(report(), known=KNOWN))
    turned = report()
    turned["steps"] = dict(reversed(turned["steps"].items()))
    assert not diff(OLD, compile_flow(turned, known=KNOWN))


def test_a_difference_says_what_changed_where() -> None:
    new = compile_flow(changed(), known=KNOWN)
    found = diff(OLD, new)
    assert (found.added, found.removed) == (("desk",), ("coordinate",))
    assert found.changes == (
        Change(("handle", "limit"), "2 working days", "1 working day"),
        Change(("handle", "actions", "refer"), OLD["handle"].actions[1], None),
        Change(("handle", "actions", "hand_up"), None, new["handle"].actions[1]),
    )


def test_start_owner_and_target_are_compared() -> None:
    spec = report() | {"start": "handle"}
    spec["steps"]["handle"]["by"] = "guard of compound"
    spec["steps"]["coordinate"]["actions"] = ["assign", "give_back"]
    spec["goes"]["give_back"] = "accept"
    spec["goes"]["answer"] = "coordinate"
    spec["goes"]["assign"] = "end"
    changes = diff(OLD, compile_flow(spec, known=KNOWN)).changes
    assert Change(("start",), "accept", "handle") in changes
    assert Change(("handle", "by"), Owner("owner"), Owner("guard", "compound")) in changes
    assert Change(("handle", "actions", "answer", "goes_to"), "end", "coordinate") in changes


def test_every_old_step_needs_an_image_that_is_a_step() -> None:
    new = compile_flow(changed(), known=KNOWN)
    same = same_names(OLD, new)
    assert same == {"accept": "accept", "handle": "handle"}
    (missing,) = map_problems(OLD, new, same)
    assert (missing.code, missing.values["step"], missing.path) == ("no_image", "coordinate", ("coordinate",))
    assert map_problems(OLD, new, same, standing={"accept"}) == []
    assert map_problems(OLD, new, same | {"coordinate": "desk"}) == []


def test_a_map_names_steps_only_and_never_ends_a_case() -> None:
    new = compile_flow(changed(), known=KNOWN)
    wrong = {"accept": "end", "handle": "dsk", "coordinate": "desk", "acept": "desk"}
    found = [(p.path, p.code, p.values["nearest"]) for p in map_problems(OLD, new, wrong, at=("map",))]
    assert found == [
        (("map", "accept"), "image_unknown", ""),
        (("map", "handle"), "image_unknown", "desk"),
        (("map", "acept"), "unknown_step", "accept"),
    ]
