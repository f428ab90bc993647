"""Flows in which several units work at once: the one of a hotline, and random ones."""

from hypothesis import strategies as st

from linli.engines.flow.tests.flows import Spec, sound_specs


def shared() -> Spec:
    """The lead brings in co-handlers, a check runs at two desks at once, and a road is mended as a case of its own."""
    return {
        "start": "accept",
        "steps": {
            "accept": {"limit": "2 h", "actions": ["take_on", "share", "check"]},
            "together": {
                "limit": "2 d",
                "branches": {"helping": ["help", "show"]},
                "each": "helping",
                "actions": ["handled", "bring_in"],
            },
            "help": {"limit": "1 d", "actions": ["helped", "cannot"]},
            "show": {"limit": "1 h", "actions": ["shown"]},
            "joint": {
                "by": "street_lead of street",
                "branches": {"police": ["ask_police"], "housing": ["ask_housing"]},
                "then": "answer",
            },
            "ask_police": {"by": "police of district"},
            "ask_housing": {"by": "housing of district", "limit": "3 d"},
            "repave": {"cases": ["road_damage"], "join": "lead", "actions": ["go_on"]},
            "answer": {"actions": ["answered"]},
        },
        "actions": {
            "share": {"asks": {"co_handlers": "required"}},
            "bring_in": {"asks": {"co_handlers": "required"}},
            "cannot": {"asks": {"text": "required"}},
        },
        "goes": {
            "take_on": "repave",
            "share": "together",
            "check": "joint",
            "handled": "answer",
            "bring_in": "together",
            "helped": "show",
            "cannot": "end",
            "go_on": "answer",
            "answered": "end",
        },
    }


@st.composite
def forked_specs(draw: st.DrawFn, most: int = 5) -> Spec:
    """A sound flow, some of whose worked steps have become forks with sound branches of one to three steps."""
    spec = draw(sound_specs(most=most))
    for name in [name for name, body in spec["steps"].items() if "waits_for" not in body and body["actions"]]:
        if draw(st.booleans()):
            _fork(draw, spec, name)
    return spec


def _fork(draw: st.DrawFn, spec: Spec, name: str) -> None:
    branches = {}
    for number in range(draw(st.integers(1, 3))):
        steps = [f"{name}_b{number}_{place}" for place in range(draw(st.integers(1, 3)))]
        branches[f"{name}_b{number}"] = steps
        for place, step in enumerate(steps):
            spec["steps"][step] = {"limit": "1 h", "actions": ["on", "stop"]}
            on = ([*steps, "end"])[place + 1]
            spec["goes"] |= {f"{step}.on": on, f"{step}.stop": draw(st.sampled_from([*steps, "end"]))}
    spec["steps"][name] |= {"branches": branches, "join": draw(st.sampled_from(["all", "lead"]))}
    enters = [
        address
        for address, target in spec["goes"].items()
        if target == name and "waits_for" not in spec["steps"][address.split(".")[0]]
    ]
    others = [body.get("after") for body in spec["steps"].values()]
    if spec["start"] != name and name not in others and draw(st.booleans()):
        spec["steps"][name]["each"] = draw(st.sampled_from(sorted(branches)))
        for address in [one for one, target in spec["goes"].items() if target == name or one in enters]:
            details = spec["actions"].setdefault(address, {})
            spec["actions"][address] = {**details, "asks": {**details.get("asks", {}), "co_handlers": "required"}}
