"""The steps of a flow as written, before their actions know where they lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linli.engines.flow.model import END, Path
from linli.engines.flow.pieces import Findings

DONE = "done"
"""The action of a step in a chain that names none."""

MOST_STEPS = 200
"""A case stands at one step, so a flow has as many states as steps; more than a person can draw is a slip."""


@dataclass(slots=True)
class Draft:
    """A step as written: its body and place in the pack, the actions it offers and theirs, the next in a chain."""

    name: str
    body: Mapping[object, object]
    path: Path
    offers: dict[str, Path] = field(default_factory=dict)
    onward: str | None = None
    branch: str = ""
    branches: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_wait(self) -> bool:
        return "waits_for" in self.body

    @property
    def is_fork(self) -> bool:
        return "branches" in self.body or "cases" in self.body


def read_drafts(find: Findings, given: object, path: Path) -> dict[str, Draft]:
    """The steps by name, in the order written, from a mapping of bodies or from the list of a chain."""
    in_chain = isinstance(given, list | tuple)
    written = _listed(find, given, path) if isinstance(given, list | tuple) else _named(find, given, path)
    if not given:
        find.tell(path, "no_steps")
    if len(written) > MOST_STEPS:
        find.tell(path, "too_many_steps", count=len(written), most=MOST_STEPS)
        return {}
    drafts = _by_name(find, written)
    in_branches = read_branches(find, drafts)
    if in_chain:
        _chain(drafts, [name for name in drafts if name not in in_branches])
    for draft in drafts.values():
        _offers(find, draft)
    return drafts


def _chain(drafts: Mapping[str, Draft], names: Sequence[str]) -> None:
    """Each of these steps leads to the next one where nothing else is said, the last to the end."""
    for name, following in zip(names, [*names, END.name][1:], strict=True):
        drafts[name].onward = following


def read_branches(find: Findings, drafts: Mapping[str, Draft]) -> set[str]:
    """The branches of every fork: lists of steps, chained. Returns the names of all steps in branches."""
    placed: set[str] = set()
    named: set[str] = set()
    for draft in drafts.values():
        path = (*draft.path, "branches")
        for key, given in find.mapping(draft.body.get("branches"), path).items():
            here = (*path, str(key))
            branch = find.name(key, here)
            if branch in named:
                find.tell(here, "duplicate_branch", branch=branch)
            elif branch:
                named.add(branch)
                draft.branches[branch] = _branch(find, drafts, given, here, placed)
                _chain(drafts, draft.branches[branch])
    return placed


def _branch(find: Findings, drafts: Mapping[str, Draft], given: object, path: Path, placed: set[str]) -> list[str]:
    names = []
    for place, one in enumerate(find.items(given, path)):
        here = (*path, place)
        name = find.text(one, here)
        if name and name not in drafts:
            find.unlisted(here, "unknown_step", name, drafts, step=name)
        elif name in placed:
            find.tell(here, "step_in_two_branches", step=name)
        elif name and drafts[name].is_fork:
            find.tell(here, "fork_in_branch", step=name)
        elif name:
            names.append(name)
            placed.add(name)
            drafts[name].branch = str(path[-1])
    if not names:
        find.tell(path, "empty_branch", branch=str(path[-1]))
    return names


def _named(find: Findings, given: object, path: Path) -> list[Draft]:
    drafts = []
    for key, body in find.mapping(given, path).items():
        here = (*path, str(key))
        drafts.append(Draft(find.name(key, here), find.mapping(body, here), here))
    return drafts


def _listed(find: Findings, given: Sequence[object], path: Path) -> list[Draft]:
    drafts = []
    for place, one in enumerate(given):
        here = (*path, place)
        if isinstance(one, Mapping):
            name = find.name(one.get("name"), (*here, "name"))
            drafts.append(Draft(name, {key: one[key] for key in one if key != "name"}, here))
        else:
            drafts.append(Draft(find.name(one, here), {}, here))
    return drafts


def _by_name(find: Findings, written: Sequence[Draft]) -> dict[str, Draft]:
    drafts: dict[str, Draft] = {}
    for draft in written:
        if draft.name in drafts:
            find.tell(draft.path, "duplicate_step", step=draft.name)
        elif draft.name:
            drafts[draft.name] = draft
    return drafts


def _offers(find: Findings, draft: Draft) -> None:
    path = (*draft.path, "actions")
    written = find.items(draft.body.get("actions"), path)
    for place, given in enumerate(written):
        name = find.name(given, (*path, place))
        if name in draft.offers:
            find.tell((*path, place), "duplicate_action", step=draft.name, action=name)
        elif name:
            draft.offers[name] = (*path, place)
    goes_by_itself = draft.is_wait or (draft.is_fork and (draft.onward or "then" in draft.body))
    if not written and not goes_by_itself:
        if draft.onward:
            draft.offers[DONE] = draft.path
        else:
            find.tell(draft.path, "no_actions", step=draft.name)
