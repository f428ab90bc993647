"""From what somebody typed as an address to the place a body or a vehicle is entered at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.kernel.assets.models import Asset
from linli.plumbing.scope import Hat
from linli.plumbing.tabular import Said
from linli.scenarios.population.intake import doors
from linli.scenarios.population.intake.doors import Door

MOST_TYPED = 120


class NoPlace(ValueError):
    """What was typed leads to no place of the register, or to several; ``str()`` says which."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return str(self.said)


def place_of(typed: str, *, by: Hat, scope_id: int | None = None) -> int:
    """The door, the building or the facility of an address, in one community or in any the post works for.

    Where nothing was typed, the community itself. Four statements at most. Raises ``NoPlace``; nothing is guessed.
    """
    written = typed.strip()[:MOST_TYPED]
    if not written:
        if scope_id is None:
            raise NoPlace(Said(_("Write the address where it is now.")))
        return scope_id
    found = doors.find([written], scopes=by.scopes, whole_houses=True)[written]
    if isinstance(found, Door) and scope_id in (None, found.scope_id):
        return found.place_id
    scopes = by.scopes if scope_id is None else (scope_id,)
    called = list(Asset.objects.filter(scope_id__in=scopes, name=written, until__isnull=True).order_by("id")[:2])
    if len(called) == 1:
        return called[0].place_id
    if called:
        raise NoPlace(Said(_("Two facilities here are called “%(name)s”. Write the address."), {"name": written}))
    if isinstance(found, Door):
        said = _("%(address)s lies in another community. Register it there.")
        raise NoPlace(Said(said, {"address": found.label}))
    raise NoPlace(found)
