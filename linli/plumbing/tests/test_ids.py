"""Spans of numbers: few words for a journal, every number still told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linli.plumbing import ids


@given(st.sets(st.integers(1, 60)))
def test_spans_tell_every_number_and_no_other(numbers: set[int]) -> None:
    spans = ids.spans(sorted(numbers))
    told = [n for one in spans for n in ([one] if isinstance(one, int) else range(one[0], one[1] + 1))]
    assert told == sorted(numbers)
    assert len(spans) == sum(n - 1 not in numbers for n in numbers)


def test_a_batch_is_one_span_and_a_lone_number_itself() -> None:
    assert ids.spans(list(range(7, 5007))) == [[7, 5006]]
    assert ids.spans([3]) == [3]
    assert ids.spans([]) == []
