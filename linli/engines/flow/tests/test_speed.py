"""The order of magnitude, with room for a slow and busy machine: a flow is compiled per publication and per process
start, a step is taken per request."""

from collections.abc import Callable
from time import process_time

from linli.engines.flow import compile_flow, step
from linli.engines.flow.tests.flows import Spec


def chain(count: int) -> Spec:
    """Steps in a row, each with a way on and a way back."""
    names = [*(f"s{place}" for place in range(count)), "end"]
    goes = {f"{name}.on": names[place + 1] for place, name in enumerate(names[:-1])}
    goes |= {f"{name}.back": names[max(place - 1, 0)] for place, name in enumerate(names[:-1])}
    return {"steps": {name: {"actions": ["on", "back"]} for name in names[:-1]}, "goes": goes}


def seconds(work: Callable[[], object], times: int) -> float:
    """Process time of one call, the best of three rounds."""
    rounds = []
    for _ in range(3):
        before = process_time()
        for _ in range(times):
            work()
        rounds.append((process_time() - before) / times)
    return min(rounds)


def test_thirty_steps_compile_in_milliseconds_and_a_step_costs_microseconds() -> None:
    spec = chain(30)
    flow = compile_flow(spec)
    assert seconds(lambda: compile_flow(spec), 10) < 0.010
    assert seconds(lambda: step(flow, "s7", "back"), 1000) < 0.000_020
