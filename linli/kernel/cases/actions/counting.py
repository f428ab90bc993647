"""Counting how punctually streets answer, for everybody to read: sums without any person, and no small numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from linli.engines import cubes
from linli.kernel.cases import catalogue
from linli.kernel.cases.models import Clock
from linli.kernel.cases.models_oversight import Punctuality
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.plumbing import bulk, policy, scope
from linli.plumbing.scope import Hat

SPAN = timedelta(days=90)


def count_punctuality(*, by: Hat, now: datetime) -> int:
    """Count the promises kept and broken in the last ninety days anew; returns how many sums may be shown.

    Left out: what was withdrawn, what is about staff, and sums so small that a neighbour might be told from them.
    """
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        rows = _sums(since=now - SPAN, now=now)
        Punctuality.objects.all().delete()
        bulk.add(rows)
    return len(rows)


def _sums(*, since: datetime, now: datetime) -> list[Punctuality]:
    """Answered and in time for each street and group of matters, where there are enough to show; rounded."""
    groups = {item.code: item.group for item in catalogue.items(at=now)}
    answered: Counter[tuple[int, str]] = Counter()
    in_time: Counter[tuple[int, str]] = Counter()
    english: dict[str, str] = {}
    streets: dict[int, Place | None] = {}
    for item, where, count, punctual in _by_item(since=since, now=now):
        if where not in streets:
            streets[where] = places.division_at(where, "street")
        street, group = streets[where], groups.get(item)
        if street is None or group is None:
            continue
        english[group.zh] = group.en
        answered[street.id, group.zh] += count
        in_time[street.id, group.zh] += punctual
    least = max(cubes.LEAST, catalogue.ladder(at=now).punctual_from)
    return [
        Punctuality(
            street_id=street,
            group_zh=group,
            group_en=english[group],
            answered=cubes.rounded(count),
            in_time=cubes.rounded(in_time[street, group]),
            since=since,
            counted=now,
        )
        for (street, group), count in answered.items()
        if count >= least
    ]


def _by_item(*, since: datetime, now: datetime) -> Iterable[tuple[str, int, int, int]]:
    """For each item and division: promises that ended in an answer, and how many of them in time."""
    kept = Clock.objects.filter(kind="promised", stopped__gte=since, stopped__lte=now, due__isnull=False)
    kept = kept.filter(case__about_unit=0).exclude(case__answer="").exclude(case__outcome="withdrawn")
    return kept.values_list("case__item", "case__scope_id").annotate(
        all=Count("id"), punctual=Count("id", filter=Q(stopped__lte=F("due")))
    )
