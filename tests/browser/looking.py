"""Looking at a page: every complaint of the browser is kept, and axe is asked whether everybody can use it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FloatRect, Page, Response

from tests.browser.chromium import MODULES, alone, install

PHONE, DESK = (390, 844), (1440, 900)
PIECE = 3000  # px of a page in one picture; the software renderer repeats itself beyond 8,192
UNSTICK = """document.activeElement?.blur?.(); scrollTo(0, 0);
  document.querySelectorAll('.bottom-bar, .title-bar, .foot').forEach(bar => { bar.style.position = 'static' })"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Watch:
    """A page under watch. ``complaints`` holds console errors, policy violations, script errors and answers ≥ 500."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def expect(self, part: str) -> None:
        """Say that complaints holding this text belong to the story (a refused form, for example)."""
        self.expected.add(part)

    def unexpected(self) -> list[str]:
        return [said for said in self.complaints if not any(part in said for part in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _answer(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.status}: {answer.url}")

    def listen(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._answer)


def open_watch(
    browser: Browser,
    base_url: str,
    *,
    size: tuple[int, int] = PHONE,
    elder: bool = False,
    text: str = "18",
    javascript: bool = True,
    language: str = "zh-CN",
    sharpness: float = 1,
    **more: Any,
) -> Watch:
    """A fresh browser session: own cookies, own size, in the edition asked for."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=javascript,
        locale=language,
        device_scale_factor=sharpness,
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        **more,
    )
    context.set_default_timeout(15_000)
    if elder:
        for name, value in {"linli_edition": "elder", "linli_text": text}.items():
            context.add_cookies([{"name": name, "value": value, "url": base_url}])
    watch = Watch(context, context.new_page())
    watch.listen()
    return watch


def assert_accessible(page: Page, *, leave_out: Mapping[str, str] | None = None) -> None:
    """No finding of axe at WCAG 2.2 AA. ``leave_out`` maps a rule's id to the reason why it does not apply."""
    source = MODULES / "axe-core" / "axe.min.js"
    if not source.exists():
        with alone():
            install()
    page.evaluate(source.read_text())
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        "rules": {rule: {"enabled": False} for rule in leave_out or {}},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("options => axe.run(document, options)", options)
    findings = [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"][:4]
    ]
    assert not findings, "\n".join(findings)


def assert_fits(page: Page) -> None:
    """Nothing pushes the page wider than its window, whatever stands in it."""
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], f"the page is {wide[0]} px wide in a window of {wide[1]} px"


def picture(page: Page, name: str, *, full: bool = True) -> Path:
    """Keep a picture of the page in LINLI_PICTURES (default var/pictures) to be looked at by a person."""
    folder = Path(os.environ.get("LINLI_PICTURES", Path(__file__).resolve().parents[2] / "var" / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.png"
    if not full:
        page.screenshot(path=target)
        return target
    page.evaluate(UNSTICK)
    wide, tall = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    for number, top in enumerate(range(0, tall, PIECE), start=1):
        part = target if number == 1 else target.with_stem(f"{name}-{number}")
        clip = FloatRect(x=0, y=top, width=wide, height=min(PIECE, tall - top))
        page.screenshot(path=part, full_page=True, clip=clip)
    return target


def small_things(page: Page, least: int) -> list[str]:
    """Controls smaller than ``least`` px in height that a finger is meant to hit (links inside sentences aside)."""
    script = """least => [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, label.choice, label.chip, label.grade')]
      .filter(e => e.checkVisibility({opacityProperty: false}) && !e.closest('p, .said, label') && !e.matches('.skip'))
      .map(e => { const r = e.getBoundingClientRect(), more = getComputedStyle(e, '::after');
        const grown = more.position === 'absolute' ? -parseFloat(more.top) - parseFloat(more.bottom) : 0;
        return [e, {width: r.width, height: r.height + (grown || 0)}]; })
      .filter(([e, r]) => r.width > 0 && r.height < least - 0.5)
      .map(([e, r]) => `${Math.round(r.width)}×${Math.round(r.height)} ${e.outerHTML.slice(0, 120)}`)"""
    return list(json.loads(page.evaluate(f"JSON.stringify(({script})({least}))")))


def small_words(page: Page, least: float) -> list[str]:
    """Texts set smaller than ``least`` px."""
    script = """least => { const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
      while (walker.nextNode()) { const node = walker.currentNode, parent = node.parentElement;
        if (!node.textContent.trim() || !parent.checkVisibility()) continue;
        if (parent.closest('.said, svg, .skip, script, kbd')) continue;
        const size = parseFloat(getComputedStyle(parent).fontSize);
        if (size < least - 0.01) found.push(`${size} ${node.textContent.trim().slice(0, 40)}`); }
      return found; }"""
    return list(json.loads(page.evaluate(f"JSON.stringify(({script})({least}))")))
