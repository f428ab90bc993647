"""Grants: whose they are, whether they run, what they do not cover, who used them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from linli.kernel.grants.models import Grant, GrantKey, GrantUse, ItemRevision, State

MOST = 200


def grant_of(number: str) -> Grant | None:
    return Grant.objects.select_related("item", "request", "agreement").filter(number=number).first()


def grants_of_unit(unit_id: int) -> list[Grant]:
    """What a unit may use or might, the newest first."""
    return list(Grant.objects.select_related("item").filter(unit_id=unit_id).order_by("-id")[:MOST])


def grants_from(item_ids: Collection[int]) -> list[Grant]:
    """What was granted of these entries, the newest first."""
    return list(Grant.objects.select_related("item").filter(item_id__in=list(item_ids)).order_by("-id")[:MOST])


def running_for_item(item_ids: Collection[int], *, at: datetime) -> list[Grant]:
    """Who receives these entries at a moment: for everybody to read."""
    runs = Q(revoked__isnull=True) | Q(revoked__gt=at)
    rows = Grant.objects.filter(runs, item_id__in=list(item_ids), since__lte=at, until__gt=at)
    return list(rows.order_by("item_id", "unit_name", "id")[:1000])


def key_of(shown: str) -> GrantKey | None:
    """A program's key by the name it gives itself, with its grant."""
    return GrantKey.objects.select_related("grant__item").filter(shown=shown).first()


def keys_of(grant_id: int) -> list[GrantKey]:
    return list(GrantKey.objects.filter(grant_id=grant_id).order_by("-id"))


def running_revision(item_id: int) -> ItemRevision | None:
    """What stands in the open list of an entry now."""
    return ItemRevision.objects.filter(item_id=item_id, state=State.PUBLISHED).first()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A use as it is asked for. ``covered`` are the divisions the grant's places come to."""

    fields: Sequence[str]
    places: Collection[int]
    covered: Collection[int]
    purpose: str


def refusal(grant: Grant, revision: ItemRevision | None, wanted: Wanted, *, at: datetime) -> str:
    """Why a use is refused, or nothing.

    The query that hands out the data joins the grant once more; this finds the sentence.
    """
    return _over(grant, revision, at) or _beyond(grant, revision, wanted)


def _over(grant: Grant, revision: ItemRevision | None, at: datetime) -> str:
    if grant.revoked is not None:
        return _("This grant was taken back: %(reason)s") % {"reason": grant.reason}
    if at < grant.since or at >= grant.until:
        return _("This grant does not run now. Ask for a new one if the data is still needed.")
    if revision is None:
        return _("The entry stands in the open list no more, so its grants open nothing.")
    return ""


def _beyond(grant: Grant, revision: ItemRevision | None, wanted: Wanted) -> str:
    offered = {one["code"] for one in revision.fields} if revision else set()
    beyond = set(wanted.fields) - (set(grant.fields) & offered)
    if beyond or not wanted.fields:
        return _("Not among the granted fields: %(fields)s. Ask for fewer.") % {
            "fields": ", ".join(sorted(beyond)) or "–"
        }
    if not wanted.places or not set(wanted.places) <= set(wanted.covered):
        return _("The grant does not cover all these places. Ask for fewer.")
    if wanted.purpose.strip() != grant.purpose:
        return _("The grant is for “%(purpose)s” and for nothing else.") % {"purpose": grant.purpose}
    return ""


@dataclass(frozen=True, slots=True)
class UseCount:
    """How often a grant was used, how often it was refused, when last."""

    uses: int = 0
    refused: int = 0
    last: datetime | None = None


def count_uses(grant_ids: Collection[int]) -> dict[int, UseCount]:
    """The uses of grants, counted. One statement."""
    rows = GrantUse.objects.filter(grant_id__in=list(grant_ids)).values_list("grant_id")
    counted = rows.annotate(
        uses=Count("id", filter=Q(refused="")),
        tries=Count("id", filter=~Q(refused="")),
        last=Max("at", filter=Q(refused="")),
    ).order_by()
    return {grant: UseCount(uses, refused, last) for grant, uses, refused, last in counted}


def uses_of(grant_id: int, *, limit: int = 100) -> list[GrantUse]:
    """Every use of a grant and every try, the latest first."""
    return list(GrantUse.objects.select_related("key").filter(grant_id=grant_id).order_by("-at", "-id")[:limit])
