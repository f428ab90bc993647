"""The open list as units and everybody see it, and the requests around it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from linli.kernel.grants.models import DataRequest, ItemRevision, OpenItem, OpenListing, State
from linli.plumbing import policy
from linli.plumbing.scope import Hat

MOST = 500


def listings() -> list[OpenListing]:
    """What everybody may read: the entries that are published now, by owner and title."""
    rows = OpenListing.objects.select_related("item").filter(until__isnull=True)
    return list(rows.order_by("unit_name", "title", "item_id")[:MOST])


def published() -> list[ItemRevision]:
    """The entries staff may ask for, the widest place first."""
    rows = ItemRevision.objects.select_related("item").filter(state=State.PUBLISHED)
    return list(rows.order_by("item__place_id", "title", "id")[:MOST])


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One entry: what is published of it, what waits, how it came about."""

    item: OpenItem
    running: ItemRevision | None
    waiting: ItemRevision | None
    revisions: tuple[ItemRevision, ...]


def item_page(number: str) -> ItemPage | None:
    """One entry by the number everybody knows it by. Two statements."""
    item = OpenItem.objects.filter(number=number).first()
    if item is None:
        return None
    rows = tuple(ItemRevision.objects.filter(item_id=item.id).order_by("-no"))
    running = next((one for one in rows if one.state == State.PUBLISHED), None)
    waiting = next((one for one in rows if one.state in (State.DRAFT, State.OWNED)), None)
    return ItemPage(item, running, waiting, rows)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a post: entries to agree to or publish, requests to decide or release."""

    revisions: tuple[ItemRevision, ...]
    requests: tuple[DataRequest, ...]


def waiting_for(hat: Hat) -> Waiting:
    """What this post may decide, the longest wait first. Two statements."""
    is_officer = policy.may(hat, "open_list.publish")
    entry = Q(state=State.DRAFT, item__unit_id=hat.unit)
    asked = Q(state="open", owner_unit=hat.unit)
    if is_officer:
        mine = Q(account_id=hat.account) | Q(owner_by=hat.account)
        entry |= Q(state=State.OWNED, item__place_id__in=hat.scopes) & ~mine
        asked |= Q(state="owned", item__place_id__in=hat.scopes) & ~mine
    revisions = ItemRevision.objects.select_related("item").filter(entry).order_by("drafted", "id")[:MOST]
    requests = DataRequest.objects.select_related("item", "revision").filter(asked)
    requests = requests.exclude(account_id=hat.account).order_by("made", "id")[:MOST]
    return Waiting(tuple(revisions), tuple(requests))


def request_of(number: str) -> DataRequest | None:
    rows = DataRequest.objects.select_related("item", "revision", "agreement__agreement")
    return rows.filter(number=number).first()


def requests_of_unit(unit_id: int) -> list[DataRequest]:
    """What a unit asked for, the newest first."""
    rows = DataRequest.objects.select_related("item", "revision").filter(unit_id=unit_id)
    return list(rows.order_by("-id")[:MOST])


def requests_about(item_ids: Collection[int]) -> list[DataRequest]:
    """Who asked for these entries, the newest first."""
    return list(DataRequest.objects.filter(item_id__in=list(item_ids)).order_by("-id")[:MOST])
