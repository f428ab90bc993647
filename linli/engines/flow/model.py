"""What a flow of cases is made of, as frozen values.

A flow is a net with one token on its main line: an action moves it to another step or to the end. A step is
either worked by its owner (`by`, `limit`) or waits for somebody outside (`waits_for`, `max_wait`, `after`).
A fork is a worked step that opens branches, each a few steps of its own with a token of its own, while the
main line stays at the fork; the end of a branch is the join. Forks do not nest: what needs more is a case of
its own (`cases`). Limits are opaque here: a text such as "3 working days" or a number, whatever the
caller's calendar reads. Effects are names from the caller's closed list, with the words written beside them
in the pack (`makes: certificate`); a step's effects happen when a case enters it, an action's when it is
done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

Path = tuple[str | int, ...]
Limit = str | int | float
Label = tuple[tuple[str, str], ...]


class End(Enum):
    """Where a finished case stands. Like a step it has a name: "end", the word packs write."""

    end = "end"


END: Final = End.end
NEXT_OWNER: Final = "next_owner"
"""The field an action that returns a case must ask for: refusal needs a next owner (首接负责)."""

CO_HANDLERS: Final = "co_handlers"
"""The field an action must ask for that leads to a fork with one branch for each chosen unit."""

ALL, LEAD = "all", "lead"
"""Rules of a join: everybody's part is in; or the lead goes on when they see fit, and releases who is left."""

ITEM_OWNER: Final = "owner"
"""The role of an owner rule that means the owner of the item itself; known everywhere."""

ANY: Final = "any"
"""The level of a rule that every holder of the role meets, wherever they are: `any counter` (多点受理)."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A rule that names who acts: a role, and the level of the division or area whose holder is meant.

    `grid_worker of grid` is ("grid_worker", "grid"), `any counter` is ("counter", "any"), `owner` is
    ("owner", ""): the owner of the item itself.
    """

    role: str
    level: str = ""

    def __str__(self) -> str:
        if self.level == ANY:
            return f"{ANY} {self.role}"
        return f"{self.role} of {self.level}" if self.level else self.role


@dataclass(frozen=True, slots=True)
class Effect:
    """Something the city does when a step is entered or an action is done, e.g. ("makes", ("certificate",))."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A field of the form that an action shows; required ones must be filled before the action is done."""

    field: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One way out of a step. `goes_to` is a step's name or "end"; `by` is None where the step's own owner acts.

    An action that `returns` a case does so `most_returns` times at the most; the last of them leads to `after`
    instead, to somebody who decides whose it is.
    """

    name: str
    goes_to: str
    asks: tuple[Ask, ...] = ()
    effects: tuple[Effect, ...] = ()
    returns: bool = False
    most_returns: int | None = None
    after: str | None = None
    by: Owner | None = None
    label: Label = ()

    @property
    def targets(self) -> tuple[str, ...]:
        return (self.goes_to, self.after) if self.after else (self.goes_to,)


@dataclass(frozen=True, slots=True)
class Branch:
    """One part of a fork, worked beside the others: its steps, the first of them where it begins."""

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A place where a case stands: worked by `by` within `limit`, or waiting for `waits_for` at most
    `max_wait`.

    A wait that runs out goes to `after` by itself; `pauses` names the clock that stands still meanwhile.
    A fork opens its `branches` (the one named `each` once for every unit that was chosen) and the `cases` of
    the items it names. Until they are in, no action leads away from it where `join` is "all"; when they are,
    it goes on to `then` by itself if that is said.
    """

    name: str
    by: Owner | None = None
    limit: Limit | None = None
    actions: tuple[Action, ...] = ()
    waits_for: Owner | None = None
    max_wait: Limit | None = None
    after: str | None = None
    pauses: str | None = None
    branches: tuple[Branch, ...] = ()
    each: str | None = None
    cases: tuple[str, ...] = ()
    join: str = ALL
    then: str | None = None
    effects: tuple[Effect, ...] = ()
    label: Label = ()

    @property
    def is_fork(self) -> bool:
        return bool(self.branches or self.cases)

    @property
    def is_wait(self) -> bool:
        return self.waits_for is not None

    def who(self, action: Action) -> Owner | None:
        """Whose action it is: the action's own rule, else the step's owner, else the one waited for."""
        return action.by or self.by or self.waits_for

    def targets(self) -> tuple[str, ...]:
        """Every name this step leads to, by action, time-out or join, each once, in the order written."""
        names = [target for action in self.actions for target in action.targets]
        return tuple(dict.fromkeys([*names, *(name for name in (self.after, self.then) if name)]))


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps in the order written, and the name of the step where a case begins.

    Only `compile_flow` promises that a flow is sound; a Flow made by hand may be checked with `problems`.
    """

    steps: tuple[Step, ...]
    start: str
    _index: dict[str, Step] = field(init=False, repr=False, compare=False)
    _lanes: dict[str, tuple[str, Branch]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lanes = {name: (fork.name, lane) for fork in self.steps for lane in fork.branches for name in lane.steps}
        object.__setattr__(self, "_index", {step.name: step for step in self.steps})
        object.__setattr__(self, "_lanes", lanes)

    def __getitem__(self, name: str) -> Step:
        """The step of that name; KeyError where there is none (the end is not a step)."""
        return self._index[name]

    def __contains__(self, name: object) -> bool:
        return name in self._index

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(step.name for step in self.steps)

    def fork_of(self, name: str) -> str:
        """The fork in a branch of which the step lies, "" on the main line."""
        return self._lanes[name][0] if name in self._lanes else ""

    def branch_of(self, name: str) -> str:
        """The branch in which the step lies, "" on the main line."""
        return self._lanes[name][1].name if name in self._lanes else ""

    def block(self, branch: Branch | None = None) -> "Flow":
        """The main line, or one branch, as a flow of its own; its end is the end of the case, or the join."""
        if branch is None:
            return Flow(tuple(step for step in self.steps if step.name not in self._lanes), self.start)
        return Flow(tuple(self._index[name] for name in branch.steps), branch.steps[0])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The closed lists a flow is checked against. Effects are always closed (none by default).

    Roles, levels, fields and clocks are checked only where a list is given; None leaves them open. The role
    `owner` and the fields `next_owner` and `co_handlers` are the grammar's own and need not be listed. Effects
    of the `main_line` speak for the whole case, so no branch may have them.
    """

    effects: frozenset[str] = frozenset()
    main_line: frozenset[str] = frozenset()
    roles: frozenset[str] | None = None
    levels: frozenset[str] | None = None
    fields: frozenset[str] | None = None
    clocks: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where in the pack (`("flow", "goes", "refer")`), a code of `words.SENTENCES`, and
    its values.

    `values["nearest"]`, where not empty, is the known name that looks most like the one written.
    """

    path: Path
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


class Unsound(ValueError):
    """The flow must not be published. `problems` says why, each with its place in the pack."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{'.'.join(map(str, p.path))}: {p.code}" for p in self.problems))


class StepNotAllowed(ValueError):
    """The case stands at `at`, where `action` is not offered; `allowed` are the actions that are."""

    def __init__(self, at: str, action: str, allowed: tuple[str, ...]) -> None:
        self.at, self.action, self.allowed = at, action, allowed
        super().__init__(f"{action!r} is not allowed at {at!r}, only {', '.join(allowed) or 'nothing'}")
