"""Columns that lists of several kinds share, and what is asked once for a whole file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field, Reader, one_of, text
from linli.kernel.places.datums import named
from linli.plumbing.tabular.values import ValueWrong, number, plain


def as_code(written: str) -> str:
    """A code: half width, no blanks; a number a spreadsheet has turned into 450103.0 is 450103."""
    found = plain(written).replace(" ", "")
    return found.removesuffix(".0") if found.removesuffix(".0").isdigit() else found


def degrees(limit: int) -> Reader:
    """A reader for degrees of longitude or latitude."""

    def read(written: str) -> float:
        found = plain(written).rstrip("°")
        try:
            value = float(number(found, least=-360, most=360))
        except ValueWrong:
            raise ValueWrong(
                _("“%(text)s” is no position. Write degrees as a number, 108.366543."), text=written
            ) from None
        if abs(value) > limit:
            raise ValueWrong(_("%(text)s is no latitude. Are longitude and latitude exchanged?"), text=written)
        return value

    return read


def system(written: str) -> str:
    """A system of positions by one of its names."""
    found = named(written)
    if found is None:
        raise ValueWrong(_("“%(text)s” is no system of positions. Write WGS84, GCJ02 or BD09."), text=written)
    return found.value


DIVISION = Field(
    "division", _("Division code"), ("区划代码", "社区代码", "所属区划", "街道代码"), as_code, "code", longest=28
)
DISTRICT = Field(
    "district",
    _("District"),
    ("区县", "城区", "所在县区", "所在县", "县区", "所属区县", "所属城区", "行政区"),
    longest=60,
)
STREET = Field("street", _("Street office"), ("街道", "所属街道", "所在街道", "所在街", "乡镇街道", "镇街"), longest=60)
COMMUNITY = Field(
    "community",
    _("Community"),
    ("社区", "社区名称", "所属社区", "所在社区", "所在社", "村居", "社区（村）"),
    longest=60,
)
STANDING = (DIVISION, DISTRICT, STREET, COMMUNITY)
LON = Field(
    "lon", _("Longitude"), ("经度", "lon", "lng", "longitude", "x坐标", "经度(WGS84)", "经度(GCJ02)", "经度(BD09)",
    "百度经度", "高德经度", "centroidLon"), degrees(180), "number",
)  # fmt: skip
LAT = Field(
    "lat", _("Latitude"), ("纬度", "lat", "latitude", "y坐标", "纬度(WGS84)", "纬度(GCJ02)", "纬度(BD09)", "百度纬度",
    "高德纬度", "centroidLat"), degrees(90), "number",
)  # fmt: skip
POSITION = (LON, LAT)
WITHIN = Field(
    "within", _("Everything lies in"), ("所在区划",), as_code, "division", longest=28,
    help=_("Code of the division the whole file is about; rows of other divisions are refused."),
)  # fmt: skip
SYSTEM = Field(
    "system", _("Positions are given in"), ("坐标系",), system, "choice",
    help=_("WGS84 (GPS, Tianditu), GCJ02 (Gaode, Tencent) or BD09 (Baidu)."),
)  # fmt: skip

__all__ = ["COMMUNITY", "DISTRICT", "DIVISION", "POSITION", "STANDING", "STREET", "SYSTEM", "WITHIN", "one_of", "text"]
