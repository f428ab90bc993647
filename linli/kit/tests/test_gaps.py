"""A phrase keeps its gaps, however they are called where it is read and written."""

from __future__ import annotations

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.desks.packs import GAPS, unknown_gaps
from linli.kit.desk import gaps

WORDS = st.lists(st.sampled_from([*(f"{{{gap}}}" for gap in GAPS), "您报的", "____", "{", "}", "今天", "。"]))


@given(pieces=WORDS, language=st.sampled_from(["zh-hans", "en"]))
def test_what_is_read_again_is_what_was_kept(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    with translation.override(language):
        assert gaps.read(gaps.shown(text)) == text


def test_a_chinese_page_names_every_gap_in_chinese() -> None:
    with translation.override("zh-hans"):
        called = gaps.names()
        assert set(called) == set(GAPS)
        assert len(set(called.values())) == len(GAPS)
        assert not any(name.isascii() for name in called.values())
        assert gaps.read("编号{编号}，{where}") == "编号{number}，{where}"


def test_a_name_nothing_is_called_by_is_unknown_in_any_script() -> None:
    with translation.override("zh-hans"):
        assert unknown_gaps(gaps.read("{编号}找{房东}")) == ["房东"]
