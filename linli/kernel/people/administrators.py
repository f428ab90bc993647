"""Who gives posts to whom, and who stands apart (三权分立).

System administrators keep logins, security administrators keep posts, audit administrators look at what both have
done. Whoever is one of them is nothing else besides: the database refuses a second post of another kind. Everybody
else who gives posts does so at and below their own place only, and never a post as high as their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from linli.kernel.people.models import Organisation, Post
from linli.kernel.places.models import Place
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

SYSTEM, SECURITY, AUDIT = "system_administrator", "security_administrator", "auditor"
APART = frozenset({SYSTEM, SECURITY, AUDIT})
GIVERS = frozenset({"supervisor", "street_lead", SECURITY, "robot"})
OF_THE_STREET = frozenset({"clerk", "grid_worker", "property_staff", "street_clerk", "coordinator"})


class MustStayApart(Exception):
    """An administrator holds no post of another kind, at the same time."""

    sentence = _("An administrator of system, security or audit holds no other post. End the other one first.")

    def __str__(self) -> str:
        return str(self.sentence)


class NotYoursToGive(NotAllowed):
    """The post is above what this hat may give, or somewhere else."""

    sentence = _("You give and end posts of your own area, below your own. Ask the city's security administrator.")


def may_give(giver: str, role: str) -> bool:
    """Whether somebody of one role gives and ends posts of the other."""
    if giver == "street_lead":
        return role in OF_THE_STREET
    if giver == "supervisor":
        return role not in APART | {"supervisor"}
    return giver in GIVERS


def require_giver(by: Hat, roles: Iterable[str], places: Iterable[int], bodies: Iterable[int]) -> None:
    """Refuse with ``NotYoursToGive`` what lies above the hat or outside its place: roles, places and bodies alike."""
    if by.role == "robot":
        return
    if not all(may_give(by.role, role) for role in roles):
        raise NotYoursToGive
    wanted = set(places) | set(Organisation.objects.filter(id__in=set(bodies)).values_list("place_id", flat=True))
    own = Place.objects.defer("outline").get(id=by.place)
    if Place.objects.filter(id__in=wanted, lo__gte=own.lo, lo__lte=own.hi).count() != len(wanted):
        raise NotYoursToGive


def require_apart(account: int, role: str) -> None:
    """Refuse with ``MustStayApart`` a post that may not be held beside one the account holds; the database does too."""
    held = set(Post.objects.filter(account_id=account, until__isnull=True).values_list("role", flat=True)) - {role}
    if held and ({role} | held) & APART:
        raise MustStayApart
