"""Writing a flow back in the grammar of `reading`, as plain mappings, lists and texts for YAML or JSON.

`compile_flow(dump(flow)) == flow`, and dumping that again gives the same. The order of steps, actions and
asked fields is the order of keys: a store that sorts keys (jsonb does) keeps the meaning but loses the
order screens show.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from linli.engines.flow.model import Action, Effect, Flow, Step
from linli.engines.flow.pieces import OPTIONAL, REQUIRED

T = TypeVar("T")


def dump(flow: Flow) -> dict[str, object]:
    """The flow as a pack would write it, its start always said."""
    spec: dict[str, object] = {"start": flow.start, "steps": {step.name: _step(step) for step in flow.steps}}
    details = {address: body for address, body in _addressed(flow, _details).items() if body}
    goes = _addressed(flow, lambda action: action.goes_to)
    return spec | _said(actions=details, goes=goes)


def _addressed(flow: Flow, of: Callable[[Action], T]) -> dict[str, T]:
    """One entry for an action that is the same wherever it is offered, else one for each step.action."""
    found: dict[str, list[tuple[str, T]]] = {}
    for step in flow.steps:
        for action in step.actions:
            found.setdefault(action.name, []).append((f"{step.name}.{action.name}", of(action)))
    spec: dict[str, T] = {}
    for name, entries in found.items():
        first = entries[0][1]
        spec.update({name: first} if all(entry == first for _, entry in entries) else dict(entries))
    return spec


def _step(step: Step) -> dict[str, object]:
    kind = _said(
        waits_for=step.waits_for and str(step.waits_for),
        max=step.max_wait,
        after=step.after,
        pauses=step.pauses,
        by=step.by and str(step.by),
        limit=step.limit,
        branches={branch.name: list(branch.steps) for branch in step.branches},
        each=step.each,
        cases=list(step.cases),
        join=step.join if step.is_fork else None,
        then=step.then,
        actions=[action.name for action in step.actions],
    )
    return kind | _effects(step.effects) | _said(label=dict(step.label))


def _details(action: Action) -> dict[str, object]:
    own = _said(
        by=action.by and str(action.by),
        returns=action.most_returns or action.returns,
        after=action.after,
        asks={ask.field: REQUIRED if ask.required else OPTIONAL for ask in action.asks},
    )
    return own | _effects(action.effects) | _said(label=dict(action.label))


def _effects(effects: Iterable[Effect]) -> dict[str, object]:
    bare = [effect.name for effect in effects if not effect.values]
    worded = {effect.name: _one_or_list(effect.values) for effect in effects if effect.values}
    return _said(effects=bare) | worded


def _one_or_list(values: tuple[str, ...]) -> object:
    return values[0] if len(values) == 1 else list(values)


def _said(**entries: object) -> dict[str, object]:
    """The entries that say something: no None, no empty list, no false flag."""
    return {key: value for key, value in entries.items() if value}
