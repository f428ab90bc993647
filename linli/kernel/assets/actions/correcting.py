"""Putting right what is known of a facility, and ending it. What it was stays known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.assets.actions.adding import AssetRefused, position, require_reach
from linli.kernel.assets.models import Asset
from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.keeping import Was, keep_of_place
from linli.plumbing import policy, scope, search
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

KIND = "asset"
FIELDS = frozenset(
    {"name", "address", "phone", "opening_hours", "capacity", "barrier_free", "operator_id", "lon", "lat"}
)


def correct_asset(*, asset_id: int, changes: Mapping[str, Any], source: str, by: Hat, now: datetime) -> list[str]:
    """Put facts of one thing right; returns which really changed."""
    policy.require(by, "asset.correct")
    with scope.writing(by, now=now):
        return put_asset_right(asset_id, changes, source=source, by=by, now=now)


def put_asset_right(
    asset_id: int,
    changes: Mapping[str, Any],
    *,
    source: str,
    by: Hat,
    now: datetime,
    confirmed: datetime | None = None,
) -> list[str]:
    """A part: the facts, their history and the journal line. ``confirmed`` is when they were last known, if not now."""
    scope.require_action()
    if not changes.keys() <= FIELDS:
        raise AssetRefused(_("This is nothing that is known of a facility."))
    asset = _locked(asset_id, by)
    changed = {field: value for field, value in changes.items() if getattr(asset, field) != value}
    if not changed:
        return []
    follows: dict[str, Any] = {}  # worked out from what was changed
    if {"lon", "lat"} & changed.keys():
        lon, lat = (changed.get(one, getattr(asset, one)) for one in ("lon", "lat"))
        follows["cell"] = position(0, lon, lat)
    if "name" in changed:
        follows["tokens"] = search.pieces(changed["name"])
    _keep(asset, list(changed), source, by, now)
    Asset.objects.filter(id=asset_id).update(**changed, **follows, confirmed=confirmed or now)
    payload = {"fields": sorted(changed), "source": source}
    journal.append(verb="asset.correct", kind=KIND, record=asset_id, by=by, at=now, payload=payload)
    return sorted(changed)


def end_asset(*, asset_id: int, source: str, by: Hat, now: datetime) -> None:
    """A thing is no longer there."""
    policy.require(by, "asset.correct")
    with scope.writing(by, now=now):
        asset = _locked(asset_id, by)
        _keep(asset, ["until"], source, by, now)
        Asset.objects.filter(id=asset_id).update(until=now)
        journal.append(verb="asset.end", kind=KIND, record=asset_id, by=by, at=now, payload={"source": source})


def _locked(asset_id: int, by: Hat) -> Asset:
    asset = Asset.objects.select_for_update().filter(id=asset_id, until__isnull=True).first()
    if asset is None:
        raise NotAllowed
    require_reach(by, {asset.scope_id})
    return asset


def _keep(asset: Asset, fields: list[str], source: str, by: Hat, now: datetime) -> None:
    old = {field: getattr(asset, field) for field in fields}
    values = [
        Was(KIND, asset.id, field, "" if value is None else str(value), asset.since, asset.source)
        for field, value in old.items()
    ]
    keep_of_place(asset.place_id, asset.scope_id, values, source=source, by=by, now=now)
