"""The branches of administration whose grids were made one (多网合一), and every name an item goes by.

The items, the branches and what each branch's own catalogue calls an item are packs, so a city changes them without
a programmer; one duty table says who answers for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.cases import catalogue
from linli.kernel.cases.packs import Branch, BranchCode, Item

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Named:
    """An item as somebody called it: by its own label, or by a branch's number or label for it."""

    item: Item
    code: BranchCode | None = None


def branches(*, at: datetime) -> list[Branch]:
    """Every branch, in the order of the pack."""
    found: list[Branch] = catalogue.held("branches", at=at)
    return sorted(found, key=lambda one: (one.order, one.code))


def codes(*, at: datetime) -> list[BranchCode]:
    """What the branches' own catalogues call the items, in the order of their numbers."""
    found: list[BranchCode] = catalogue.held("branch_codes", at=at)
    return sorted(found, key=lambda one: (one.branch, one.sign, one.code))


def items_of(branch: str, *, at: datetime) -> list[str]:
    """The codes of the items of a branch; of "" those that no branch has claimed."""
    return [item.code for item in catalogue.items(at=at) if item.branch == branch]


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


def by_sign(branch: str, sign: str, *, at: datetime) -> Item | None:
    """The item that a branch's catalogue writes as this number; for imports of the branch's own lists."""
    wanted = _plain(sign)
    code = next((one for one in codes(at=at) if one.branch == branch and _plain(one.sign) == wanted), None)
    return next((item for item in catalogue.items(at=at) if code and item.code == code.item), None)


def _plain(words: str) -> str:
    return "".join(words.lower().split())
