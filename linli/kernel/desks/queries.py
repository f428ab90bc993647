"""Asking for what colleagues keep: one statement around every list, one beside every case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from linli.kernel.cases import catalogue
from linli.kernel.cases.models import Task
from linli.kernel.cases.policy import WORKERS
from linli.kernel.desks.models import Batch, BatchRow, Phrase, Presence, UnitView, Watch
from linli.kernel.people import queries as people
from linli.kernel.people.queries import Colleague
from linli.plumbing.scope import Hat

MOST_KEPT, MOST_CASES, MOST_SHOWN = 30, 1000, 12
PRESENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class View:
    """A kept view as a desk has it. ``made_name`` names who shared it; empty for one's own."""

    code: str
    name: str
    conditions: dict[str, str]
    is_default: bool
    version: int
    made_name: str = ""
    made_by: int = 0

    @property
    def is_shared(self) -> bool:
        return bool(self.made_name)


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands around a list: unread messages, kept views, cases watched, cases one is mentioned in."""

    told: int = 0
    views: list[View] = field(default_factory=list)
    watched: tuple[int, ...] = ()
    mentioned: tuple[int, ...] = ()
    unread: frozenset[int] = frozenset()

    @property
    def default(self) -> View | None:
        """The view a desk opens with: one's own before the unit's."""
        return next((view for view in self.views if view.is_default), None)


_KEPT = """
select
 (select count(*) from (select 1 from notices_notice
   where account_id = %(me)s and channel = 'app' and read is null limit %(most_told)s) waiting),
 (select coalesce(json_agg(json_build_array(code, name, conditions, is_default, version)), '[]') from (
   select * from desks_own_view where account_id = %(me)s and post_id = %(post)s order by rank, id limit %(most)s) o),
 (select coalesce(json_agg(json_build_array(code, name, conditions, is_default, version, made_name, made_by)), '[]')
   from (select * from desks_unit_view where unit_id = %(unit)s order by rank, id limit %(most)s) u),
 array(select w.case_id from desks_watch w where w.account_id = %(me)s and w.post_id = %(post)s and w.until is null
   order by w.id desc limit %(cases)s),
 array(select m.case_id from desks_mention m where m.account_id = %(me)s order by m.id desc limit %(cases)s),
 array(select m.case_id from desks_mention m where m.account_id = %(me)s and m.read is null
   order by m.id desc limit %(cases)s)
"""


def kept(hat: Hat, *, most_told: int) -> Kept:
    """What stands around the lists of this hat. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _KEPT,
            {
                "me": hat.account,
                "post": hat.post,
                "unit": hat.unit,
                "most_told": most_told,
                "most": MOST_KEPT,
                "cases": MOST_CASES,
            },
        )
        told, own, shared, watched, mentioned, unread = cursor.fetchone() or (0, [], [], [], [], [])
    views = [View(*row) for row in [*own, *shared]]
    return Kept(told, views, tuple(watched), tuple(dict.fromkeys(mentioned)), frozenset(unread))


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a case: unread messages, who watches it, whether this hat does, phrases of the unit."""

    told: int
    watchers: list[str]
    watching: bool
    unread: bool
    phrases: list[tuple[str, str, list[str], list[str]]]


_BESIDE = """
select
 (select count(*) from (select 1 from notices_notice
   where account_id = %(me)s and channel = 'app' and read is null limit %(most_told)s) waiting),
 (select coalesce(json_agg(json_build_array(w.name, w.account_id)), '[]') from (
   select w.name, w.account_id from desks_watch w join people_post p on p.id = w.post_id
   where w.case_id = %(case)s and w.until is null and p.since <= %(now)s and (p.until is null or p.until > %(now)s)
   order by w.id limit %(most)s) w),
 exists (select 1 from desks_mention m
   where m.case_id = %(case)s and m.account_id = %(me)s and m.read is null),
 (select coalesce(json_agg(json_build_array(f.name, f.text, f.uses, f.items)), '[]') from (
   select * from desks_phrase where unit_id = %(unit)s and until is null order by name limit %(most)s) f)
"""


def beside(hat: Hat, case_id: int, *, most_told: int, now: datetime) -> Beside:
    """What stands beside a case. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BESIDE,
            {
                "me": hat.account,
                "unit": hat.unit,
                "case": case_id,
                "now": now,
                "most_told": most_told,
                "most": MOST_KEPT,
            },
        )
        told, watchers, unread, phrases = cursor.fetchone() or (0, [], False, [])
    return Beside(
        told=told,
        watchers=[name for name, _account in watchers],
        watching=any(account == hat.account for _name, account in watchers),
        unread=unread,
        phrases=[(name, text, uses, items) for name, text, uses, items in phrases],
    )


def colleagues_of(case_id: int, *, now: datetime) -> list[Colleague]:
    """The staff who may see a case: whose posts work for a division that holds or held a task of it."""
    scopes = set(Task.objects.filter(case_id=case_id).values_list("scope_id", flat=True))
    return people.colleagues(scopes, roles=WORKERS, at=now) if scopes else []


def watchers_of(case_id: int) -> list[Watch]:
    """The running watches of a case."""
    return list(Watch.objects.filter(case_id=case_id, until__isnull=True).order_by("id"))


def present(case_id: int, *, but: int, now: datetime) -> list[Presence]:
    """Who else has the case open: seen within the last half minute."""
    rows = Presence.objects.filter(case_id=case_id, seen__gt=now - PRESENT).exclude(account_id=but)
    return list(rows.order_by("-writing", "name")[:MOST_SHOWN])


def unit_view(code: str) -> UnitView | None:
    return UnitView.objects.filter(code=code).first()


def phrases(hat: Hat) -> list[Phrase]:
    """The phrases of the unit as they hold now, by name."""
    return list(Phrase.objects.filter(unit_id=hat.unit, until__isnull=True).order_by("name", "id"))


def versions(hat: Hat, root: int) -> list[Phrase]:
    """Every version of a phrase of the unit, the latest first."""
    return list(Phrase.objects.filter(unit_id=hat.unit, root=root).order_by("-version"))


def pack_phrases(*, now: datetime) -> list[Any]:
    """The phrases the packs bring, in their order."""
    return sorted(catalogue.held("phrases", at=now), key=lambda one: (one.order, one.code))


def batch(code: str) -> tuple[Batch, Sequence[BatchRow]]:
    """A batch of one's own with its rows; ``Batch.DoesNotExist`` for anybody else's."""
    found = Batch.objects.get(code=code)
    return found, list(BatchRow.objects.filter(batch_id=found.id).order_by("id"))
