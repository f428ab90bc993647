"""Other names of places: what one was called before, what people call it, how else it is spelt.

A name found in an address leads to its place while it runs; an ended one stays known and finds nothing any more. A
name of a division is one nobody beside it has, since lists are sorted by it; compounds and buildings may share one.
The name of a road is the city's: only who works for the whole city says that a road was called otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places.actions.adding import require_reach
from linli.kernel.places.actions.changing import refile
from linli.kernel.places.models import DIVISIONS, AliasKind, Area, AreaBuilding, Level, Place, PlaceAlias, Road
from linli.plumbing import policy, scope, search, texts
from linli.plumbing.scope import Hat

LONGEST = 60


class AliasRefused(ValueError):
    """A place cannot be called so; the sentence says why."""

    sentence: str | Promise = ""

    def __init__(self, **words: object) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


class AliasMissing(AliasRefused):
    sentence = _("Write the other name, with two characters or more.")


class AliasLong(AliasRefused):
    sentence = _("A name has at most %(most)d characters.")


class AliasKnown(AliasRefused):
    sentence = _("It is called “%(name)s” here already.")


class AliasTaken(AliasRefused):
    sentence = _("“%(name)s” is what “%(other)s” is called. Lists could not tell the two apart.")


class AliasOfNothing(AliasRefused):
    sentence = _("Choose whose name it is.")


@dataclass(frozen=True, slots=True)
class NewAlias:
    """Another name of one place, one area or one road (by its name of today)."""

    name: str
    kind: str = AliasKind.POPULAR
    place_id: int | None = None
    area_id: int | None = None
    road: str = ""
    source: str = ""


def add_alias(*, row: NewAlias, by: Hat, now: datetime) -> int:
    """Let a place be found by another name from now on; returns the alias's id. Raises an ``AliasRefused``."""
    policy.require(by, "alias.change")
    with scope.writing(by, now=now):
        return write_aliases(rows=[row], by=by, now=now)[0]


def write_aliases(*, rows: Sequence[NewAlias], by: Hat, now: datetime) -> list[int]:
    """The same as part of a running action: the lines of an import."""
    policy.require(by, "alias.change")
    scope.require_action()
    made = [_written(row, by, now) for row in rows]
    refile(_found_by(made))
    for one in made:
        journal.append(verb="alias.add", kind=_kind(one), record=_record(one), by=by, at=now, payload={"alias": one.id})
    return [one.id for one in made]


def end_alias(*, alias_id: int, by: Hat, now: datetime) -> None:
    """Nothing is found by this name any more; that it was called so stays known."""
    policy.require(by, "alias.change")
    with scope.writing(by, now=now):
        one = PlaceAlias.objects.select_for_update().filter(id=alias_id, until__isnull=True).first()
        if one is None:
            return
        _require(one, by)
        one.until = now
        one.save(update_fields=["until"])
        refile(_found_by([one]))
        journal.append(verb="alias.end", kind=_kind(one), record=_record(one), by=by, at=now, payload={"alias": one.id})


def remove_aliases(*, aliases: Sequence[int], by: Hat, now: datetime) -> None:
    """A part: nothing was ever called so; for an import that is undone."""
    policy.require(by, "place.remove")
    scope.require_action()
    gone = list(PlaceAlias.objects.select_for_update().filter(id__in=aliases).order_by("id"))
    for one in gone:
        _require(one, by)
        journal.append(verb="alias.end", kind=_kind(one), record=_record(one), by=by, at=now, payload={"alias": one.id})
    found = _found_by(gone)
    PlaceAlias.objects.filter(id__in=[one.id for one in gone])._raw_delete("default")
    refile(found)


def checked_name(written: str) -> str:
    """A name that can be looked for. Raises an ``AliasRefused``."""
    name = texts.tidy(written)
    if sum(len(sign) for sign in search.bigrams(name)) < 2:
        raise AliasMissing
    if len(name) > LONGEST:
        raise AliasLong(most=LONGEST)
    return name


def _written(row: NewAlias, by: Hat, now: datetime) -> PlaceAlias:
    name = checked_name(row.name)
    if sum(bool(one) for one in (row.place_id, row.area_id, row.road)) != 1 or row.kind not in AliasKind.values:
        raise AliasOfNothing
    alias = PlaceAlias(place_id=row.place_id, area_id=row.area_id, road=row.road, kind=row.kind, name=name,
                       since=now, source=row.source[:120])  # fmt: skip
    _require(alias, by)
    _check(alias)
    alias.save(force_insert=True)
    return alias


def _require(alias: PlaceAlias, by: Hat) -> None:
    """Staff name what lies in their own divisions; roads are named by who works for the city."""
    whole = Place.objects.filter(level=Level.CITY, level__in=DIVISIONS).values_list("id", flat=True)
    place = Place.objects.filter(id=alias.place_id or 0, until__isnull=True).values_list("scope_id", flat=True)
    area = Area.objects.filter(id=alias.area_id or 0, until__isnull=True).values_list("scope_id", flat=True)
    found = list(whole if alias.road else area if alias.area_id else place)
    if not found:
        raise AliasOfNothing
    require_reach(by, found)


def _check(alias: PlaceAlias) -> None:
    """Whether it is called so already, or a name that has to lead to one of its kind leads to another."""
    running = PlaceAlias.objects.filter(name=alias.name, until__isnull=True)
    if alias.road:
        if alias.road == alias.name or running.exclude(road="").exists():
            raise AliasKnown(name=alias.name)
        if Road.objects.filter(name=alias.name).exists():
            raise AliasTaken(name=alias.name, other=alias.name)
    elif alias.area_id:
        own = Area.objects.values_list("name", flat=True).get(id=alias.area_id)
        _not_known(alias, own, running.filter(area_id=alias.area_id))
    else:
        place = Place.objects.defer("outline").get(id=alias.place_id or 0)
        _not_known(alias, place.name, running.filter(place_id=place.id))
        if place.level in DIVISIONS:
            _alone(alias, place)


def _not_known(alias: PlaceAlias, own: str, same: QuerySet[PlaceAlias]) -> None:
    if alias.name == own or same.exists():
        raise AliasKnown(name=alias.name)


def _alone(alias: PlaceAlias, division: Place) -> None:
    """No division beside this one is called so. Whoever names one of them waits for the other."""
    list(Place.objects.select_for_update().filter(id=division.parent_id or 0).only("id"))
    beside = Place.objects.filter(parent_id=division.parent_id, until__isnull=True).exclude(id=division.id)
    called = PlaceAlias.objects.filter(name=alias.name, until__isnull=True, place_id__in=beside.values("id"))
    other = beside.filter(Q(name=alias.name) | Q(id__in=called.values("place_id"))).defer("outline").first()
    if other is not None:
        raise AliasTaken(name=alias.name, other=other.name)


def _found_by(aliases: Iterable[PlaceAlias]) -> set[int]:
    """The places these names lead to."""
    found: set[int] = set()
    for one in aliases:
        if one.place_id:
            found.add(one.place_id)
        elif one.area_id:
            held = AreaBuilding.objects.filter(area_id=one.area_id, until__isnull=True)
            found |= set(held.values_list("building_id", flat=True))
        else:
            standing = Place.objects.filter(level=Level.BUILDING, until__isnull=True, address__contains=one.road)
            found |= set(standing.values_list("id", flat=True))
    return found


def _kind(alias: PlaceAlias) -> str:
    return "area" if alias.area_id else "place"


def _record(alias: PlaceAlias) -> int:
    """The place or area it is about; of a road the alias itself, since a road is a name."""
    return alias.place_id or alias.area_id or alias.id
