"""Whom a report is about: the unit that must not see it, chosen from those that answer for the place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.people.queries import Owner


def options(scope_id: int | None, *, at: datetime) -> list[tuple[str, str]]:
    """The units with a duty around a division, each once; none before anybody has said where it is."""
    return [(str(number), name) for number, name in _units(scope_id, at).items()]


def checked(given: str, errors: dict[str, str], *, scope_id: int, at: datetime) -> int:
    """The chosen unit; 0 where none was chosen."""
    if not given:
        return 0
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 12 else 0
    if number not in _units(scope_id, at):
        errors["about"] = _("This unit does not answer for the place. Choose another, or leave it open.")
        return 0
    return number


def _units(scope_id: int | None, at: datetime) -> dict[int, str]:
    found: Iterable[Owner] = people.units_to_hand_over(scope_id, at=at) if scope_id is not None else ()
    return {one.unit_id: one.unit_name for one in found if one.unit_id}
