"""Alike: symmetric, between nothing and everything, blind to blanks and punctuation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linli.engines.texts import likeness


@given(st.text(), st.text())
def test_it_is_symmetric_and_a_share(one: str, other: str) -> None:
    found = likeness(one, other)
    assert 0 <= found <= 1
    assert found == likeness(other, one)


@given(st.text(alphabet="楼道灯不亮了三层，。 ！\n", min_size=1))
def test_the_same_words_are_the_same_however_they_are_spaced(text: str) -> None:
    says = any(sign.isalnum() for sign in text)
    assert likeness(text, " ".join(text)) == (1.0 if says else 0.0)


def test_one_event_is_nearer_than_another() -> None:
    lamp = "2单元三楼的楼道灯坏了三天，晚上全黑"
    assert likeness(lamp, "三楼楼道灯坏了，晚上黑") > likeness(lamp, "垃圾桶满了两天没人清") + 0.3
