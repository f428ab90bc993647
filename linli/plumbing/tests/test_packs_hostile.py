"""Pack files that are spoiled, hide something or were made to do harm: each ends in a sentence."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.plumbing import packs
from linli.plumbing.packs.text import is_mojibake
from linli.plumbing.packs.yaml_lines import parse
from linli.plumbing.tests.sample_packs import GOOD, KINDS, Write, refused, write

__all__ = ["write"]


@pytest.mark.asvs("V1.5.2", "V1.3.3")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (GOOD.encode("gbk"), "packs/items.yaml line 3: the file is written in GBK; save it as UTF-8"),
        (GOOD.encode("utf-16"), "packs/items.yaml line 1: the file is written in UTF-16; save it as UTF-8"),
        (
            GOOD.encode("utf-8-sig"),
            "packs/items.yaml line 1: the file starts with a byte order mark; save it as UTF-8 without BOM",
        ),
        (
            b"items:\n  - code: \xff\xff\n",
            "packs/items.yaml line 2: the file is not UTF-8 text; save it as UTF-8",
        ),
        (
            GOOD.replace("路面坑洞", "邻里小区".encode().decode("gbk")),
            "packs/items.yaml line 6: the text is spoiled: it was saved in a wrong encoding; restore it"
            " from a good copy",
        ),
        (
            GOOD.replace("路面坑洞", "路面".encode().decode("latin-1")),
            "packs/items.yaml line 6: the text is spoiled: it was saved in a wrong encoding; restore it"
            " from a good copy",
        ),
        (
            GOOD.replace("路面坑洞", "路\ufffd坑洞"),
            "packs/items.yaml line 6: the text is spoiled: it was saved in a wrong encoding; restore it"
            " from a good copy",
        ),
        (
            GOOD.replace("路面坑洞", "路面\u202e坑洞"),
            "packs/items.yaml line 6: there is an invisible control character in the line; type the line again",
        ),
        (
            GOOD.replace("路面坑洞", '"路面\\u202e坑洞"'),
            "packs/items.yaml line 6: the text holds an invisible control character",
        ),
        ("#" * (1 << 20) + "\n", "packs/items.yaml: the file has 1,048,577 bytes, more than 1,048,576; split it"),
        (
            "[" * 50_000 + "]" * 50_000,
            "packs/items.yaml line 1: this is nested too deeply; a pack has 16 levels at most",
        ),
        ("- road_hole\n", 'packs/items.yaml line 1: a pack file holds kinds: "items:" and below it a list'),
        (
            "items: {road_hole: 1}\n",
            "packs/items.yaml line 1: items should be a list; start each entry with - code:",
        ),
        ("items:\n  - road_hole\n", "packs/items.yaml line 2: items[1] should be keys with values, not text"),
        (
            "items: &all []\nroles: *all\n",
            "packs/items.yaml line 1: packs use no anchors and aliases (& and *); write it out",
        ),
        ("items: !!python/tuple []\n", "packs/items.yaml line 1: packs use no tags (!); take it out"),
        (
            "items: []\n---\nitems: []\n",
            "packs/items.yaml line 2: a pack file is one document; take out the second ---",
        ),
        ("? [a]\n: 1\n", "packs/items.yaml line 1: a key must be a plain word"),
        (
            "roles: [\n",
            "packs/items.yaml line 2: this is not readable YAML (did not find expected node content)",
        ),
    ],
)
def test_a_spoiled_or_hostile_file_is_refused_with_a_sentence(
    write: Write, content: str | bytes, sentence: str
) -> None:
    assert refused(write(content)) == [sentence]


@pytest.mark.parametrize("text", ["路\u202e面", "路\ud800面", "路\x00面"])
def test_a_form_may_hide_nothing_either(text: str) -> None:
    for label in ({"zh": text, "en": "Guard"}, {"zh": "保安", "en": f"Guard {text}"}):
        with pytest.raises(packs.PacksRefused):
            packs.piece_of("roles", {"code": "guard", "label": label}, registry=KINDS)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=12))
def test_chinese_read_in_a_wrong_encoding_is_found(text: str) -> None:
    assert is_mojibake(text.encode().decode("latin-1"))


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(plain)
def test_no_body_whatever_ends_in_anything_but_a_piece_or_a_refusal(body: object) -> None:
    for code in ({"code": "x"}, {}):
        with contextlib.suppress(packs.PacksRefused):
            packs.piece_of("items", {"steps": body, "label": body, **code}, registry=KINDS)


@given(st.text(max_size=80))
def test_no_text_whatever_ends_in_anything_but_a_document_or_a_refusal(text: str) -> None:
    with contextlib.suppress(packs.PacksRefused):
        parse(text, "x.yaml")
