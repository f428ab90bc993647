"""What an inbox was asked for: view, filters, page and chosen case, as they stand in the address."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from linli.kernel.cases.models import Lamp
from linli.kernel.cases.queries import MOST, VIEWS, Wanted
from linli.plumbing import policy
from linli.plumbing.scope import Hat

SIZES = (15, 50, 100)
USUAL = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """One address of the inbox. A value that stands for nothing is left out of it."""

    view: str = "mine"
    lamp: str = ""
    item: str = ""
    step: str = ""
    size: int = USUAL
    page: int = 1
    case: str = ""

    @property
    def wanted(self) -> Wanted:
        return Wanted(view=self.view, lamp=self._lamp, item=self.item, step=self.step)

    @property
    def _lamp(self) -> int | None:
        return next((one.value for one in Lamp if one.label == self.lamp), None)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    @property
    def is_filtered(self) -> bool:
        return bool(self.lamp or self.item or self.step)

    def address(self, **changes: Any) -> str:
        """The address with some values changed; another view or filter begins at its first page."""
        if not changes.keys() <= {"page", "case"}:
            changes = {"page": 1, "case": "", **changes}
        changed, usual = replace(self, **changes), Asked()
        said = {one.name: getattr(changed, one.name) for one in fields(changed)}
        query = {name: value for name, value in said.items() if value != getattr(usual, name) or name == "view"}
        return f"{reverse('inbox')}?{urlencode(query)}"


def read(given: QueryDict, hat: Hat) -> Asked:
    """The address as given, with what makes no sense left out."""
    usual = "area" if hat.role == "supervisor" else "mine"
    view = given.get("view", usual)
    size = _number(given.get("size"), USUAL)
    size = size if size in SIZES else USUAL
    return Asked(
        view=view if view in views(hat) else usual,
        lamp=given.get("lamp", "") if given.get("lamp") in Lamp.labels else "",
        item=given.get("item", "")[:60],
        step=given.get("step", "")[:40],
        size=size,
        page=min(max(1, _number(given.get("page"), 1)), -(-MOST // size)),
        case=given.get("case", "")[:24],
    )


def views(hat: Hat) -> list[str]:
    """The views a post has: only those who oversee have the whole area."""
    return [view for view in VIEWS if view not in ("late", "area") or policy.may(hat, "case.oversee")]


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else usual
