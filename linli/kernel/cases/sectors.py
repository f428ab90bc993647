"""The sectors of administration whose grids were made one (多网合一), and every name an item goes by.

The items, the sectors and what each sector's own catalogue calls an item are packs, so a city changes them without
a programmer; one duty table says who answers for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.cases import catalogue
from linli.kernel.cases.packs import Item, Sector, SectorCode

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Named:
    """An item as somebody called it: by its own label, or by a sector's number or label for it."""

    item: Item
    code: SectorCode | None = None


def sectors(*, at: datetime) -> list[Sector]:
    """Every sector, in the order of the pack."""
    found: list[Sector] = catalogue.held("sectors", at=at)
    return sorted(found, key=lambda one: (one.order, one.code))


def codes(*, at: datetime) -> list[SectorCode]:
    """What the sectors' own catalogues call the items, in the order of their numbers."""
    found: list[SectorCode] = catalogue.held("sector_codes", at=at)
    return sorted(found, key=lambda one: (one.sector, one.sign, one.code))


def items_of(sector: str, *, at: datetime) -> list[str]:
    """The codes of the items of a sector; of "" those that no sector has claimed."""
    return [item.code for item in catalogue.items(at=at) if item.sector == sector]


def named(words: str, *, at: datetime) -> list[Named]:
    """The items that go by this name or number, each once: first where the item's own label has it."""
    wanted = _plain(words)
    if not wanted:
        return []
    on_offer = {item.code: item for item in catalogue.items(at=at)}
    found = {
        code: Named(item) for code, item in on_offer.items() if wanted in _plain(f"{item.label.zh} {item.label.en}")
    }
    for code in codes(at=at):
        if code.item in on_offer and wanted in _plain(f"{code.sign} {code.label.zh} {code.label.en}"):
            found.setdefault(code.item, Named(on_offer[code.item], code))
    return list(found.values())[:MOST_NAMED]


def by_sign(sector: str, sign: str, *, at: datetime) -> Item | None:
    """The item that a sector's catalogue writes as this number; for imports of the sector's own lists."""
    wanted = _plain(sign)
    code = next((one for one in codes(at=at) if one.sector == sector and _plain(one.sign) == wanted), None)
    return next((item for item in catalogue.items(at=at) if code and item.code == code.item), None)


def _plain(words: str) -> str:
    return "".join(words.lower().split())
