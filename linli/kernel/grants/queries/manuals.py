"""Manuals for those who collect: what holds, who has read it, what somebody still has to read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from linli.kernel.grants.models_manuals import Acknowledgement
from linli.plumbing import pack_catalogue, policy
from linli.plumbing.pack_catalogue import Version
from linli.plumbing.scope import Hat


def manuals(*, at: datetime) -> list[Version]:
    """The manuals that hold, in order. One statement."""
    return sorted(pack_catalogue.heads("manuals", at).values(), key=lambda one: (one.value.order, one.code))


def unread(hat: Hat, *, at: datetime) -> list[Version]:
    """The running versions this post's holder has not confirmed. Two statements, one where there is no manual."""
    held = manuals(at=at) if policy.may(hat, "manual.read") else []
    if not held:
        return []
    rows = Acknowledgement.objects.filter(account_id=hat.account, version_id__in=[one.id for one in held])
    known = set(rows.values_list("version_id", flat=True))
    return [one for one in held if one.id not in known]


def acknowledged(version_ids: Collection[int], *, places: Collection[int]) -> list[Acknowledgement]:
    """Who has confirmed these versions, of the posts at these places; the latest first."""
    rows = Acknowledgement.objects.filter(version_id__in=list(version_ids), place_id__in=list(places))
    return list(rows.order_by("-at", "-id")[:500])
