"""长辈版 in numbers (design guide §8), measured on a page as the browser has drawn it.

Text at least 18 px, lines at least 1.3 of it, controls at least 60 × 60 px, contrast at least 4.5 for every size of
letters; a call and 读给我听 on every page at the same place; no pop-up; at most four doors.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.looking import assert_accessible, assert_fits, small_hits, small_words

TEXT, LINE, CONTROL, CONTRAST, DOORS = 18, 1.3, 60, 4.5, 4

TIGHT_LINES = """least => { const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || !parent.checkVisibility() || parent.closest('.said, svg, .skip, option')) continue;
    const style = getComputedStyle(parent), share = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    if (!(share >= least - 0.01)) found.push(`${style.lineHeight}/${style.fontSize} ${node.textContent.trim()}`); }
  return found; }"""

PLACES = """() => {
  const wanted = {call: '.elder-call a[href^="tel:"]', read: '[data-read]'}, places = {};
  for (const [name, where] of Object.entries(wanted)) {
    const found = [...document.querySelectorAll(where)].filter(e => e.checkVisibility());
    const box = found.length === 1 && found[0].getBoundingClientRect();
    places[name] = box ? [Math.round(box.left), Math.round(box.top + scrollY)] : found.length;
  }
  return places; }"""

# axe lets large letters go with 3; the guide does not.
STRICT = """() => axe.configure({checks: [{id: 'color-contrast',
  options: {contrastRatio: {normal: {expected: 4.5}, large: {expected: 4.5}}}}]})"""
POPPED_UP = (
    "document.querySelectorAll('dialog[open], [popover]:popover-open, [role=dialog], [role=alertdialog]').length"
)


@dataclass(slots=True)
class Elder:
    """Measures page after page; ``wrong`` gathers what is not as the guide asks, each with its page."""

    javascript: bool = True
    places: dict[str, Any] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """From now on every alert and every new window counts as wrong."""
        page.on("dialog", lambda dialog: self.wrong.append(f"alert: {dialog.message}"))
        page.on("popup", lambda other: self.wrong.append(f"window: {other.url}"))

    def check(self, page: Page) -> None:
        """Everything the guide asks of one page."""
        where = f"{urlsplit(page.url).path} ({page.title()})"
        self.seen.append(where)
        found = [
            *([] if page.locator("html").get_attribute("data-edition") == "elder" else ["not the elder edition"]),
            *(f"small words: {one}" for one in small_words(page, TEXT)),
            *(f"tight lines: {one}" for one in _asked(page, TIGHT_LINES, LINE)),
            *(f"small control: {one}" for one in small_hits(page, CONTROL)),
            *self._said(assert_fits, page),
            *(["more than four doors"] if page.locator(".doors > li").count() > DOORS else []),
            *(["something popped up"] if page.evaluate(POPPED_UP) else []),
            *self._displaced(page),
            *(self._said(lambda one: assert_accessible(one, before=STRICT), page) if self.javascript else []),
        ]
        self.wrong += [f"{where}: {one}" for one in found]

    def _said(self, ask: Callable[[Page], None], page: Page) -> list[str]:
        try:
            ask(page)
        except AssertionError as error:
            return [str(error)]
        return []

    def _displaced(self, page: Page) -> list[str]:
        """The call and 读给我听 stand where they stood on the first page."""
        now = page.evaluate(PLACES)
        if not self.javascript and now.pop("read"):
            return ["offers to read aloud where no script could"]
        self.places = self.places or now
        return [] if now == self.places else [f"call and reading stand at {now}, before at {self.places}"]


def _asked(page: Page, script: str, least: float) -> list[str]:
    return list(json.loads(page.evaluate(f"JSON.stringify(({script})({least}))")))
