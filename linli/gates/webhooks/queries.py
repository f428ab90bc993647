"""Asking for web hooks: those of the hat's divisions, with what waits and what was given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from linli.gates.webhooks.models import Delivery, Hook
from linli.plumbing.scope import Hat

MOST = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A hook with how many messages wait and how many were given up."""

    hook: Hook
    waiting: int
    dead: int


def held(hat: Hat) -> list[Held]:
    """The running hooks of the hat's divisions, the newest first. Two statements."""
    hooks = list(Hook.objects.filter(until=None).order_by("-id")[:MOST]) if hat.scopes else []
    counts = _counts([hook.id for hook in hooks])
    return [Held(hook, *counts.get(hook.id, (0, 0))) for hook in hooks]


def given_up(hook: int, *, limit: int = 20) -> list[Delivery]:
    """The latest messages of a hook that were given up, each with its sentence."""
    return list(Delivery.objects.filter(hook_id=hook, state="dead").order_by("-fact")[:limit])


def _counts(hooks: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = Delivery.objects.filter(hook_id__in=hooks, state__in=["waiting", "dead"]).values("hook_id")
    counted = rows.annotate(waiting=Count("id", filter=Q(state="waiting")), dead=Count("id", filter=Q(state="dead")))
    return {row["hook_id"]: (row["waiting"], row["dead"]) for row in counted}
