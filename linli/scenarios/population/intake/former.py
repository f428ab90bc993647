"""What a record was before a line changed it, so that it can be again, unless somebody has changed it since."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Given, Run, Taken
from linli.kernel.imports.saying import Reason
from linli.kernel.places.actions import Changed
from linli.plumbing.tabular import Said

STAYS = Said(_("Other records have come to hang on it, so it stays."))
SINCE = Said(_("Somebody has changed it since, so it stays as it is now."))


def kept(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Old and new value of every field that changed, as JSON."""
    return {name: [_packed(value), _packed(new[name])] for name, value in old.items()}


def changed(plan: Changed, old: Mapping[str, Any]) -> Taken:
    """The outcome of a line that changed a record."""
    return Taken(plan.id, kept(old, plan.values))


def give_back(
    given: Sequence[Given],
    *,
    records: Mapping[int, Any],
    remove: Callable[[list[int]], set[int]],
    restore: Callable[[list[Changed]], object],
) -> list[Reason | None]:
    """Take away what lines created and restore what they changed; for each line why it stays, if it does.

    ``records`` are the records as they are now, by id. ``remove`` tells which had to stay.
    """
    created = [one.record for one in given if one.before is None and one.record in records]
    staying = remove(created) if created else set()
    reasons: dict[int, Reason | None] = {number: Reason(STAYS) for number in staying}
    back: dict[int, Changed] = {}
    for one in given:
        if one.before is not None and one.record in records:
            former = _former(one.before, records[one.record])
            reasons[one.record] = None if former is not None else Reason(SINCE)
            if former is not None:
                back[one.record] = Changed(one.record, former)
    if back:
        restore(list(back.values()))
    return [reasons.get(one.record) for one in given]


def _former(before: Mapping[str, Sequence[Any]], record: Any) -> dict[str, Any] | None:
    """The old values; None where the record is no longer what the line made of it."""
    for name, (_old, new) in before.items():
        if _packed(getattr(record, name)) != new:
            return None
    return {name: _unpacked(old) for name, (old, _new) in before.items()}


def _packed(value: Any) -> Any:
    return {"hex": bytes(value).hex()} if isinstance(value, bytes | memoryview) else value


def _unpacked(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


def of_run(run: Run) -> dict[str, Any]:
    """Who acts and when, as every action wants it."""
    return {"by": run.by, "now": run.now}
