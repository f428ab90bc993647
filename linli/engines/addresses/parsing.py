"""Reading an address from left to right, part after part; what fits no rule is passed over and kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from . import numerals
from .parts import KINDS, Address, Part

_BLANK = re.compile(r"[\s,，、。;；:：'\"“”‘’<>《》]+")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_DASHES = re.compile(r"[‐‑‒–—―−﹣－~]")
_COUNT = f"(?:\\d+|[{numerals.SIGNS}]+)"
_MARK = f"(?:[A-Z]?{_COUNT}[A-Z]?|[A-Z]|[东南西北中甲乙丙丁]{{1,2}})"

LONGEST_NAME = 40  # of a known name
_NO_DISTRICT = f"小社片园院校矿{numerals.SIGNS}"  # before 区: 小区, 园区, 大板三区

# Each rule reads at the place where the last one ended. Divisions and names may be preceded by nothing else.
_RULES: dict[str, re.Pattern[str]] = {
    "province": re.compile(r"(?P<text>[^市县区街路]{2,7}?(?:省|自治区|特别行政区))"),
    "city": re.compile(r"(?P<text>[^县区街路镇]{2,6}?(?:市|自治州|盟))(?![场民政])"),
    "district": re.compile(rf"(?P<text>[^街路镇号栋]{{1,6}}?(?:(?<![{_NO_DISTRICT}])区|县|旗))(?![委政级府直])"),
    "street": re.compile(r"(?P<text>[^路号栋区]{1,7}?(?:街道(?:办事处)?|镇|乡(?!村)))(?![路街巷])"),
    "community": re.compile(r"(?P<text>[^路号栋街]{1,8}?(?:社区(?:居委会)?|居委会|(?<!新)村(?:委会)?))(?![路街巷小])"),
    "road": re.compile(r"(?P<text>[^号栋巷区]{1,9}?(?:大道|大街|路|街(?!道)|公路|大桥))"),
    "lane": re.compile(rf"(?P<text>[^号栋路区]{{0,6}}?{_COUNT}?(?:巷|里(?!程)|弄|胡同|坡))(?=\d|$|[{numerals.SIGNS}])"),
    "number": re.compile(rf"(?P<text>{_COUNT}(?:[-之]{_COUNT})?[甲乙丙丁]?)号(?![楼栋幢])(?:大?院|附楼)?"),
    "building": re.compile(rf"(?P<text>{_MARK})(?:#?号?(?:[栋幢座]楼?|楼(?![上下顶房市]))|#)"),
    "stairwell": re.compile(rf"(?P<text>{_MARK})(?:单元|门洞|梯(?!\w))"),
    "floor": re.compile(rf"(?P<text>{_COUNT})(?:层|楼|F(?![A-Z]))"),
    "room": re.compile(rf"(?P<text>[A-Z]?{_COUNT}[A-Z]?)(?:号?房|室|号|户)?$"),
}
_DASHED = re.compile(
    rf"(?P<building>{_MARK})-(?:(?P<stairwell>{_MARK})-)?(?P<room>[A-Z]?\d{{2,4}}[A-Z]?)(?:室|房|号)?$"
)
_NAMED = re.compile(rf"(?P<text>[^\d#]*?[^\d#{numerals.SIGNS}A-Z-])(?=$|{_MARK}(?:[#栋幢座]|号?楼|单元|-|\d))")
_INSIDE = ("building", "stairwell", "floor", "room")


def parse(written: str, *, known: Mapping[str, str] | None = None) -> Address:
    """The parts of an address. ``known`` gives the kind of names that are known, as ``plain`` writes them.

    翠竹园 → compound, and so is what people call it: a name that is known goes before every rule, so that 五一路口大院
    is no road. Whatever is written is read; an address of which no part can be told is all rest.
    """
    text = plain(written)
    parts: dict[str, str] = {}
    for kind in KINDS[: KINDS.index("compound")]:
        text = _take_known(text, parts, known or {})
        if kind not in parts:
            text = _take(kind, text, parts)
    text = _take_known(text, parts, known or {})
    if "compound" not in parts:
        text = _take_compound(text, parts)
    dashed = _DASHED.match(text)
    if dashed:
        parts |= {kind: _counted(value) for kind, value in dashed.groupdict().items() if value}
        text = ""
    for kind in _INSIDE:
        text = _take(kind, text, parts)
    return Address(tuple(Part(kind, parts[kind]) for kind in KINDS if kind in parts), text.strip("-"))


def plain(written: str) -> str:
    """Half width, capitals, one kind of dash, without blanks, commas and remarks in brackets."""
    text = unicodedata.normalize("NFKC", written).upper()
    return _BLANK.sub("", _BRACKETS.sub("", _DASHES.sub("-", text)))


def _take_known(text: str, parts: dict[str, str], known: Mapping[str, str]) -> str:
    """Names at the head of the text that are known, the longest first."""
    while known:
        found = next((text[:size] for size in range(min(len(text), LONGEST_NAME), 1, -1) if text[:size] in known), "")
        if not found:
            break
        parts.setdefault(known[found], found)
        text = text[len(found) :]
    return text


def _take(kind: str, text: str, parts: dict[str, str]) -> str:
    """The text behind a part of this kind, where it begins with one."""
    found = _RULES[kind].match(text)
    if not found:
        return text
    value = found["text"]
    parts[kind] = _counted(value) if kind in ("number", *_INSIDE) else value.removesuffix("办事处")
    return text[found.end() :]


def _take_compound(text: str, parts: dict[str, str]) -> str:
    """A name in front of a building, stairwell or room is a compound; so is whatever name is left."""
    found = _NAMED.match(text)
    if not found:
        return text
    parts["compound"] = found["text"]
    return text[found.end() :]


def _counted(text: str) -> str:
    """A number in digits, without naughts before it."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", numerals.in_digits(text))
