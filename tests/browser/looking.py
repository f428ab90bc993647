"""Looking at a page: every complaint of the browser is kept, and axe is asked whether everybody can use it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, FloatRect, Page, Response, Route

from tests.browser.chromium import MODULES, alone, install

PHONE, DESK = (390, 844), (1440, 900)
PIECE = 3000  # px of a page in one picture; the software renderer repeats itself beyond 8,192
UNSTICK = """document.activeElement?.blur?.(); scrollTo(0, 0);
  document.querySelectorAll('.bottom-bar, .title-bar, .foot').forEach(bar => { bar.style.position = 'static' })"""
# A bar that stays at the edge covers what can be scrolled from under it; axe would call that hidden for good.
LOOSE = """async options => { const stuck = [...document.querySelectorAll('.bottom-bar, .title-bar, .foot')];
  stuck.forEach(bar => { bar.style.position = 'static' });
  try { return await axe.run(document, options) } finally { stuck.forEach(bar => { bar.style.position = '' }) } }"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SESSIONS: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
PLAIN: WeakSet[BrowserContext] = WeakSet()  # sessions without JavaScript: nothing promised in them is ever kept
OF_THE_RENDERER = "GPU stall due to ReadPixels"  # how fast a machine without a graphics card draws is no complaint


def until(page: Page, script: str, argument: object = None, *, seconds: float = 15) -> None:
    """Ask the page until it says yes. The policy of our pages forbids the browser to ask itself with a script."""
    ends = monotonic() + seconds
    while not page.evaluate(script, argument):
        assert monotonic() < ends, script
        page.wait_for_timeout(50)


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
        if message.type in {"error", "warning"} and OF_THE_RENDERER not in message.text:
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
    if not javascript:
        PLAIN.add(context)
    if elder:
        for name, value in {"linli_edition": "elder", "linli_text": text}.items():
            context.add_cookies([{"name": name, "value": value, "url": base_url}])
    watch = Watch(context, context.new_page())
    watch.listen()
    return watch


def assert_accessible(page: Page, *, leave_out: Mapping[str, str] | None = None, before: str = "") -> None:
    """No finding of axe at WCAG 2.2 AA. ``leave_out`` maps a rule's id to the reason why it does not apply.

    ``before`` is run once axe is there, to ask more of it than the standard does.
    """
    source = MODULES / "axe-core" / "axe.min.js"
    if not source.exists():
        with alone():
            install()
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        "rules": {rule: {"enabled": False} for rule in leave_out or {}},
        "resultTypes": ["violations"],
        "preload": {"assets": ["media"]},  # no rule of ours asks for the style sheets, which take as long as the rest
    }
    with with_scripts(page) as shown:
        if not shown.evaluate("'axe' in window"):
            run_whole(shown, source.read_text())
        if before:
            shown.evaluate(before)
        found = shown.evaluate(LOOSE, options)
    findings = [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"][:4]
    ]
    assert not findings, "\n".join(findings)


def run_whole(page: Page, source: str) -> None:
    """Run a long script as it is; ``evaluate`` would carry it over twice as an argument and read it anew each time.

    The session stays as long as the page: with any that is detached, the browser forgets the passkeys of its device.
    """
    if page not in SESSIONS:
        SESSIONS[page] = page.context.new_cdp_session(page)
    SESSIONS[page].send("Runtime.evaluate", {"expression": source})


@contextmanager
def with_scripts(page: Page) -> Iterator[Page]:
    """A page axe can run in. Without JavaScript that is a copy of what stands there, its own scripts left out."""
    browser = page.context.browser
    if page.context not in PLAIN or browser is None:
        yield page
        return
    stands = re.sub(r"</?noscript[^>]*>|<script.*?</script>", "", page.content(), flags=re.DOTALL)
    state = page.context.storage_state()
    context = browser.new_context(viewport=page.viewport_size, storage_state=state, service_workers="block")

    def hand_out(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=stands, content_type="text/html; charset=utf-8")
        else:
            route.continue_()

    copy = context.new_page()
    copy.route("**/*", hand_out)
    copy.goto(page.url)
    yield copy
    context.close()


def assert_fits(page: Page) -> None:
    """Nothing pushes the page wider than its window, whatever stands in it."""
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], f"the page is {wide[0]} px wide in a window of {wide[1]} px"


def picture(page: Page, name: str, *, full: bool = True) -> None:
    """Keep a picture of the page for a person to look at, where LINLI_PICTURES names a folder."""
    if not (told := os.environ.get("LINLI_PICTURES")):
        return
    folder = Path(told)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.png"
    if not full:
        page.screenshot(path=target)
        return
    page.evaluate(UNSTICK)
    wide, tall = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    for number, top in enumerate(range(0, tall, PIECE), start=1):
        part = target if number == 1 else target.with_stem(f"{name}-{number}")
        clip = FloatRect(x=0, y=top, width=wide, height=min(PIECE, tall - top))
        page.screenshot(path=part, full_page=True, clip=clip)


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


HITS = """least => {
  const found = [], said = e => e.outerHTML.replace(/\\s+/g, ' ').slice(0, 140);
  const inline = e => getComputedStyle(e).display === 'inline'
    && e.closest('p, li')?.textContent.trim() !== e.textContent.trim();
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!e.checkVisibility({opacityProperty: false, visibilityProperty: true})) continue;
    if (e.matches('.skip') || inline(e)) continue;
    const own = e.closest('label') || e, box = e.closest('label, .drop');
    own.scrollIntoView({block: 'center', behavior: 'instant'});
    const r = own.getClientRects()[0];
    if (!r || !r.width) continue;
    const x = r.left + r.width / 2, y = r.top + r.height / 2;
    const mine = (x, y) => {
      const top = document.elementFromPoint(x, y);
      return top && (own.contains(top) || (box && box.contains(top)));
    };
    if (!mine(x, y)) { found.push(`covered ${said(e)}`); continue; }
    const reach = (dx, dy) => {
      let d = 0;
      while (d < least && mine(x + dx * (d + 1), y + dy * (d + 1))) d += 1;
      return d;
    };
    const wide = reach(1, 0) + reach(-1, 0) + 1, tall = reach(0, 1) + reach(0, -1) + 1;
    if (wide < least - 1 || tall < least - 1) found.push(`${wide}×${tall} ${said(e)}`);
  }
  return found; }"""


def small_hits(page: Page, least: int) -> list[str]:
    """Controls of which a finger hits less than ``least`` × ``least`` px, asked of the page point by point.

    Links inside a sentence may be as small as their letters (WCAG 2.5.8, inline). The page is left where it stood.
    """
    stood = page.evaluate("scrollY")
    found = list(json.loads(page.evaluate(f"JSON.stringify(({HITS})({least}))")))
    page.evaluate(f"scrollTo(0, {stood})")
    return found


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
