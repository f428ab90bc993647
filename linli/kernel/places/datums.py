"""Positions as Chinese map services give them: GCJ-02 (Gaode, Tencent, most phones) and BD-09 (Baidu).

GCJ-02 shifts a WGS 84 position inside China by 100 to 700 m; BD-09 shifts that once more. Both formulas are
the published ones (wandergis/coordtransform and many others), good to about a metre. An import says which
system it found; where it cannot tell, a person must.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import atan2, cos, pi, radians, sin, sqrt
from statistics import median

from linli.kernel.places import geo
from linli.kernel.places.geo import Point

_AXIS = 6378245.0  # Krasovsky 1940, as the published formula has it
_ECCENTRICITY = 0.00669342162296594323
_BAIDU = pi * 3000.0 / 180.0
_NEAR = 60.0  # metres: how well positions of one system agree on average with known ones


class System(StrEnum):
    """Which system a position is given in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


_NAMES = {
    System.BD09: ("bd09", "bd-09", "bd_09", "baidu", "百度"),
    System.GCJ02: ("gcj02", "gcj-02", "gcj_02", "gaode", "amap", "tencent", "火星", "高德", "腾讯"),
    System.WGS84: ("wgs84", "wgs-84", "wgs_84", "wgs 84", "epsg:4326", "gps", "cgcs2000", "天地图", "国家2000"),
}


def named(words: str) -> System | None:
    """The system a file, a sheet or a column is called after, if it is called after exactly one."""
    plain = words.casefold()
    found = {system for system, names in _NAMES.items() if any(name in plain for name in names)}
    return found.pop() if len(found) == 1 else None


def recognise(pairs: Iterable[tuple[Point, Point]]) -> System | None:
    """The system of given positions, from those whose true place is known: ``(given, WGS 84)``.

    None when fewer than three are known, or when no system brings them near enough, or two of them do.
    """
    known = list(pairs)
    if len(known) < 3:
        return None
    misses = sorted((median(_miss(given, true, system) for given, true in known), system) for system in System)
    (best, system), (second, _other) = misses[0], misses[1]
    return system if best <= _NEAR and best * 2 < second else None


def to_wgs84(lon: float, lat: float, system: System) -> Point:
    """The WGS 84 position; outside China GCJ-02 is WGS 84 itself."""
    if system is System.BD09:
        lon, lat = _bd09_to_gcj02(lon, lat)
    return (lon, lat) if system is System.WGS84 else _gcj02_to_wgs84(lon, lat)


def from_wgs84(lon: float, lat: float, system: System) -> Point:
    """The position as that system gives it; for links into other maps, and to prove the way back."""
    if system is System.WGS84:
        return lon, lat
    lon, lat = _wgs84_to_gcj02(lon, lat)
    return _gcj02_to_bd09(lon, lat) if system is System.BD09 else (lon, lat)


def _miss(given: Point, true: Point, system: System) -> float:
    return geo.metres(*to_wgs84(*given, system), *true)


def _is_shifted(lon: float, lat: float) -> bool:
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def _wgs84_to_gcj02(lon: float, lat: float) -> Point:
    if not _is_shifted(lon, lat):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    narrow = 1 - _ECCENTRICITY * sin(radians(lat)) ** 2
    east = _east(x, y) * 180.0 / (_AXIS / sqrt(narrow) * cos(radians(lat)) * pi)
    north = _north(x, y) * 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (narrow * sqrt(narrow)) * pi)
    return lon + east, lat + north


def _gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """By asking repeatedly where a guess would be shifted to; three rounds are good to a millimetre."""
    guess_lon, guess_lat = lon, lat
    for _round in range(4):
        shifted_lon, shifted_lat = _wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - shifted_lon, guess_lat + lat - shifted_lat
    return guess_lon, guess_lat


def _gcj02_to_bd09(lon: float, lat: float) -> Point:
    length = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _BAIDU)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BAIDU)
    return length * cos(angle) + 0.0065, length * sin(angle) + 0.006


def _bd09_to_gcj02(lon: float, lat: float) -> Point:
    guess_lon, guess_lat = lon - 0.0065, lat - 0.006
    for _round in range(4):
        shifted_lon, shifted_lat = _gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - shifted_lon, guess_lat + lat - shifted_lat
    return guess_lon, guess_lat


def _waves(value: float) -> float:
    return (20.0 * sin(6.0 * value * pi) + 20.0 * sin(2.0 * value * pi)) * 2.0 / 3.0


def _east(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _waves(x)
    shift += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return shift + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + _waves(x)
    shift += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return shift + (160.0 * sin(y / 12.0 * pi) + 320 * sin(y * pi / 30.0)) * 2.0 / 3.0
