"""The compound a row names: by its code, else by its name, repeated names told apart by where the building stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Row
from linli.kernel.imports.saying import Reason
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Point
from linli.kernel.places.models import Area, AreaKind, Place
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import ValueWrong
from linli.scenarios.population.intake.divisions_known import Divisions


@dataclass(slots=True)
class Compounds:
    """The compounds rows of a batch may name."""

    by_code: Mapping[str, Area]
    by_name: Mapping[str, list[Area]]

    @classmethod
    def read(cls, rows: Sequence[Row]) -> Compounds:
        running = Area.objects.filter(kind=AreaKind.COMPOUND, until__isnull=True).order_by("id")
        by_name = defaultdict(list)
        names = {row["compound"] for row in rows if row["compound"]}
        for one in running.filter(name__in=names):
            by_name[one.name].append(one)
        called = places.compounds_called(names)
        other = running.order_by().in_bulk({area for areas in called.values() for area in areas})
        for name, areas in called.items():
            by_name[name] += [other[area] for area in sorted(areas)]
        coded = running.filter(code__in={row["compound_code"] for row in rows if row["compound_code"]})
        return cls({one.code: one for one in coded}, by_name)

    def of_row(self, row: Row, division: Place, known: Divisions, at: Point | None) -> tuple[Area | None, list[Reason]]:
        """The compound, and what is odd about it; None where the row names none or one nobody knows."""
        number, name = row["compound_code"], row["compound"]
        if not (number or name):
            return None, []
        found = self.by_code.get(number) if number else None
        if found is None and name:
            called = [one for one in self.by_name.get(name, ()) if _near(one.scope_id, division, known)]
            found = _at_the_spot(called, at, name) if len(called) > 1 else next(iter(called), None)
        if found is None:
            said = Said(_("Compound “%(name)s” is not known yet; the building waits for it."), {"name": name or number})
            return None, [Reason(said, "compound")]
        if not _near(found.scope_id, division, known):
            raise ValueWrong(
                _("Compound “%(name)s” does not lie in “%(inside)s”."), name=found.name, inside=division.name
            )
        remarks = []
        if at is not None and found.outline is not None and not geo.covers(found.outline, *at):
            remarks.append(
                Reason(Said(_("It stands outside the outline of “%(name)s”."), {"name": found.name}), "compound")
            )
        return found, remarks


def _near(scope: int, division: Place, known: Divisions) -> bool:
    return known.lies_in(scope, division.id) or known.lies_in(division.id, scope)


def _at_the_spot(called: Sequence[Area], at: Point | None, name: str) -> Area:
    """Of several compounds of one name the one whose outline holds the building."""
    around = [one for one in called if at is not None and one.outline is not None and geo.covers(one.outline, *at)]
    if len(around) == 1:
        return around[0]
    raise ValueWrong(_("%(count)d compounds are called “%(name)s”. Give the code of the compound."),
                     count=len(called), name=name)  # fmt: skip
