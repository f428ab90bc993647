"""Which matters are passed on to whom: a contractor of the city with an Open311 endpoint of its own."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_lazy as _

from linli.gates.outbound import Forbidden, allowed
from linli.plumbing import packs
from linli.plumbing.packs import Context, Entry, Problem, Shape, Words


class Service(Shape, frozen=True, kw_only=True):
    """An item of the city, and the service_code it has at the contractor's."""

    item: str
    service: str


def check_contractor(entry: Contractor, context: Context) -> list[Problem]:
    """The items exist, none is named twice, and the endpoint is an address of the web."""
    found = [
        problem
        for place, one in enumerate(entry.services)
        for problem in context.missing("services", place, "item", kind="items", code=one.item)
    ]
    items = [one.item for one in entry.services]
    for item in sorted({one for one in items if items.count(one) > 1}):
        found.append(context.problem("services", message=_("%(where)s: %(item)s stands there twice."), item=item))
    try:
        allowed(entry.endpoint)
    except Forbidden as refused:
        found.append(context.problem("endpoint", message=_("%(where)s: %(why)s"), why=str(refused)))
    return found


@packs.kind("contractors", check=check_contractor)
class Contractor(Entry, frozen=True, kw_only=True):
    """A firm or office outside that takes matters by Open311: where, which, from which step of their flow on.

    ``words`` passes on what the reporter wrote; without it only what the matter is and where.
    """

    label: Words
    endpoint: str
    services: list[Service]
    step: str = "handle"
    jurisdiction: str = ""
    words: bool = False
    form: Literal["json", "xml"] = "json"
