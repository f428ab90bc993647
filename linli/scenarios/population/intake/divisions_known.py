"""The divisions as rows of a file name them: by code in its many lengths, by name as offices write it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Row, Run
from linli.kernel.imports.saying import Reason
from linli.kernel.places import queries as places
from linli.kernel.places.models import DIVISIONS, Level, Place
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import plain

CODE = 12  # digits of a division in the national statistics
LEVELS = tuple(DIVISIONS)
_ENDS = ("办事处", "居委会", "居民委员会", "村委会", "村民委员会")
NAMED_BY: Mapping[str, Level] = {"district": Level.DISTRICT, "street": Level.STREET, "community": Level.COMMUNITY}


def padded(code: str) -> str:
    """A code at its full length: 4501, 450100 and 450100000000 are one city. What is no number stays as it is."""
    return code.ljust(CODE, "0") if code.isascii() and code.isdigit() else code


def tidy(name: str) -> str:
    """A division as one compares it: 新竹街道办 and 新竹街道办事处 are 新竹街道, 纬武社区居委会 is 纬武社区."""
    found = plain(name).replace(" ", "")
    for end in _ENDS:
        found = found.removesuffix(end)
    return found + "道" if found.endswith("街") else found.replace("街道办", "街道")


@dataclass(slots=True)
class Divisions:
    """All divisions of the city that run, read once for a batch: a few hundred."""

    by_id: dict[int, Place]
    by_code: dict[str, Place]
    called: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    inside: dict[int | None, list[Place]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> Divisions:
        every = Place.objects.filter(level__in=DIVISIONS, until__isnull=True).defer("outline").order_by("id")
        found = cls({one.id: one for one in every}, {})
        for one in found.by_id.values():
            found.inside[one.parent_id].append(one)
            if one.code:
                found.by_code.setdefault(padded(one.code), one)
        for alias in places.aliases_of_divisions():
            found.called[alias.place_id or 0].add(tidy(alias.name))
        return found

    def is_called(self, one: Place, name: str) -> bool:
        """Whether a division has this name, or is called so besides."""
        return tidy(name) == tidy(one.name) or self.has_alias(one, name)

    def has_alias(self, one: Place, name: str) -> bool:
        return tidy(name) in self.called.get(one.id, ())

    @property
    def city(self) -> Place | None:
        return next(iter(self.inside[None]), None)

    def line(self, number: int | None) -> list[Place]:
        """A division and everything it lies in, itself first."""
        found = []
        while number is not None and number in self.by_id:
            found.append(self.by_id[number])
            number = self.by_id[number].parent_id
        return found

    def lies_in(self, number: int, larger: int) -> bool:
        return any(one.id == larger for one in self.line(number))

    def reached(self, number: int, run: Run) -> bool:
        """Whether the sender works for the division, or for one it lies in."""
        return bool({one.id for one in self.line(number)} & set(run.by.scopes))

    def named(self, name: str, level: Level, larger: Place) -> list[Place]:
        """The divisions of a level inside a larger one that are called so."""
        return [
            one
            for one in self.by_id.values()
            if one.level == level and self.is_called(one, name) and self.lies_in(one.id, larger.id)
        ]

    def within(self, run: Run) -> Place | None:
        """The division the sender said everything in the file lies in; else the whole city."""
        said = run.chosen.get("within", "")
        return self.by_code.get(padded(said)) if said else self.city

    def of_row(self, row: Row, run: Run) -> Place | Reason:
        """The smallest division a row names, inside the one that holds for the whole file; or why there is none."""
        found = self.within(run)
        if found is None:
            words = {"code": run.chosen.get("within", "")}
            return Reason(Said(_("The division “%(code)s” this file is said to lie in is not known."), words))
        smallest = self._named_by(row, found)
        if isinstance(smallest, Place) and not self.reached(smallest.id, run):
            return _none_of_yours(smallest)
        return smallest

    def as_far_as_named(self, row: Row, run: Run) -> tuple[Place | Reason, list[Reason]]:
        """The smallest division names of a row lead to, and the names that lead no further: nobody knows those yet."""
        found = self.within(run)
        unknown: list[Reason] = []
        for name, level in NAMED_BY.items():
            if found is None or not row[name]:
                continue
            if tidy(row[name]) in {tidy(one.name) for one in self.line(found.id)}:
                continue
            inside = self.named(row[name], level, found)
            if len(inside) == 1:
                found = inside[0]
            else:
                unknown.append(_unnamed(row[name], found, len(inside), name))
        if found is None or not self.reached(found.id, run):
            refused = self.of_row(Row(row.number, {}, {}), run)
            return (refused if isinstance(refused, Reason) else _none_of_yours(found or refused)), []
        return found, unknown

    def _named_by(self, row: Row, found: Place) -> Place | Reason:
        """The smallest division that code and names of a row lead to, from a larger one."""
        if code := row["division"]:
            coded = self.by_code.get(padded(code))
            if coded is None:
                return Reason(Said(_("No division has the code %(code)s."), {"code": code}), "division")
            if not self.lies_in(coded.id, found.id):
                return _elsewhere(coded, found, "division")
            found = coded
        for name, level in NAMED_BY.items():
            if row[name] and LEVELS.index(level) > LEVELS.index(Level(found.level)):
                inside = self.named(row[name], level, found)
                if len(inside) != 1:
                    return _unnamed(row[name], found, len(inside), name)
                found = inside[0]
            elif row[name] and not any(self.is_called(one, row[name]) for one in self.line(found.id)):
                return _elsewhere(found, found, name, row[name])
        return found


def _none_of_yours(division: Place) -> Reason:
    said = _("“%(name)s” is none of your divisions. Ask its office to hand this row in.")
    return Reason(Said(said, {"name": division.name}), "division")


def _elsewhere(named: Place, wanted: Place, field_name: str, written: str = "") -> Reason:
    words = {"name": written or named.name, "inside": wanted.name}
    return Reason(Said(_("“%(name)s” does not lie in “%(inside)s”, as the whole file is said to."), words), field_name)


def _unnamed(name: str, larger: Place, count: int, field_name: str) -> Reason:
    words = {"name": name, "inside": larger.name, "count": count}
    if count:
        return Reason(
            Said(_("%(count)d divisions of “%(inside)s” are called “%(name)s”. Give the code."), words), field_name
        )
    said = _(
        "“%(inside)s” has no division “%(name)s”. Write it as the list of divisions has it, or add it there first."
    )
    return Reason(Said(said, words), field_name)
