"""What packs say about cases: the catalogue of matters (items), the flows they take, the city's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases.packs_limits import Limited, limit_problems
from linli.kernel.cases.packs_owners import LEVELS, ROLES, owner_problems
from linli.kernel.cases.packs_routes import Route as Route  # a kind of its own
from linli.plumbing import packs
from linli.plumbing.packs import Code, Context, Entry, Problem, Shape, Sourced, Words
from linli.plumbing.packs.errors import gettext_noop
from linli.plumbing.packs.shapes import Filled

MAIN_LINE = frozenset({"sets_place", "answers", "asks_rating", "publishes", "confirms", "reopens", "releases", "binds"})
EFFECTS = MAIN_LINE | {"contacts", "declines"}
FIELDS = frozenset({"text", "photo", "next_owner", "outcome", "place", "promise", "branch"})
FARTHEST = 2000  # metres; what is farther away is another matter
VOCABULARY = flow.Vocabulary(
    effects=EFFECTS,
    main_line=MAIN_LINE,
    roles=ROLES | {"reporter"},
    levels=LEVELS,
    fields=FIELDS,
    clocks=frozenset({"promised"}),
)


def check_flow(entry: FlowEntry, context: Context) -> list[Problem]:
    """The engine's soundness check, worded for the pack: a flow that cannot complete is refused."""
    found = flow.problems(spec_of(entry), VOCABULARY)
    language = get_language() or "zh-hans"
    told = [
        context.problem(
            *problem.path[1:],
            message="%(where)s: %(what)s",
            what=flow.say(problem, "en" if language[:2] == "en" else "zh"),
        )
        for problem in found
    ]
    for name, step in entry.steps.items():
        for key in ("limit", "max"):
            if isinstance(step, dict) and isinstance(step.get(key), str):
                told += limit_problems(step[key], context, "steps", name, key)
    return told + _case_problems(entry, context)


def _case_problems(entry: FlowEntry, context: Context) -> list[Problem]:
    """A step opens cases of items that exist, and not before anybody has looked at the matter."""
    found = []
    for name, step in entry.steps.items():
        named = step.get("cases") if isinstance(step, dict) else None
        for code in named if isinstance(named, list) else ():
            found += context.missing("steps", name, "cases", kind="items", code=str(code))
        if named and name == (entry.start or next(iter(entry.steps))):
            message = _("%(where)s: a flow cannot begin where it opens other matters. Put a step before it.")
            found.append(context.problem("steps", name, message=message))
    return found


@packs.kind("flows", check=check_flow)
class FlowEntry(Entry, frozen=True, kw_only=True):
    """A flow: steps, who acts, which action leads where. The grammar is the flow engine's."""

    label: Words
    steps: dict[str, Any]
    goes: dict[str, str]
    actions: dict[str, Any] = msgspec.field(default_factory=dict)
    start: str = ""


def spec_of(entry: FlowEntry) -> Mapping[str, Any]:
    """The engine's form of a flow entry."""
    spec: dict[str, Any] = {"steps": entry.steps, "goes": entry.goes, "actions": entry.actions}
    return {**spec, "start": entry.start} if entry.start else spec


def check_item(entry: Item, context: Context) -> list[Problem]:
    """The flow exists and every limit can be read."""
    found = context.missing("flow", kind="flows", code=entry.flow)
    found += owner_problems(entry.owner, context)
    if entry.sector:
        found += context.missing("sector", kind="sectors", code=entry.sector)
    found += _near_problems(entry.near, context)
    if entry.urgency:
        found += context.missing("urgency", kind="urgencies", code=entry.urgency)
    for key in ("promised", "contact", "statutory"):
        limited = getattr(entry, key)
        if limited is not None:
            found += limit_problems(limited.limit, context, key, "limit")
    return found


def _near_problems(metres: int, context: Context) -> list[Problem]:
    message = _("%(where)s: %(near)s m is no distance to a neighbour. Write 1 to %(most)s.")
    return [] if 0 < metres <= FARTHEST else [context.problem("near", message=message, near=metres, most=FARTHEST)]


class Choice(Shape, frozen=True, kw_only=True):
    """One answer a question offers."""

    code: Code
    label: Words


class Question(Shape, frozen=True, kw_only=True):
    """What an item asks besides place and words: a line, a text, a number, a time, one of its choices or several."""

    code: Code
    label: Words
    kind: Literal["line", "text", "number", "time", "one_of", "any_of"] = "line"
    hint: Words | None = None
    required: bool = False
    choices: list[Choice] = msgspec.field(default_factory=list)

    def __post_init__(self) -> None:
        if (self.kind in ("one_of", "any_of")) != bool(self.choices):
            raise ValueError(gettext_noop("one_of and any_of need choices, and no other kind has any"))


@packs.kind("items", check=check_item)
class Item(Entry, frozen=True, kw_only=True):
    """One matter of the catalogue: what it is called, who owns it, how long it may take, which flow it goes."""

    label: Words
    group: Words
    owner: str
    flow: str
    hint: Words | None = None
    promised: Limited | None = None
    contact: Limited | None = None
    statutory: Limited | None = None
    urgency: str = ""
    safety: bool = False
    skips: list[str] = msgspec.field(default_factory=list)
    icon: str = ""
    elder: Words | None = None
    order: int = 100
    public: bool = True
    inside: bool = False  # opened by the city itself; nobody is offered to report it
    sector: str = ""
    identity: Literal["L0", "L1", "L2", "L3", "L4"] = "L0"  # how well whoever asks for it has to be known
    near: int = 150  # metres within which an open matter may be the same one
    questions: list[Question] = msgspec.field(default_factory=list)


@packs.kind("sectors")
class Sector(Entry, frozen=True, kw_only=True):
    """A sector of administration (条线) whose grid was joined into the one pool: urban management, emergencies."""

    label: Words
    order: int = 100


def check_sector_code(entry: SectorCode, context: Context) -> list[Problem]:
    """The sector and the item exist."""
    return context.missing("sector", kind="sectors", code=entry.sector) + context.missing(
        "item", kind="items", code=entry.item
    )


@packs.kind("sector_codes", check=check_sector_code)
class SectorCode(Entry, frozen=True, kw_only=True):
    """One class of a sector's own catalogue, a thing (部件) or an event (事件), and the item it is in this city."""

    sector: str
    sign: Filled
    sort: Literal["part", "event"] = "event"
    label: Words
    item: str
    standard: Sourced


@packs.kind("calendars")
class CalendarEntry(Entry, frozen=True, kw_only=True):
    """Working hours of the week, and days that differ from it. Days not named follow chinesecalendar."""

    label: Words
    zone: str
    hours: list[str]
    holidays: list[str] = msgspec.field(default_factory=list)
    make_up_days: list[str] = msgspec.field(default_factory=list)


def check_city(entry: City, context: Context) -> list[Problem]:
    """Every desk of last resort is one that can be held."""
    return [problem for text in entry.backstop for problem in owner_problems(text, context, "backstop")]


@packs.kind("cities", check=check_city)
class City(Entry, frozen=True, kw_only=True):
    """The city itself: name, prefix of public numbers, zone that cuts days, hotline number.

    ``backstop`` says who answers where nobody holds the duty: the first of these that is held around the place.
    """

    label: Words
    prefix: str
    zone: str
    hotline: str
    calendar: str
    west: float
    south: float
    east: float
    north: float
    backstop: list[str] = msgspec.field(
        default_factory=lambda: ["street_clerk of street", "street_clerk of district", "clerk of community"]
    )


@packs.kind("sample_reports", sample=True)
class SampleReport(Entry, frozen=True, kw_only=True):
    """A report of the demo: what a resident wrote, what was done, and how it was answered."""

    item: str
    text: str
    found: str = ""
    done: str
    answer: str


class Bar(Sourced, frozen=True, kw_only=True):
    """A figure to be reached, and where it stands."""

    at: float


@packs.kind("calls")
class CallTargets(Entry, frozen=True, kw_only=True):
    """What the hotline is measured by: seconds until a call is taken, and the share of calls that are taken."""

    answer: Bar
    connected: Bar
