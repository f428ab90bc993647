"""Who can own a matter in a pack: the roles and levels there are, and the sentence for one that is not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.plumbing.packs import Context, Problem

SECTOR_STAFF = frozenset({"enforcement_staff", "emergency_staff", "public_order_staff"})
ROLES = SECTOR_STAFF | {
    "grid_worker",
    "clerk",
    "property_staff",
    "street_clerk",
    "street_lead",
    "coordinator",
    "supervisor",
}
LEVELS = frozenset({"grid", "compound", "community", "street", "district", "city"})


def owner_problems(text: str, context: Context, key: str = "owner") -> list[Problem]:
    """The owner is a role that exists, at a level that exists: ``grid_worker of grid``."""
    message = _('%(where)s: nobody can be "%(owner)s". Write a role and a level, such as "grid_worker of grid".')
    try:
        owner = flow.parse_owner(text)
    except ValueError:
        return [context.problem(key, message=message, owner=text)]
    known = owner.role in ROLES and owner.level in LEVELS
    return [] if known else [context.problem(key, message=message, owner=text)]
