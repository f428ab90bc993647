"""Telling that the register has changed: one fact a division, however many records it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.kernel.people.facts import RegisterChanged
from linli.kernel.people.models import Residence
from linli.plumbing import facts
from linli.plumbing.scope import Hat


def changed_in(scope_ids: Iterable[int], *, line: int, by: Hat, at: datetime) -> None:
    """A part: these divisions have changed."""
    facts.tell_many([RegisterChanged(one) for one in sorted(set(scope_ids))], line=line, by=by, at=at)


def changed_about(person_id: int, *, line: int, by: Hat, at: datetime) -> None:
    """A part: something about a person has changed, wherever they have a link."""
    scopes = Residence.objects.filter(person_id=person_id, until__isnull=True).values_list("scope_id", flat=True)
    changed_in(scopes, line=line, by=by, at=at)
