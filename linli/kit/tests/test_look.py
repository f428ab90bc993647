"""The parts: escaped, without inline style or script, complete in both languages, and said by the right words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory, override_settings
from django.utils import translation
from jinja2 import UndefinedError

from linli.kit.jinja import large_numbers
from linli.kit.tests import routes

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
HOSTILE = "\"'><script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture(autouse=True)
def kit_routes() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="linli.kit.tests.routes", SURFACE="public"), translation.override("zh-hans"):
        yield


def drawn(source: str, **context: Any) -> str:
    return str(engines["jinja2"].from_string(source).render(context, RequestFactory().get("/")))


def test_an_undefined_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ nobody_set_this }}")


@pytest.mark.asvs("V1.2.1", "V1.1.2")
@pytest.mark.parametrize(
    "source",
    [
        '{% import "components/fields.html" as f %}{{ f.text(bad, bad, bad, help=bad, error=bad) }}',
        '{% import "components/fields.html" as f %}{{ f.area("a", bad, bad, help=bad, most=20) }}',
        '{% import "components/fields.html" as f %}{{ f.select("a", bad, [(bad, bad)], value=bad, blank=bad) }}',
        '{% import "components/fields.html" as f %}{{ f.radios("a", bad, [(bad, bad, bad)], error=bad) }}',
        '{% import "components/fields.html" as f %}{{ f.mistakes({bad: bad}) }}',
        '{% import "components/buttons.html" as b %}{{ b.button(bad, name=bad, value=bad, why=bad) }}',
        '{% import "components/lamps.html" as l %}{{ l.lamp("red", bad) }}',
        '{% import "components/matter.html" as m %}{{ m.timeline([{"at": bad, "who": bad, "words": bad}]) }}',
        '{% import "components/matter.html" as m %}{{ m.person(bad, bad, bad) }}{{ m.masked(bad, bad, bad) }}',
        '{% import "components/tables.html" as t %}{{ t.table(bad, [{"label": bad}], [{"cells": [bad]}]) }}',
        '{% import "components/states.html" as s %}{{ s.notice(bad, bad, bad) }}{{ s.empty(bad, bad) }}',
        '{% import "components/map.html" as m %}{{ m.show_map({"matters": [{"words": bad}]}, words=bad) }}',
        "{{ bad|large_numbers }}",
    ],
)
def test_nothing_typed_becomes_markup(source: str) -> None:
    page = drawn(source, bad=HOSTILE)
    assert "<script>" not in page
    assert "{{ 7*7 }}" in page or "7*7" not in page


def test_the_catalogue_draws_in_both_languages_without_inline_code() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            page = routes.catalogue(RequestFactory().get("/")).content.decode()
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", page)
        assert 'lang="zh-CN"' in page if language == "zh-hans" else 'lang="en"' in page


def test_every_message_of_the_kit_has_its_chinese() -> None:
    """In the Chinese page no English word of ours is left."""
    page = routes.catalogue(RequestFactory().get("/")).content.decode()
    text = re.sub(r"<[^>]*>", " ", page)
    left = {word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in {"svg"}}
    assert left == set()


def test_macros_tell_their_signatures_in_a_header() -> None:
    for template in (TEMPLATES / "components").glob("*.html"):
        assert template.read_text().startswith("{#"), template.name


@pytest.mark.asvs("V3.2.2")
def test_no_template_carries_inline_code() -> None:
    for template in TEMPLATES.rglob("*.html"):
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", template.read_text()), template.name


def test_icons_named_in_templates_are_drawn() -> None:
    known = set(re.findall(r'^  "?([\w-]+)"?: ', (TEMPLATES.parents[2] / "web" / "icons.mjs").read_text(), re.M))
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text()
        named = set(re.findall(r'(?:\bicon|\bdraw)\("([\w-]+)"', text)) | set(re.findall(r'\bicon="([\w-]+)"', text))
        assert named - {"face-"} <= known, template.name


@pytest.mark.parametrize("colour", ["green", "amber", "red", "black", "paused"])
def test_a_lamp_has_a_shape_and_a_word(colour: str) -> None:
    page = drawn('{% import "components/lamps.html" as l %}{{ l.lamp(colour) }}', colour=colour)
    words = {"green": "正常", "amber": "临期", "red": "超期", "black": "严重超期", "paused": "暂停"}
    assert words[colour] in page
    assert re.search(r"<(circle|path) ", page)


def test_a_day_rule_says_in_words_what_it_shows() -> None:
    cells = ["used", "weekend", ("today", 0.5), "left", "paused", "late"]
    page = drawn('{% import "components/clocks.html" as c %}{{ c.day_rule(cells) }}', cells=cells)
    assert 'aria-label="工作日：用了1天，还有2天，暂停1天，超期1天"' in page
    assert 'viewBox="0 0 114 8"' in page  # five cells of 20, a dash of 4, five gaps of 2


def test_five_grades_and_none_is_chosen() -> None:
    page = drawn('{% import "components/matter.html" as m %}{{ m.rating() }}')
    assert re.findall(r'value="(\d)"', page) == ["5", "4", "3", "2", "1"]
    assert " checked" not in page


def test_bars_link_only_routes_this_surface_has() -> None:
    items = [("home", "home", "首页"), ("neighbours", "people", "邻里")]
    page = drawn('{% import "components/bars.html" as b %}{{ b.bottom_bar(items, "home") }}', items=items)
    assert "首页" in page
    assert "邻里" not in page
    assert 'aria-current="page"' in page


def test_the_call_button_is_only_in_the_elder_edition() -> None:
    source = '{% import "components/bars.html" as b %}{{ b.elder_call(shown, "07711234567") }}'
    assert 'href="tel:07711234567"' in drawn(source, shown="elder")
    assert "tel:" not in drawn(source, shown="standard")


def test_what_was_typed_stays_beside_its_error() -> None:
    source = '{% import "components/fields.html" as f %}{{ f.text("id", "身份证号", "450103", error="少12位。") }}'
    page = drawn(source)
    assert 'value="450103"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="f-id-wrong"' in page


def test_numbers_of_a_sentence_are_set_large() -> None:
    assert large_numbers("用了2天<b>") == "用了<b>2</b>天&lt;b&gt;"
