"""Questions about shared data: what stands in the open list, what was asked, what is granted, who used it."""

from linli.kernel.grants.queries.consents import agreements, consents_of, has_agreed
from linli.kernel.grants.queries.grants import (
    Wanted,
    count_uses,
    grant_of,
    grants_from,
    grants_of_unit,
    key_of,
    keys_of,
    refusal,
    running_for_item,
    running_revision,
    uses_of,
)
from linli.kernel.grants.queries.listing import (
    ItemPage,
    item_page,
    listings,
    published,
    request_of,
    requests_of_unit,
    waiting_for,
)
from linli.kernel.grants.queries.manuals import acknowledged, manuals, unread

__all__ = [
    "ItemPage",
    "Wanted",
    "acknowledged",
    "agreements",
    "consents_of",
    "count_uses",
    "grant_of",
    "grants_from",
    "grants_of_unit",
    "has_agreed",
    "item_page",
    "key_of",
    "keys_of",
    "listings",
    "manuals",
    "published",
    "refusal",
    "request_of",
    "requests_of_unit",
    "running_for_item",
    "running_revision",
    "unread",
    "uses_of",
    "waiting_for",
]
