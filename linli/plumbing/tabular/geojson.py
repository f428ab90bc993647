"""GeoJSON (RFC 7946): every feature is a line, its properties are the cells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from .model import MOST_COLUMNS, FileRefused, Line, Said, Table
from .workbooks import text

LARGEST = 1 << 29  # bytes
SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}


def opened(path: Path) -> Table:
    """The features of a file. Raises ``FileRefused``."""
    features = _features(path)
    heads = dict.fromkeys(name for one in features if isinstance(one, dict) for name in _mapping(one.get("properties")))
    if len(heads) > MOST_COLUMNS:
        raise FileRefused(_("The features have %(found)d properties; more than %(most)d cannot be read."),
                          found=len(heads), most=MOST_COLUMNS)  # fmt: skip
    names = tuple(heads)
    return Table("map", path.name, names, _lines(features, names), len(features))


def _features(path: Path) -> list[Any]:
    if path.stat().st_size > LARGEST:
        raise FileRefused(_("This file is larger than 512 MB. Send it in parts."))
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            found = json.loads(content.decode(encoding))
            break
        except UnicodeDecodeError:
            continue
        except (json.JSONDecodeError, RecursionError) as broken:
            line = getattr(broken, "lineno", 1)
            raise FileRefused(
                _("This file is no whole GeoJSON: it breaks off in line %(line)d. Ask for it once more."), line=line
            ) from None
    else:
        raise FileRefused(_("This file is neither UTF-8 nor GBK. Save it as UTF-8."))
    kind = found.get("type") if isinstance(found, dict) else None
    if kind == "Feature":
        return [found]
    features = found.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list):
        raise FileRefused(_("This is JSON, and no GeoJSON: a FeatureCollection is wanted."))
    return features


def _lines(features: list[Any], names: tuple[str, ...]) -> Iterator[Line]:
    for number, feature in enumerate(features, 1):
        given = _mapping(feature.get("properties")) if isinstance(feature, dict) else {}
        cells = {name: _cell(given.get(name)) for name in names}
        shape = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(shape, dict) or shape.get("type") not in SHAPES:
            yield Line(number, cells, Said(_("This feature has no shape.")))
        else:
            yield Line(number, cells, shape=shape)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return text(value)
