"""Moving a case along its flow: what may be done where it stands, and where that leads."""

from linli.engines.flow.model import END, Action, End, Flow, Step, StepNotAllowed


def allowed(flow: Flow, at: str) -> tuple[Action, ...]:
    """The actions offered at a step, in the order written; none at the end. KeyError for a step the flow has not."""
    return () if at == END.name else flow[at].actions


def step(flow: Flow, at: str, action: str) -> Step | End:
    """Where the action leads from the step `at`. StepNotAllowed where it is not offered (at the end, nothing is)."""
    offered = allowed(flow, at) if at in flow or at == END.name else ()
    for each in offered:
        if each.name == action:
            return _at(flow, each.goes_to)
    raise StepNotAllowed(at, action, tuple(each.name for each in offered))


def time_out(flow: Flow, at: str) -> Step | End:
    """Where a wait leads when its `max_wait` has run out. StepNotAllowed at a step that does not wait."""
    after = flow[at].after if at in flow else None
    if after is None:
        raise StepNotAllowed(at, "time_out", tuple(each.name for each in flow[at].actions) if at in flow else ())
    return _at(flow, after)


def _at(flow: Flow, name: str) -> Step | End:
    return END if name == END.name else flow[name]
