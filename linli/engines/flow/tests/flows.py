"""Flows for the tests: the two of the design, one of everything, and random sound ones."""

from typing import Any

from hypothesis import strategies as st

from linli.engines.flow import Vocabulary

Spec = dict[str, Any]

KNOWN = Vocabulary(effects=frozenset({"makes", "delivers", "tells_reporter", "closes_cluster"}))


def smoke() -> Spec:
    return {
        "steps": {
            "alarm": {"by": "owner", "limit": "3 min", "actions": ["arrived"]},
            "check": {"by": "owner", "limit": "27 min", "actions": ["fire", "false_alarm"]},
        },
        "goes": {"arrived": "check", "fire": "end", "false_alarm": "end"},
    }


def elder_card() -> Spec:
    return {
        "steps": {
            "accept": {
                "by": "any counter",
                "limit": "1 working day",
                "actions": ["take_in", "ask_for_missing", "refuse"],
            },
            "missing": {
                "waits_for": "applicant",
                "max": "15 working days",
                "after": "end",
                "pauses": "legal clock",
                "actions": ["answered"],
            },
            "decide": {"by": "civil affairs of district", "limit": "1 working day", "actions": ["approve", "reject"]},
            "issue": {
                "by": "owner",
                "limit": "1 working day",
                "makes": "certificate",
                "delivers": ["counter", "post", "app"],
                "actions": ["issued"],
            },
        },
        "goes": {
            "take_in": "decide",
            "ask_for_missing": "missing",
            "answered": "accept",
            "approve": "issue",
            "reject": "end",
            "refuse": "end",
            "issued": "end",
        },
    }


def report() -> Spec:
    """The flow of a report to the grid: return only with a next owner, one action that leads to two places."""
    return {
        "start": "accept",
        "steps": {
            "accept": {"by": "grid_worker of grid", "limit": "30 min", "actions": ["take_on", "refer"]},
            "handle": {"by": "owner", "limit": "2 working days", "actions": ["answer", "refer"]},
            "coordinate": {"by": "street_lead of street", "limit": "4 working hours", "actions": ["assign"]},
        },
        "actions": {
            "refer": {"returns": True, "asks": {"reason": "required", "next_owner": "required"}},
            "answer": {
                "asks": {"words": "required", "photo": "optional"},
                "effects": ["tells_reporter"],
                "label": {"zh": "答复", "en": "Answer"},
            },
            "coordinate.assign": {"by": "any street_lead"},
        },
        "goes": {
            "take_on": "handle",
            "answer": "end",
            "assign": "handle",
            "refer": "coordinate",
            "accept.refer": "accept",
            "handle.refer": "coordinate",
        },
    }


NAMES = ("refer", "done", "pass_on", "answer", "urge")
DETAILS: tuple[Spec, ...] = (
    {},
    {"asks": {"words": "required", "photo": "optional"}},
    {"returns": True, "asks": {"reason": "optional", "next_owner": "required"}},
    {"effects": ["tells_reporter"], "closes_cluster": ["same_event", "near"]},
    {"by": "street lead of street", "label": {"zh": "转办", "en": "Pass on"}},
)


@st.composite
def sound_specs(draw: st.DrawFn, most: int = 10) -> Spec:
    """Sound by construction: every step has one way on to a later step, every later step one way in from an
    earlier one, and between waits the ways only go forward. Names are shared between steps on purpose."""
    count = draw(st.integers(1, most))
    names = [f"s{place}" for place in range(count)]
    waits = [draw(st.booleans()) for _ in names]
    after = [*names, "end"]
    ways: list[list[str]] = [[draw(st.sampled_from(after[place + 1 :]))] for place in range(count)]
    for place in range(1, count):
        if not any(names[place] in targets for targets in ways[:place]):
            ways[draw(st.integers(0, place - 1))].append(names[place])
    for place in range(count):
        allowed = [n for other, n in enumerate(names) if other > place or not (waits[place] and waits[other])]
        ways[place] += draw(st.lists(st.sampled_from([*allowed, "end"]), max_size=2))
    order = draw(st.permutations(range(count)))
    spec: Spec = {"start": "s0", "steps": {}, "goes": {}, "actions": {}}
    for place in order:
        _write(draw, spec, names[place], ways[place], is_wait=waits[place])
    return spec


def _write(draw: st.DrawFn, spec: Spec, name: str, targets: list[str], *, is_wait: bool) -> None:
    body: Spec = {"by": draw(st.sampled_from(["owner", "any counter", "guard of compound"])), "limit": "1 d"}
    if is_wait:
        body = {"waits_for": "applicant", "max": draw(st.integers(1, 9)), "after": targets.pop()}
        body |= draw(st.sampled_from([{}, {"pauses": "legal clock"}]))
    actions = [NAMES[i] if i < len(NAMES) else f"more{i}" for i in range(len(targets))]
    for action, target in zip(actions, targets, strict=True):
        spec["goes"][f"{name}.{action}"] = target
        details = draw(st.sampled_from(DETAILS))
        if details:
            spec["actions"][f"{name}.{action}"] = details
    body |= draw(st.sampled_from([{}, {"makes": "certificate"}, {"effects": ["tells_reporter"]}]))
    spec["steps"][name] = body | {"actions": actions}
