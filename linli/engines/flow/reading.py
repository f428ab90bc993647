"""Reading a flow as a pack writes it.

    flow:
      start: accept                       # left out: the first step
      steps:
        accept:  {by: any counter, limit: 1 working day, actions: [take_in, ask_for_missing, refuse]}
        missing: {waits_for: applicant, max: 15 working days, after: accept, pauses: legal clock,
                  actions: [answered]}
        decide:  {by: owner, limit: 1 working day, actions: [approve, refuse, pass_on]}
        issue:   {by: owner, limit: 1 working day, makes: certificate, actions: [issued]}
      actions:                            # only where there is more to say about an action
        pass_on: {returns: true, asks: {reason: required, next_owner: required, photo: optional}}
        accept.refuse: {by: street_lead of street, effects: [tells_reporter], label: {zh: 不予受理}}
      goes: {take_in: decide, ask_for_missing: missing, answered: accept, approve: issue, pass_on: accept,
             issued: end, refuse: end, decide.refuse: accept}

`goes` and `actions` are addressed in one way: an action's name speaks for it wherever it is offered,
`step.action` for one step, and goes before the other. A step without `by` belongs to the `owner` of the
item. An effect with words is a key of its step or action (`makes: certificate`), one without stands in
the list `effects`. A `label` may stand at a step or an action and is kept as written.

A plain list of steps is a chain: `steps: [accept, handle, {name: answer, limit: 1 working day}]`, or the
flow itself is that list. There a step without actions has the one action `done`, and what `goes` and
`after` leave out goes to the next step, from the last one to the end.

Several at once, a fork: the step itself is the lead's, and stands until the others are in.

        together: {by: owner, limit: 2 working days, actions: [handled, release], join: all,
                   branches: {water: [look_at_pipes, mend_pipes], helping: [help]}, each: helping}
        check:    {by: owner, branches: {police: [ask_police], housing: [ask_housing]}, then: visit}
        repave:   {by: owner, cases: [road_damage], actions: [answer]}

A branch is a list of steps that stand among `steps` like all others and lead only to each other; what `goes`
leaves out goes to the next of them, and the `end` of a branch is the join. The branch named `each` is opened
once for every unit chosen by the action that leads to the fork (`asks: {co_handlers: required}`); `owner` in
it is that unit. `join: all` (the default) keeps the lead at the fork until everybody's part is in; `join: lead`
lets them go on, and whoever is not done is released. `then` goes on by itself when all are in. `cases` opens a
case of its own for each item named and counts it like a branch. An action that gives a case back may say how
often: `{returns: 3, after: coordinate}`, the third goes to whoever decides.

A step's kind shows in its keys, and a target is one name.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from linli.engines.flow.drafts import Draft, read_drafts
from linli.engines.flow.model import (
    ALL,
    END,
    ITEM_OWNER,
    LEAD,
    NEXT_OWNER,
    Action,
    Ask,
    Branch,
    Flow,
    Owner,
    Path,
    Problem,
    Step,
    Vocabulary,
)
from linli.engines.flow.pieces import Findings

FLOW_KEYS = ("start", "steps", "actions", "goes")
BOTH_KEYS = ("actions", "effects", "label")
WORK_KEYS = ("by", "limit")
FORK_KEYS = ("branches", "each", "cases", "join", "then")
WAIT_KEYS = ("waits_for", "max", "after", "pauses")
ACTION_KEYS = ("by", "asks", "effects", "returns", "after", "label")


@dataclass(frozen=True, slots=True)
class Reading:
    """The flow as far as it could be understood, each step's place in the pack, and what is wrong."""

    flow: Flow
    places: Mapping[str, Path]
    problems: tuple[Problem, ...]


def read(spec: object, known: Vocabulary, at: Path) -> Reading:
    """Read the flow at the place `at` of its pack. Never raises: what is wrong is in the problems."""
    return _Reader(known, at).read(spec)


class _Reader:
    def __init__(self, known: Vocabulary, at: Path) -> None:
        self.find = Findings(known)
        self.at = at
        self.drafts: dict[str, Draft] = {}
        self.offered: dict[str, Path] = {}
        self.goes: dict[str, str] = {}
        self.details: dict[str, Action] = {}

    def read(self, spec: object) -> Reading:
        chain = isinstance(spec, list | tuple)
        body: Mapping[object, object] = {"steps": spec} if chain else self.find.mapping(spec, self.at)
        self._keys(body, self.at, FLOW_KEYS)
        self.drafts = read_drafts(self.find, body.get("steps"), self.at if chain else (*self.at, "steps"))
        self.offered = {name: path for draft in self.drafts.values() for name, path in draft.offers.items()}
        self._goes(body.get("goes"))
        self._details(body.get("actions"))
        steps = tuple(self._step(draft) for draft in self.drafts.values())
        start = self._start(body)
        places = {draft.name: draft.path for draft in self.drafts.values()}
        return Reading(Flow(steps, start), places, tuple(self.find.problems))

    def _keys(
        self, body: Mapping[object, object], path: Path, keys: Collection[str], also: Collection[str] = ()
    ) -> None:
        """Tell every key that is in neither list; `also` are the effects, where they may stand."""
        for key in body:
            if key not in keys and key not in also:
                near = (*keys, *also)
                self.find.unlisted((*path, str(key)), "unknown_key", str(key), near, key=str(key))

    def _start(self, body: Mapping[object, object]) -> str:
        path = (*self.at, "start")
        if "start" not in body:
            return next(iter(self.drafts), "")
        start = self.find.text(body["start"], path)
        if start and start not in self.drafts:
            self.find.unlisted(path, "unknown_start", start, self.drafts, start=start)
        return start

    # The two tables addressed by `action` or `step.action`

    def _addressed(self, given: object, path: Path) -> dict[str, tuple[object, Path]]:
        found: dict[str, tuple[object, Path]] = {}
        if not self.drafts:
            return found
        for key, value in self.find.mapping(given, path).items():
            here = (*path, str(key))
            name = self.find.text(key, here)
            if name and self._is_offered(name, here):
                found[name] = (value, here)
        return found

    def _is_offered(self, address: str, path: Path) -> bool:
        step, dot, action = address.rpartition(".")
        if dot and step not in self.drafts:
            self.find.unlisted(path, "unknown_step", step, self.drafts, step=step)
            return False
        offered = self.drafts[step].offers if dot else self.offered
        if action not in offered:
            self.find.unlisted(path, "unknown_action", action, offered, action=action)
        return action in offered

    def _goes(self, given: object) -> None:
        for address, (target, path) in self._addressed(given, (*self.at, "goes")).items():
            self.goes[address] = self._target(target, path)

    def _target(self, given: object, path: Path) -> str:
        """The name of a step, or "end"; a slip is told, and stands for the end so that reading goes on."""
        target = self.find.text(given, path)
        if target and target != END.name and target not in self.drafts:
            self.find.unlisted(path, "unknown_target", target, [*self.drafts, END.name], target=target)
            return END.name
        return target or END.name

    def _details(self, given: object) -> None:
        find = self.find
        for address, (value, path) in self._addressed(given, (*self.at, "actions")).items():
            body = find.mapping(value, path)
            self._keys(body, path, ACTION_KEYS, find.known.effects)
            returns = body.get("returns", False)
            action = Action(
                name=address,
                goes_to=END.name,
                asks=find.asks(body.get("asks"), (*path, "asks")),
                effects=find.effects(body, path),
                returns=find.often(returns, (*path, "returns")),
                most_returns=returns if type(returns) is int else None,
                after=self._target(body["after"], (*path, "after")) if "after" in body else None,
                by=find.owner(body["by"], (*path, "by")) if "by" in body else None,
                label=find.label(body.get("label"), (*path, "label")),
            )
            if action.returns and Ask(NEXT_OWNER, required=True) not in action.asks:
                find.tell(path, "return_without_owner", action=address)
            if (action.after is None) != (action.most_returns is None):
                find.tell(path, "returns_without_after", action=address)
            self.details[address] = action

    # Putting a step together

    def _step(self, draft: Draft) -> Step:
        find, body, path = self.find, draft.body, draft.path
        work = (*WORK_KEYS, *FORK_KEYS)
        own, other = (WAIT_KEYS, work) if draft.is_wait else (work, WAIT_KEYS)
        for key in [key for key in other if key in body]:
            find.tell((*path, key), "not_at_a_wait" if draft.is_wait else "only_at_a_wait", key=key, step=draft.name)
        self._keys(body, path, (*own, *BOTH_KEYS), (*other, *find.known.effects))
        step = Step(
            draft.name,
            actions=tuple(self._action(draft, name) for name in draft.offers),
            effects=find.effects(body, path),
            label=find.label(body.get("label"), (*path, "label")),
        )
        self._speaks_for_itself(draft, step)
        return self._wait(draft, step) if draft.is_wait else self._work(draft, step)

    def _speaks_for_itself(self, draft: Draft, step: Step) -> None:
        """A branch does nothing that only the whole case can: answer, reopen, set the place."""
        doings = (step.effects, *(action.effects for action in step.actions))
        for effect in [
            one for each in doings for one in each if draft.branch and one.name in self.find.known.main_line
        ]:
            values = {"effect": effect.name, "step": draft.name, "branch": draft.branch}
            self.find.tell(draft.path, "effect_in_branch", **values)

    def _work(self, draft: Draft, step: Step) -> Step:
        body, path = draft.body, draft.path
        step = replace(
            step,
            by=self.find.owner(body["by"], (*path, "by")) if "by" in body else Owner(ITEM_OWNER),
            limit=self.find.limit(body["limit"], (*path, "limit")) if "limit" in body else None,
        )
        if draft.is_fork:
            return self._fork(draft, step)
        for key in [key for key in FORK_KEYS if key in body]:
            self.find.tell((*path, key), "not_a_fork", key=key, step=draft.name)
        return step

    def _fork(self, draft: Draft, step: Step) -> Step:
        find, body, path = self.find, draft.body, draft.path
        each = find.text(body["each"], (*path, "each")) if "each" in body else ""
        if each and each not in draft.branches:
            find.unlisted((*path, "each"), "unknown_branch", each, draft.branches, branch=each)
        join = body.get("join", ALL)
        if join not in (ALL, LEAD):
            find.tell((*path, "join"), "bad_join", found=str(join))
        cases = [
            find.text(one, (*path, "cases", i)) for i, one in enumerate(find.items(body.get("cases"), (*path, "cases")))
        ]
        onward = draft.onward if not draft.offers else None
        return replace(
            step,
            branches=tuple(Branch(name, tuple(steps)) for name, steps in draft.branches.items() if steps),
            each=each or None,
            cases=tuple(cases),
            join=str(join),
            then=self._target(body["then"], (*path, "then")) if "then" in body else onward,
        )

    def _wait(self, draft: Draft, step: Step) -> Step:
        find, body, path = self.find, draft.body, draft.path
        pauses = find.text(body["pauses"], (*path, "pauses")) if "pauses" in body else ""
        find.listed(pauses, find.known.clocks, (*path, "pauses"), "unknown_clock")
        after = self._target(body["after"], (*path, "after")) if "after" in body else draft.onward
        if after is None:
            find.tell(path, "wait_without_after", step=draft.name)
        if "max" not in body:
            find.tell(path, "wait_without_limit", step=draft.name)
        return replace(
            step,
            waits_for=find.owner(body["waits_for"], (*path, "waits_for")),
            max_wait=find.limit(body["max"], (*path, "max")) if "max" in body else None,
            after=after,
            pauses=pauses or None,
        )

    def _action(self, draft: Draft, name: str) -> Action:
        exact = f"{draft.name}.{name}"
        target = self.goes.get(exact, self.goes.get(name, draft.onward or ""))
        if not target:
            self.find.tell(draft.offers[name], "no_target", step=draft.name, action=name)
        details = self.details.get(exact) or self.details.get(name) or Action(name, target)
        return replace(details, name=name, goes_to=target)
