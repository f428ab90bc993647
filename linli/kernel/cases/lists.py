"""The lists of a desk: the tasks of a view, sifted and in order, and how many there are. Lists start from the task."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet

from linli.kernel.cases.models import Lamp, Task
from linli.plumbing import numbers, policy
from linli.plumbing.scope import Hat

MOST = 1000  # lists never count beyond this
VIEWS = ("mine", "taken", "first", "supervised", "unplaced", "waiting", "late", "area", "done")
COUNTED = ("mine", "taken", "first", "supervised", "unplaced", "waiting", "late", "area")
OVERSEEN = ("late", "area", "supervised")  # views that show those who oversee the whole area
ORDERS: dict[str, tuple[str, ...]] = {
    "urgency": ("-lamp", "due", "id"),
    "due": ("due", "id"),
    "oldest": ("reported", "id"),
    "newest": ("-reported", "-id"),
    "place": ("where", "id"),
    "item": ("item", "-lamp", "due", "id"),
}
NONE = (0,)  # no case
LATE = Q(lamp__gte=Lamp.RED) | Q(case_lamp__gte=Lamp.RED)
WHATEVER_ROLE = {"unplaced": {"step": "place"}, "waiting": {"role": "reporter"}}
TAKEN = ("me", "nobody", "somebody")
SHOWN = (
    "id",
    "case",
    "step",
    "role",
    "unit_name",
    "item",
    "number",
    "title",
    "where",
    "taken_name",
    "opened",
    "done",
    "limit",
    "due",
    "lamp",
)  # fmt: skip  what a row of a list shows; a task has more than twice as much


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows: a view, conditions on top of it, and in which order.

    ``reported_from`` and ``reported_until`` are moments, best midnights, so that the same list is the same question
    all day. ``cases`` keeps to cases a higher room has chosen (watched, mentioned, found by a word); the view ``some``
    is those alone, one row for each, open or done.
    """

    view: str = "mine"
    lamp: int | None = None
    item: str = ""
    items: tuple[str, ...] = ()
    step: str = ""
    number: str = ""
    community: int | None = None
    grid: int | None = None
    channel: str = ""
    reported_from: datetime | None = None
    reported_until: datetime | None = None
    taken: str = ""
    cases: tuple[int, ...] | None = None
    order: str = ""

    @property
    def is_sifted(self) -> bool:
        """Whether there are conditions beyond view and lamp, which the counts know."""
        return self != Wanted(view=self.view, lamp=self.lamp, order=self.order)


def inbox(hat: Hat, wanted: Wanted, *, limit: int = 15, offset: int = 0, fields: tuple[str, ...] = ()) -> list[Task]:
    """The tasks of a view, the most urgent first unless asked otherwise; of finished ones the latest. One statement.

    ``fields`` are those that are wanted of each task, all where none is named.
    """
    if not hat.scopes:
        return []
    names = [field.attname for field in Task._meta.concrete_fields if not fields or field.name in fields]
    with connection.cursor() as cursor:
        cursor.execute(*_listing(hat, wanted, limit, offset, fields))
        return [Task.from_db(connection.alias, names, row) for row in cursor.fetchall()]


@lru_cache(maxsize=4096)
def _listing(hat: Hat, wanted: Wanted, limit: int, offset: int, fields: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The statement of a list, kept like those that count: the same desk asks for the same list all day."""
    rows = _conditions(_view(hat, wanted.view, wanted.cases), wanted, hat)
    order = ORDERS.get(wanted.order) or (("-id",) if wanted.view in ("done", "some") else ORDERS["urgency"])
    return rows.only(*fields).order_by(*order)[offset : offset + limit].query.sql_with_params()


def _view(hat: Hat, view: str, cases: tuple[int, ...] | None = None) -> QuerySet[Task]:
    rows = policy.visible(Task.objects.all(), hat)
    if view == "some":
        return rows.filter(id__in=_latest(rows.filter(case_id__in=cases or NONE)))
    if view == "done":
        return rows.filter(_of_desk(hat), done__isnull=False)
    if view == "first":  # what this desk received first and others have now; over, it is no longer marked
        return rows.filter(_of_desk(hat), first=True, done__isnull=False)
    rows = rows.filter(done__isnull=True)
    if view == "taken":
        return rows.filter(taken_by=hat.post or 0)
    if view in WHATEVER_ROLE:
        return rows.filter(**WHATEVER_ROLE[view])
    if view == "supervised":
        rows = rows.filter(supervised__isnull=False)
    if view in OVERSEEN and policy.may(hat, "case.oversee"):
        return rows.filter(LATE).exclude(role="reporter") if view == "late" else rows
    rows = rows.filter(_of_desk(hat))
    return rows.filter(area_id__in=hat.areas) if hat.areas else rows


def _of_desk(hat: Hat) -> Q:
    """What lies on the hat's desk: its role, and its unit, for two units may hold one role in one division."""
    return Q(role=hat.role) & (Q(unit_id=hat.unit) | Q(unit_id__isnull=True))


def _latest(rows: QuerySet[Task]) -> QuerySet[Any]:
    """One task of each case: the last the hat may see. Where the case stands elsewhere it is a finished one."""
    return rows.order_by().values("case_id").annotate(last=Max("id")).values("last")


def _conditions(rows: QuerySet[Task], wanted: Wanted, hat: Hat) -> QuerySet[Task]:
    asked: dict[str, Any] = {
        "lamp": wanted.lamp,
        "item": wanted.item or None,
        "item__in": wanted.items or None,
        "step": wanted.step or None,
        "number": numbers.tidy(wanted.number) if wanted.number else None,
        "community_id": wanted.community,
        "grid_id": wanted.grid,
        "channel": wanted.channel or None,
        "reported__gte": wanted.reported_from,
        "reported__lt": wanted.reported_until,
        "taken_by": (hat.post or 0) if wanted.taken == "me" else None,
        "taken_by__isnull": {"nobody": True, "somebody": False}.get(wanted.taken),
        "case_id__in": (wanted.cases or NONE) if wanted.cases is not None and wanted.view != "some" else None,
    }
    return rows.filter(**{name: value for name, value in asked.items() if value is not None})


def lamp_counts(hat: Hat, view: str = "mine") -> dict[int, int]:
    """How many tasks of a view stand under each lamp, of at most a thousand. One statement."""
    if not hat.scopes:
        return dict.fromkeys(Lamp.values, 0)
    with connection.cursor() as cursor:
        cursor.execute(*_counting_lamps(hat, view))
        return dict.fromkeys(Lamp.values, 0) | dict(cursor.fetchall())


def view_counts(hat: Hat) -> dict[str, int]:
    """How many tasks each view of this hat holds, of at most a thousand each. One statement.

    What is done is not counted, and the whole area only for those who oversee it.
    """
    counted = [view for view in COUNTED if view not in ("late", "area") or policy.may(hat, "case.oversee")]
    if not hat.scopes:
        return dict.fromkeys(counted, 0)
    with connection.cursor() as cursor:
        cursor.execute(*_counting_views(hat, tuple(counted)))
        return dict(zip(counted, cursor.fetchone() or (), strict=True))


# Every look at an inbox counts. The statements are the same for a hat as long as it is worn, and the ORM takes
# three times as long to write them as the database to count (0.9 ms and 0.3 ms), so they are kept.


@lru_cache(maxsize=2048)
def _counting_lamps(hat: Hat, view: str) -> tuple[str, tuple[Any, ...]]:
    most_urgent = _view(hat, view).order_by("-lamp", "due", "id").values("lamp")[:MOST]
    sql, values = most_urgent.query.sql_with_params()
    return f"select lamp, count(*) from ({sql}) most group by 1", values  # noqa: S608  Django's own SQL


@lru_cache(maxsize=2048)
def _counting_views(hat: Hat, views: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    parts, values = [], []
    for view in views:
        sql, params = _view(hat, view).order_by().values("id")[:MOST].query.sql_with_params()
        parts.append(f"(select count(*) from ({sql}) {view})")  # noqa: S608  Django's own SQL, values apart
        values += list(params)
    return "select " + ", ".join(parts), tuple(values)


@dataclass(frozen=True, slots=True)
class Overview:
    """How many tasks several lists hold, of at most a thousand each, and how one of them stands under each lamp."""

    counts: tuple[int, ...]
    lamps: dict[int, int]


def overview(hat: Hat, lists: tuple[Wanted, ...], *, lamps_of: Wanted) -> Overview:
    """The counts of all these lists and the lamps of one. One statement, however many lists there are."""
    asked, by_lamp = [replace(one, order="") for one in lists], replace(lamps_of, order="")
    counted = tuple(one for one in dict.fromkeys(asked) if one != by_lamp)  # each once; the lamps are a count too
    if not hat.scopes:
        return Overview((0,) * len(lists), dict.fromkeys(Lamp.values, 0))
    with connection.cursor() as cursor:
        cursor.execute(*_counting_lists(hat, counted, by_lamp))
        *found, lamps = cursor.fetchone() or (*(0,) * len(counted), {})
    counts = {**dict(zip(counted, found, strict=True)), by_lamp: sum(lamps.values())}
    lamps_ = {int(lamp): count for lamp, count in lamps.items()}
    return Overview(tuple(counts[one] for one in asked), dict.fromkeys(Lamp.values, 0) | lamps_)


@lru_cache(maxsize=1024)
def _counting_lists(hat: Hat, lists: tuple[Wanted, ...], lamps_of: Wanted) -> tuple[str, tuple[Any, ...]]:
    parts, values = [], []
    for at, wanted in enumerate(lists):
        rows = _conditions(_view(hat, wanted.view, wanted.cases), wanted, hat)
        sql, params = rows.order_by().values("id")[:MOST].query.sql_with_params()
        parts.append(f"(select count(*) from ({sql}) l{at})")  # noqa: S608  Django's own SQL, values apart
        values += list(params)
    rows = _conditions(_view(hat, lamps_of.view, lamps_of.cases), lamps_of, hat)
    sql, params = rows.order_by(*ORDERS["urgency"]).values("lamp")[:MOST].query.sql_with_params()
    most = f"select lamp, count(*) n from ({sql}) most group by 1"  # noqa: S608
    parts.append(f"(select coalesce(json_object_agg(lamp, n), '{{}}') from ({most}) lamps)")  # noqa: S608
    return "select " + ", ".join(parts), (*values, *params)
