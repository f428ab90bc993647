"""Comparing two versions of a flow, and checking the step map that moves running cases from the old to the
new.

Running cases stay on the version they were opened under unless they are moved by an explicit map, every old
step named (a case in flight may stand at any of them). A case is never moved to the end: only an action
ends it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from linli.engines.flow.model import Action, Flow, Path, Problem, Step
from linli.engines.flow.pieces import nearest

FORK_FIELDS = ("branches", "each", "cases", "join", "then")
STEP_FIELDS = ("by", "limit", "waits_for", "max_wait", "after", "pauses", *FORK_FIELDS, "effects", "label")
ACTION_FIELDS = ("goes_to", "asks", "effects", "returns", "most_returns", "after", "by", "label")


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs: `("handle", "limit")` or `("handle", "actions", "refer", "goes_to")`, before
    and after.

    An action that came or went is a change of ("handle", "actions", "refer") with None on the side where it
    is not.
    """

    path: tuple[str, ...]
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Diff:
    """What became of the steps: names added and removed, and the changes at those in both versions."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changes)


def diff(old: Flow, new: Flow) -> Diff:
    """The difference between two versions; false where they mean the same (the order of steps means nothing)."""
    changes = [Change(("start",), old.start, new.start)] if old.start != new.start else []
    for name in old.names:
        if name in new:
            changes += _step_changes(old[name], new[name])
    return Diff(
        added=tuple(name for name in new.names if name not in old),
        removed=tuple(name for name in old.names if name not in new),
        changes=tuple(changes),
    )


def _step_changes(old: Step, new: Step) -> Iterator[Change]:
    yield from _fields((old.name,), STEP_FIELDS, old, new)
    before = {action.name: action for action in old.actions}
    after = {action.name: action for action in new.actions}
    for name in {**before, **after}:
        path = (old.name, "actions", name)
        if name in before and name in after:
            yield from _fields(path, ACTION_FIELDS, before[name], after[name])
        else:
            yield Change(path, before.get(name), after.get(name))


def _fields(path: tuple[str, ...], names: tuple[str, ...], old: Step | Action, new: Step | Action) -> Iterator[Change]:
    for name in names:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change((*path, name), before, after)


def same_names(old: Flow, new: Flow) -> dict[str, str]:
    """The map a person starts from: every old step that the new version still has, to itself."""
    return {name: name for name in old.names if name in new}


def map_problems(
    old: Flow,
    new: Flow,
    step_map: Mapping[str, str],
    *,
    at: Path = (),
    standing: Collection[str] | None = None,
) -> list[Problem]:
    """What keeps cases from being moved by this map: old steps without an image, names that are no step.

    `standing` are the steps where cases stand now (from the dry run); left out, every old step needs its
    image.
    """
    found = [
        Problem((*at, name), "no_image", {"step": name, "nearest": nearest(name, new.names)})
        for name in old.names
        if name not in step_map and (standing is None or name in standing)
    ]
    for source, target in step_map.items():
        if source not in old:
            near = nearest(source, old.names)
            found.append(Problem((*at, source), "unknown_step", {"step": source, "nearest": near}))
        if target not in new:
            near = nearest(target, new.names)
            found.append(Problem((*at, source), "image_unknown", {"step": source, "target": target, "nearest": near}))
        elif source in old and not _alike(old, new, source, target, step_map):
            found.append(Problem((*at, source), "image_elsewhere", {"step": source, "target": target}))
    return found


def _alike(old: Flow, new: Flow, source: str, target: str, step_map: Mapping[str, str]) -> bool:
    """A token stays where tokens are: on the main line, or in the branch of the same name of its fork's image.

    A fork goes to a fork with the same branches, so that nobody's part is lost.
    """
    if old.branch_of(source) != new.branch_of(target):
        return False
    if old.fork_of(source):
        return step_map.get(old.fork_of(source), old.fork_of(source)) == new.fork_of(target)
    return {one.name for one in old[source].branches} <= {one.name for one in new[target].branches}
