"""How tasks, steps and units are called at the desk, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import get_language, npgettext, pgettext
from django.utils.translation import gettext as _

from linli.engines import worktime
from linli.engines.flow import Action, Step
from linli.kernel.cases import catalogue
from linli.kernel.cases.catalogue import Matter, UnknownItem
from linli.kernel.cases.models import Lamp, Task
from linli.kit import once, words

AMBER_SHARE = 0.2  # of the time there is; the lamps of the design guide


def language() -> str:
    """zh or en: the two languages packs carry."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def label_of(thing: Action | Step) -> str:
    """What the flow calls a step or an action."""
    return dict(thing.label).get(language()) or thing.name


def step_words(matter: Matter, step: str) -> str:
    """The name of a step of a matter; the end is called closed."""
    return label_of(matter.flow[step]) if step in matter.flow else _("Closed")


def action_words(matters: Sequence[Matter], name: str) -> str:
    """What the first of these flows that has an action calls it; its bare name where none has it any longer."""
    steps = (step for matter in matters for step in matter.flow.steps)
    found = (action for step in steps for action in step.actions if action.name == name)
    action = next(found, None)
    return label_of(action) if action else name


def step_of(item: str, step: str, *, now: datetime) -> tuple[str, str]:
    """The step of a row of the inbox as the catalogue stands, and its first action where that asks nothing."""
    try:
        matter = catalogue.matter(item, at=now)
    except UnknownItem:
        return step, ""
    bare = bare_action(matter, step)
    return step_words(matter, step), bare.name if bare else ""


def bare_action(matter: Matter, step: str) -> Action | None:
    """The first action of a step where nothing has to be filled in for it: safe to do for many at once."""
    if step not in matter.flow or matter.flow[step].is_wait:
        return None
    first = matter.flow[step].actions[0]
    return None if first.asks or first.returns else first


def lamp_of(lamp: int) -> str:
    """The colour a lamp is drawn in: green, amber, red, black, paused."""
    return str(Lamp(lamp).label)


def lamp_between(begun: datetime, due: datetime, now: datetime) -> str:
    """How something with a limit but no clock of its own stands: green, amber, red, black."""
    given, left = due - begun, due - now
    if left < timedelta(0):
        return "black" if -left > given else "red"
    return "amber" if left < AMBER_SHARE * given else "green"


def roles() -> list[tuple[str, str]]:
    """The roles a post may have, with what people call them."""
    return [(role, said) for role, said in _roles().items() if role not in ("reporter", "robot")]


def posts() -> list[tuple[str, str]]:
    """The roles somebody may be appointed to: those, and the administrators, whom no matter ever goes to."""
    return [*roles(), *_administrators().items()]


def role_words(role: str) -> str:
    """What people call a role at the desk."""
    return {**_roles(), **_administrators()}.get(role, role)


@once.of_language
def _administrators() -> dict[str, str]:
    return {
        "system_administrator": _("system administrator"),
        "security_administrator": _("security administrator"),
    }


@once.of_language
def _roles() -> dict[str, str]:
    return {
        "grid_worker": _("grid worker"),
        "clerk": _("community front desk"),
        "property_staff": _("property firm"),
        "street_clerk": _("street office"),
        "street_lead": _("street lead"),
        "enforcement_staff": _("urban management team"),
        "emergency_staff": _("emergency station"),
        "public_order_staff": _("public order centre"),
        "coordinator": _("coordinator"),
        "supervisor": _("city supervision"),
        "data_officer": _("data officer"),
        "catalogue_editor": _("catalogue editor"),
        "catalogue_publisher": _("catalogue publisher"),
        "auditor": _("auditor"),
        "reporter": _("the resident"),
        "robot": _("Linli"),
    }


def unit_of(task: Task) -> str:
    """Whose task it is: the unit's name, else the role's."""
    return task.unit_name or role_words(task.role)


def due_words(due: datetime | None, limit: str, *, calendar: worktime.Calendar, now: datetime) -> str:
    """What is left of a limit, in working days where it counts them: 还有3个工作日, 今天18:00前, 超期2天."""
    if due is None:
        return _("no limit")
    working = limit and worktime.parse_limit(limit).unit.is_working
    if not working:
        return words.due(due, now)
    today, last = words.local(now).date(), words.local(due).date()
    if last > today:
        return words.due(due, now, calendar.working_days(today + timedelta(days=1), last))
    return words.due(due, now, -calendar.working_days(last + timedelta(days=1), today))


def limit_words(limit: str) -> str:
    """3个工作日, as a clock's own name for its length."""
    return worktime.parse_limit(limit).words("en" if language() == "en" else "zh")


@once.of_language
def outcomes() -> tuple[tuple[str, str], ...]:
    """How a matter may come out, with what people say."""
    return (
        ("fixed", pgettext("outcome", "Fixed")),
        ("partly", pgettext("outcome", "Partly done")),
        ("declined", pgettext("outcome", "Cannot be done")),
        ("not_ours", pgettext("outcome", "Not ours to do")),
    )


def channel_words(channel: str) -> str:
    """The way a report came in."""
    return _channels().get(channel, channel)


@once.of_language
def _channels() -> dict[str, str]:
    return {
        "web": _("on the web"),
        "phone": _("by phone"),
        "window": _("at the window"),
        "counter": _("at the window"),
        "api": _("from another system"),
        "mail": _("by mail"),
        "import": _("imported"),
        "register": _("from the register"),
        "open311": _("from another app (Open311)"),
    }


def view_words(view: str, q: str = "") -> str:
    """How a list is called."""
    return _("Found: %(typed)s") % {"typed": q} if view == "found" else _views().get(view) or _("Dealt with")


@once.of_language
def _views() -> dict[str, str]:
    return {
        "mine": _("To do"),
        "taken": _("Taken by me"),
        "first": _("First with us"),
        "unplaced": _("Place unknown"),
        "waiting": _("Waiting for the resident"),
        "late": _("Late"),
        "supervised": _("Under supervision"),
        "area": _("The whole area"),
        "watched": _("Watched by me"),
        "mentioned": _("Mentions me"),
    }


@once.of_language
def lamps() -> tuple[tuple[str, str], ...]:
    """The lamps by the colour they are drawn in, as a filter says them."""
    return (
        ("green", _("On time")),
        ("amber", _("Due soon")),
        ("red", _("Late")),
        ("black", _("Very late")),
        ("paused", _("Paused")),
    )


@once.of_language
def ages() -> tuple[tuple[str, str], ...]:
    """How long ago a matter was reported, as choices of a filter."""
    return (
        ("today", _("reported today")),
        ("older_1", _("more than a day ago")),
        ("older_3", _("more than 3 days ago")),
        ("older_7", _("more than 7 days ago")),
        ("older_30", _("more than 30 days ago")),
    )


@once.of_language
def takers() -> tuple[tuple[str, str], ...]:
    """Who has taken a task by name, as choices of a filter."""
    return (("me", _("taken by me")), ("nobody", _("taken by nobody")), ("somebody", _("taken by somebody")))


@once.of_language
def orders() -> tuple[tuple[str, str], ...]:
    """In which order a list may stand."""
    return (
        ("urgency", _("by urgency")),
        ("due", _("by due date")),
        ("oldest", _("oldest report first")),
        ("newest", _("newest report first")),
        ("place", _("by place")),
        ("item", _("by matter")),
    )


def grade_words(grade: int) -> str:
    """The official words of the five grades."""
    return {
        5: _("Very satisfied"),
        4: _("Satisfied"),
        3: _("Basically satisfied"),
        2: _("Dissatisfied"),
        1: _("Very dissatisfied"),
    }[grade]


def pieces(count: int) -> str:
    """23件."""
    return npgettext("matters", "%(count)s matter", "%(count)s matters", count) % {"count": f"{count:,}"}
