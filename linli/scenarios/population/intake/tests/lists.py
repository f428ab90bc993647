"""Lists as offices hand them in, and the register before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from linli.kernel.imports import actions, queries
from linli.kernel.imports.actions import Sender
from linli.kernel.imports.models import Import
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.scope import Hat

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
# What an import may leave behind: ids and times of drawing new rows, and the room of the imports itself.
_DRAWN = {"places_token": ("id",), "places_area_building": ("id",), "places_area_outline": ("id",)}
TABLES = (
    "places_place", "places_token", "places_alias", "places_area", "places_area_outline", "places_area_building",
    "places_building", "places_past", "people_dwelling", "people_past_fact", "population_survey",
)  # fmt: skip


def now() -> datetime:
    return NOW


@dataclass
class Office:
    """Who hands lists in, and where they lie."""

    folder: Path
    by: Hat
    at: int

    def write(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_text(text, encoding=encoding)
        return path

    def map_file(self, name: str, features: Sequence[tuple[Mapping[str, Any], Any]]) -> Path:
        body = [{"type": "Feature", "properties": given, "geometry": shape} for given, shape in features]
        return self.write(name, json.dumps({"type": "FeatureCollection", "features": body}, ensure_ascii=False))

    def open(self, kind: str, path: Path, *, again: bool = False, sheet: str = "", **chosen: str) -> Import:
        return actions.open_import(
            kind=kind, path=path, sheet=sheet, sender=Sender(self.at), chosen=chosen, again=again, by=self.by, clock=now
        )

    def take(self, one: Import) -> dict[str, int]:
        return counted(actions.carry_out(import_id=one.id, by=self.by, clock=now))

    def look(self, one: Import) -> dict[str, int]:
        return counted(actions.look_through(import_id=one.id, by=self.by, clock=now))

    def undo(self, one: Import) -> dict[str, int]:
        return counted(actions.undo(import_id=one.id, by=self.by, clock=now))

    def bring(self, kind: str, path: Path, **chosen: Any) -> tuple[Import, dict[str, int]]:
        """Hand a list in and have it taken in; a dry run before it must say the same."""
        one = self.open(kind, path, **chosen)
        foreseen = self.look(one)
        found = self.take(one)
        assert foreseen == found
        return one, found

    def reasons(self, one: Import) -> dict[int, list[str]]:
        return self._said(one, "reasons", states=["refused", "kept"])

    def remarks(self, one: Import) -> dict[int, list[str]]:
        return self._said(one, "remarks", remarked=True)

    def told(self, one: Import) -> str:
        with scope.reading(self.by, now=NOW):
            return " ".join(str(said) for said in queries.remarks(Import.objects.get(id=one.id)))

    def _said(self, one: Import, what: str, **narrowed: Any) -> dict[int, list[str]]:
        with scope.reading(self.by, now=NOW):
            rows = list(queries.every_row(Import.objects.get(id=one.id), **narrowed))
        return {row.number: [str(reason.said) for reason in getattr(row.told, what)] for row in rows}


def counted(portions: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in portions:
        counts = dict(one.counts)
    return {name: number for name, number in counts.items() if number and name != "remarked"}


def register() -> dict[str, list[str]]:
    """Every row of the register as text, but for ids that are drawn anew for rows nobody names."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("select to_regclass(%s)", [table])
            if cursor.fetchone()[0] is None:
                continue
            left_out = " ".join(f"- '{column}'" for column in _DRAWN.get(table, ()))
            cursor.execute(f"select (to_jsonb(t) {left_out})::text from {table} t order by 1")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def place(name: str) -> Place:
    return Place.objects.get(name=name, until__isnull=True)


def path_of(name: str) -> list[str]:
    return [one.name for one in places.path(place(name).id)]


def square(lon: float, lat: float, side: float = 0.001) -> dict[str, Any]:
    """A square outline as GeoJSON, its south-west corner there."""
    corners = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [corners]}
