"""The promise a flow's limits add up to, against trying every way."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from linli.engines.flow import CriticalPath, Flow, compile_flow, completing, critical_path, edges, reachable
from linli.engines.flow.tests.flows import KNOWN, Spec, elder_card, sound_specs

CARD = compile_flow(elder_card(), known=KNOWN)


def ways(flow: Flow, at: str, passed: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if at == "end":
        yield passed
    for target in flow[at].targets() if at in flow else ():
        if target not in (*passed, at):
            yield from ways(flow, target, (*passed, at))


def test_what_can_be_reached() -> None:
    assert reachable(CARD) == completing(CARD) == {*CARD.names, "end"}
    assert reachable(CARD, "decide") == {"decide", "issue", "end"}
    assert edges(CARD)["missing"] == ("accept", "end")


def test_the_promise_is_the_longest_way_and_coming_back_is_no_new_promise() -> None:
    days = {"accept": 1, "decide": 1, "issue": 1}
    assert critical_path(CARD, days) == CriticalPath(3, ("accept", "decide", "issue"), exact=True)
    assert critical_path(CARD, days | {"missing": 15}).steps == ("accept", "missing")


def test_a_loop_with_two_entrances_is_walked_both_ways() -> None:
    """As in a report to the grid: what is not found on site is answered at once, and a bad answer is sent back."""
    spec: Spec = {
        "steps": {
            "verify": {"actions": ["confirmed", "not_found"]},
            "handle": {"actions": ["handled"]},
            "answer": {"actions": ["good", "bad"]},
            "review": {"actions": ["send_back", "explain"]},
        },
        "goes": {
            "confirmed": "handle",
            "not_found": "answer",
            "handled": "answer",
            "good": "end",
            "bad": "review",
            "send_back": "handle",
            "explain": "answer",
        },
    }
    hours = {"verify": 4, "handle": 16, "answer": 4, "review": 4}
    assert critical_path(compile_flow(spec), hours) == CriticalPath(24, ("verify", "handle", "answer"), exact=True)


def test_too_many_ways_are_bounded_from_above() -> None:
    names = [f"s{place}" for place in range(30)]
    steps = {name: {"actions": [f"to_{other}" for other in names] + ["close"]} for name in names}
    flow = compile_flow({"steps": steps, "goes": {"close": "end", **{f"to_{name}": name for name in names}}})
    path = critical_path(flow, dict.fromkeys(names, 2))
    assert (path.total, path.exact, path.steps) == (60, False, tuple(names))


@given(sound_specs(most=7), st.lists(st.integers(0, 9), min_size=7, max_size=7))
def test_against_every_way_that_repeats_no_step(spec: Spec, numbers: list[int]) -> None:
    flow = compile_flow(spec, known=KNOWN)
    limits = dict(zip(sorted(flow.names), numbers, strict=False))
    longest = max(sum(limits[name] for name in way) for way in ways(flow, flow.start))
    path = critical_path(flow, limits)
    assert path.exact
    assert path.total == longest == sum(limits[name] for name in path.steps)
    assert path.steps in set(ways(flow, flow.start))
