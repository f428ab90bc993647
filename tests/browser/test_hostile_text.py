"""Stored scripts (ThingsBoard CVE-2022-31861, Decidim CVE-2026-23891): hostile words in every field, on every page.

Words that are markup, script, template and address at once go into every field of every form of both surfaces and in
by every other way. Then every page is read: first its markup, where nothing of them may have become an element or an
attribute, then in a browser under the product's own policy, which may report nothing and may run nothing of them.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from playwright.sync_api import ConsoleMessage, Dialog

from tests.attacks.asking import Walk, ground, walk  # noqa: F401  the fixtures
from tests.attacks.forms import Field
from tests.attacks.planting import Shown, plant, plant_beside, shown
from tests.browser.conftest import Look
from tests.browser.plain_site import serving

MARK = "linlix"
HOSTILE = (
    "<linlix>",
    "'\"><linlix a=b>",
    "javascript:linlix()//'\"><linlix>",
    '"><img src=x onerror=linlix()>{{73317*73319}}',
    "'\"--></title></textarea><svg/onload=linlix()><linlix>{{73317*73319}}${73317*73319}<%=73317*73319%>",
    "javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+linlix()//'>"
    "<linlix onfocus=linlix() autofocus tabindex=1>{{73317*73319}}${73317*73319}"
    "#{73317*73319}<%=73317*73319%>{%73317*73319%}\"'`]]>&lt;linlix&gt;",
)
# What a template engine that ran the words would have made of them: long enough not to stand in some key by chance.
RECKONED = str(73317 * 73319)
ASKS = """() => { window.linlix = () => { window.linlixRan = true; } }"""
LEAST_PLANTED, LEAST_LOOKED_AT = 60, 40


def longest(signs: int) -> str:
    """The worst that fits."""
    return max((one for one in HOSTILE if len(one) <= signs), key=len, default="")


def words(one: Field) -> str:
    if "phone" in one.name:
        return "13900001111"
    return longest(one.longest or 10_000)


class Markup(HTMLParser):
    """What became of the words in a page: elements, attributes that run, addresses that run, scripts in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        if MARK in tag or tag == "style":
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or name == "style" or MARK in name:
                self.wrong.append(f"{name}={address[:60]}")
            if name in ("href", "src", "action", "formaction") and address.startswith(
                ("javascript:", "data:text", "vbscript:")
            ):
                self.wrong.append(f"{name}={address[:60]}")

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and data.strip():
            self.wrong.append(f"script {data[:60]}")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def misread(one: Shown) -> Iterator[str]:
    """What is wrong with an answer that holds the words."""
    if one.answer.status_code >= 500:
        yield f"{one.answer.status_code}"
    if RECKONED in one.text:
        yield "a template was run"
    if one.kind == "text/html":
        reader = Markup()
        reader.feed(one.text)
        yield from reader.wrong
    elif one.kind in ("application/xml", "text/xml", "application/atom+xml", "application/rss+xml"):
        yield from (f"<{part.tag}>" for part in ET.fromstring(one.text).iter() if MARK in str(part.tag))  # noqa: S314


@pytest.mark.asvs("V1.2.1", "V1.2.2", "V1.2.3", "V1.3.5", "V1.3.7", "V3.2.2", "V1.1.2")
@pytest.mark.dengbao("8.1.3.2 e")
@pytest.mark.django_db
def test_words_stay_words(walk: Walk, look: Look) -> None:  # noqa: F811
    plant_beside(walk, longest)
    answers = [one for one in plant(walk, words) if one.answer.status_code != 302]
    pages = list(shown(walk))
    wrong = [f"{one.surface} {one.who} {one.path}: {said}" for one in (*answers, *pages) for said in misread(one)]
    assert not wrong, "\n".join(wrong)
    planted = [one for one in (*answers, *pages) if MARK in one.text and one.kind == "text/html"]
    assert len(planted) >= LEAST_PLANTED, sorted({one.path for one in planted})
    assert not list(ran(planted, look))


def ran(planted: list[Shown], look: Look) -> Iterator[str]:
    """Every page with the words in it, once, in a browser: what ran, what the policy reported, what asked."""
    once = {f"/{one.surface}/{n}": one.text for n, one in enumerate({(o.surface, o.path): o for o in planted}.values())}
    assert len(once) >= LEAST_LOOKED_AT
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            said.append(message.text)

    def close(dialog: Dialog) -> None:
        said.append(f"a dialogue: {dialog.message}")
        dialog.dismiss()

    with serving(dict(once)) as site:
        watch = look(site.address, size=(1280, 900))
        watch.expect("")  # addresses of parts answer 404 here; only what the policy says counts
        watch.page.on("console", hear)
        watch.page.on("dialog", close)
        watch.page.add_init_script(f"({ASKS})()")
        for path in once:
            watch.page.goto(path, wait_until="load")
            if watch.page.evaluate("window.linlixRan === true || document.querySelector('linlix') !== null"):
                yield f"{path}: the words ran, or became an element"
            yield from (f"{path}: {one}" for one in said)
            said.clear()
