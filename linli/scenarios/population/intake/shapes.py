"""Positions and outlines of a file, brought to WGS 84; what cannot be right is mended or refused, and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from linli.kernel.imports.kinds import FOUND, Row, Run
from linli.kernel.imports.saying import Reason
from linli.kernel.places import datums, geo
from linli.kernel.places.datums import System
from linli.kernel.places.geo import Point
from linli.plumbing.tabular import Said
from linli.plumbing.tabular.values import ValueWrong

SLIVER = 0.05  # share of the outline a loop may cut off for its mending to be no guess
_SYSTEM = f"{FOUND}system"
_SURFACES = ("Polygon", "MultiPolygon")
_HOW = {
    "chosen": _("Positions were read as %(system)s, as the sender said."),
    "named": _("Positions were read as %(system)s, as a column is called."),
    "recognised": _("Positions were recognised as %(system)s: so they meet %(count)d places that are known."),
    "assumed": _(
        "Nothing says which system positions are in, so they were read as WGS84. Are they from Gaode, Tencent or "
        "Baidu? Then undo this and say GCJ02 or BD09."
    ),
}


def settle(run: Run, pairs: Sequence[tuple[Point, Point]]) -> list[Reason]:
    """Find out once for the file which system its positions are in, and say how. ``pairs`` are given and true ones."""
    if _SYSTEM in run.chosen:
        run.memory["system"] = System(run.chosen[_SYSTEM])
        return []
    chosen = run.chosen.get("system", "")
    called = {datums.named(head) for head, meant in run.heads.items() if meant in ("lon", "lat")} - {None}
    system, how = System.WGS84, "assumed"
    if chosen:
        system, how = System(chosen), "chosen"
    elif len(called) == 1:
        system, how = called.pop() or System.WGS84, "named"
    elif found := datums.recognise(pairs):
        system, how = found, "recognised"
    run.memory["system"], run.chosen[_SYSTEM] = system, system.value
    return [Reason(Said(_HOW[how], {"system": system.name, "count": len(pairs)}))]


def has_positions(rows: Sequence[Row]) -> bool:
    return any(row.shape is not None or (row["lon"] is not None and row["lat"] is not None) for row in rows)


def given_point(row: Row) -> Point | None:
    """The position as the file has it: the columns, else the middle of the shape."""
    if row["lon"] is not None and row["lat"] is not None:
        return row["lon"], row["lat"]
    try:
        shape = _read(row.shape)
    except ValueWrong:
        return None
    if shape is None or shape.is_empty:
        return None
    middle = shape.centroid
    return middle.x, middle.y


def point(row: Row, run: Run) -> Point | None:
    """The position in WGS 84. Raises ``ValueWrong``."""
    found = given_point(row)
    if found is None:
        return None
    if not geo.is_on_earth(*found):
        raise ValueWrong(_("%(text)s is no position on Earth."), text=f"{found[0]}, {found[1]}")
    return datums.to_wgs84(*found, run.memory.get("system", System.WGS84))


def outline(row: Row, run: Run) -> tuple[bytes | None, list[Reason]]:
    """The outline in WGS 84 and what was mended of it; None for a line without one. Raises ``ValueWrong``."""
    shape = _read(row.shape)
    if shape is None or shape.geom_type not in _SURFACES:
        return None, []
    remarks = []
    if not shape.is_valid:
        shape = _mended(shape)
        remarks.append(Reason(Said(_("The outline crossed itself; the small loop was cut off."))))
    system = run.memory.get("system", System.WGS84)
    if system is not System.WGS84:
        shape = shapely.transform(shape, lambda corners: np.array([datums.to_wgs84(x, y, system) for x, y in corners]))
    try:
        return geo.checked_outline(bytes(shapely.to_wkb(shape))), remarks
    except geo.OutlineBroken as broken:
        raise ValueWrong(broken.sentence) from broken


def _read(given: Mapping[str, Any] | None) -> BaseGeometry | None:
    if given is None:
        return None
    try:
        return shapely.force_2d(shapely.geometry.shape(dict(given)))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise ValueWrong(_("The shape of this feature is broken.")) from None


def _mended(shape: BaseGeometry) -> BaseGeometry:
    """An outline that crosses itself, without the loop; refused where it cannot be told which side was meant."""
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(mended) if part.geom_type == "Polygon"]
    whole = sum(part.area for part in parts)
    largest = max(parts, key=lambda part: part.area, default=None)
    many = shape.geom_type == "MultiPolygon" and len(shapely.get_parts(shape)) > 1
    if largest is None or not whole or (not many and largest.area < whole * (1 - SLIVER)):
        raise ValueWrong(_("The outline crosses itself, so it cannot be told what lies inside. Draw it anew."))
    return shapely.MultiPolygon(parts) if many else largest
