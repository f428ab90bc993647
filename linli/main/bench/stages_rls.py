"""The part of ``linli bench rls`` that needs Django under the desk's login, as those of ``stages``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from linli.plumbing.scope import Hat

WARM = 6  # from the fifth time on a statement is kept prepared
DIVISIONS = 373  # a city, 12 districts, 138 streets, 222 communities: the list of Nanning's officer
AHEAD = 1_000_000  # numbers of divisions nobody has
Questions = dict[str, Callable[[], Any]]


def questions(told: str) -> dict[str, Any]:
    """How long the database takes over each question, in milliseconds, behind the walls and without."""
    from linli.plumbing import scope
    from linli.plumbing.time import now as clock

    given, now = json.loads(told), clock()
    other, found, identity = _administrator(given["admin"]), [], []
    for who, hat in _hats(now).items():
        lists, counts = _lists(hat), _counts(hat)
        for what, ask in {**lists, **counts}.items():
            walled: list[float] = []
            bare: list[float] = []
            for turn in range(WARM + given["rounds"]):
                began = perf_counter()
                with scope.reading(hat, now=now):
                    identity.append((perf_counter() - began) * 1000)
                    with _timing(None) as spent:
                        answer = ask()
                with _as(other), scope.reading(hat, now=now), _timing(hat) as spent_bare:
                    same = ask()
                assert _told(answer) == _told(same), f"{who}: {what} is answered differently without walls"
                if turn >= WARM:
                    walled.append(sum(spent))
                    bare.append(sum(spent_bare))
            one = {"who": who, "what": what, "counts": what in counts, "rows": len(_told(answer))}
            found.append({**one, "walled": walled, "bare": bare})
    return {"asked": found, "identity": identity}


def _hats(now: Any) -> dict[str, Hat]:
    """A worker of one community, and an officer of the whole city whose list of divisions is as long as Nanning's."""
    from linli.kernel.people import queries as people
    from linli.kernel.people.models import Post
    from linli.kernel.places.models import Level
    from linli.main.bench.stages import LEAD

    in_community = Post.objects.filter(role="clerk", place__level=Level.COMMUNITY).order_by("id")
    worker = next(
        worn.hat
        for post in in_community
        if (worn := people.hat_for_post(post.account_id, post.id, at=now)) and len(worn.hat.scopes) == 1
    )
    account = people.find_account(login=LEAD)
    worn = people.hat_for_post(account.id, None, at=now) if account else None
    assert worn is not None
    missing = DIVISIONS - len(worn.hat.scopes)
    return {"worker": worker, "officer": replace(worn.hat, scopes=(*worn.hat.scopes, *range(AHEAD, AHEAD + missing)))}


def _lists(hat: Hat) -> Questions:
    """Every list of a desk, as its pages ask for them."""
    from linli.kernel.cases import lists, pool
    from linli.kernel.cases.lists import VIEWS, Wanted

    asked: Questions = {f"view {view}": partial(lists.inbox, hat, Wanted(view=view)) for view in VIEWS}
    asked |= {f"{view} of 100": partial(lists.inbox, hat, Wanted(view=view), limit=100) for view in ("area", "done")}
    sifted = Wanted(view="mine", item="hotline.lift", step="accept")
    return asked | {
        "area, sifted": lambda: lists.inbox(hat, sifted, limit=50),
        "area by the day": lambda: lists.inbox(hat, Wanted(view="area", order="newest"), limit=50),
        "pool": lambda: pool.listed(hat, items=None, grid=None, limit=50),
        "pool of an item": lambda: pool.listed(hat, items=["hotline.lift"], grid=None, limit=50),
        "people of a name": lambda: _people(hat),
    }


def _counts(hat: Hat) -> Questions:
    """Every count of a desk."""
    from linli.kernel.cases import lists, pool
    from linli.kernel.cases.lists import Wanted

    shown = tuple(Wanted(view=view) for view in ("mine", "late", "area", "done"))
    return {
        "lamps of mine": lambda: lists.lamp_counts(hat),
        "lamps of the area": lambda: lists.lamp_counts(hat, "area"),
        "counts of the views": lambda: lists.view_counts(hat),
        "counts beside a list": lambda: lists.overview(hat, shown, lamps_of=Wanted(view="area")),
        "pool by item and grid": lambda: pool.counts(hat),
        "pool by lamp": lambda: pool.by_lamp(hat, hat.scopes),
    }


def _people(hat: Hat) -> Any:
    from linli.kernel.people import queries as people

    return people.find_people("莫", scope_id=hat.scopes[0] if len(hat.scopes) == 1 else None, limit=51)


def _told(answer: Any) -> list[Any]:
    """An answer as something two of them can be compared by: rows in their order, sums by what they are of."""
    from django.db.models import Model

    if isinstance(answer, dict):
        return sorted(answer.items())
    many = answer if isinstance(answer, list) else [answer]
    if all(isinstance(one, Model) for one in many):
        return [one.pk for one in many]
    return sorted(repr(one) for one in many)


def _administrator(url: str) -> BaseDatabaseWrapper:
    """A second connection to the same database, which no wall stops; else it is like that of the desk."""
    from django.db import connection

    from linli.main.launcher.roles import LOGINS

    parts, limits = urlsplit(url), next(one for one in LOGINS if one.surface == "desk").limits
    other = connection.copy()
    other.settings_dict |= {"USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or "")}
    with other.cursor() as cursor:
        for name, value in limits.items():
            cursor.execute("select set_config(%s, %s, false)", [name, value])
    return other


@contextmanager
def _as(other: BaseDatabaseWrapper) -> Iterator[None]:
    from django.db import connections

    mine = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = mine


@contextmanager
def _timing(bare: Hat | None) -> Iterator[list[float]]:
    """How long each statement took; for a ``bare`` one the rules of that hat are written into it first."""
    from django.db import connection

    from linli.main.bench.bare import without_walls

    spent: list[float] = []
    known: dict[str, str] = {}
    worn = _worn(bare) if bare else {}

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if bare is not None:
            known.setdefault(sql, without_walls(sql, "desk", worn))
            sql = known[sql]
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append((perf_counter() - began) * 1000)

    with connection.execute_wrapper(timed):
        yield spent


def _worn(hat: Hat) -> dict[str, str]:
    scopes = ",".join(str(one) for one in hat.scopes)
    return {
        "app.scopes": f"{{{scopes}}}",
        "app.subjects": "",
        "app.account": str(hat.account),
        "app.role": hat.role,
        "app.unit": str(hat.unit),
    }


STAGES: dict[str, Callable[..., Any]] = {"rls_questions": questions}
