"""Rounds and visits follow their buildings to another community, in the transaction that changes the division."""

from __future__ import annotations

from collections.abc import Sequence

from linli.kernel.places.models import Area, Level, Place
from linli.kernel.places.moves import Move
from linli.plumbing import ids
from linli.scenarios.population.quality.models import Finding
from linli.scenarios.population.visits.doors import SETTLES
from linli.scenarios.population.visits.models import Round, Visit


def on_moved(move: Move) -> None:
    """What runs goes on where its doors are now; what was found there and what has ended stays where it was.

    Contradictions that stand come along.
    """
    if move.old in move.places:
        Round.objects.filter(scope_id=move.old, ended__isnull=True).update(ended=move.now)
        return
    buildings = Place.objects.filter(id__in=move.places, level=Level.BUILDING).order_by("id")
    moved = list(buildings.values_list("id", flat=True))
    Finding.objects.filter(place_id__in=move.places, scope_id=move.old, state="open").update(scope_id=move.new)
    grids = Area.objects.filter(scope_id=move.new, until__isnull=True).values("id")
    running = Round.objects.select_for_update().filter(scope_id=move.old, ended__isnull=True)
    of_grids = list(running.filter(area_id__in=grids).order_by("id"))
    whole = list(running.filter(area_id__isnull=True).order_by("id"))
    for one in of_grids:
        one.settled = _settled(one, moved)
        one.scope_id = move.new
        one.save(update_fields=["settled", "scope_id"])
    for one in whole:
        _follow(one, [each for each in moved if not one.buildings or each in one.buildings], move)


def _follow(round_: Round, moved: Sequence[int], move: Move) -> None:
    """The part of a community's round that goes on in another one, as the same round: since when, for what, until when.

    A round that named its buildings and has none left here has ended here.
    """
    if not moved:
        return
    settled = _settled(round_, moved)
    if round_.buildings:
        round_.buildings = sorted(set(round_.buildings) - set(moved))
        round_.ended = None if round_.buildings else move.now
        round_.save(update_fields=["buildings", "ended"])
    same = Round.objects.filter(
        scope_id=move.new, area_id__isnull=True, ended__isnull=True, purpose=round_.purpose, began=round_.began,
        due=round_.due,
    ).first()  # fmt: skip
    if same is not None:
        same.buildings = sorted({*same.buildings, *moved}) if same.buildings else []
        same.settled = sorted({*same.settled, *settled})
        same.save(update_fields=["buildings", "settled"])
        return
    Round.objects.bulk_create([
        Round(id=ids.reserve("population_round"), scope_id=move.new, buildings=sorted(moved), settled=settled,
              purpose=round_.purpose, began=round_.began, due=round_.due, who=round_.who, line=move.line)
    ])  # fmt: skip


def _settled(round_: Round, buildings: Sequence[int]) -> list[int]:
    """The doors of these buildings that need not be rung again in this round."""
    found = Visit.objects.filter(building_id__in=list(buildings), at__gte=round_.began, did__in=SETTLES)
    return sorted({*round_.settled, *found.values_list("place_id", flat=True)})
