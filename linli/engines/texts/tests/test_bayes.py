"""Learning from sorted texts: right on what is clear, silent on what is not, and nothing can be read back."""

from __future__ import annotations

import csv
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.texts import grams, learn

LIGHT = ["楼道灯不亮", "路灯坏了", "三楼的灯一闪一闪", "灯泡烧了没人换"]
NOISE = ["半夜放音响", "装修噪声太大", "广场舞声音吵", "烧烤店吵到凌晨"]
EXAMPLES = [(text + "，" + "请来看看" * (n % 3), label) for n in range(10) for label, texts in
            (("light", LIGHT), ("noise", NOISE)) for text in texts]  # fmt: skip
TEXTS = st.text(alphabet="灯楼坏吵声夜0aA，。 \n", max_size=40)


def test_what_is_clear_is_guessed_and_what_is_foreign_is_not() -> None:
    learnt = learn(EXAMPLES)
    assert learnt is not None
    for text, label in (("楼道的灯泡坏了", "light"), ("半夜放音响，太吵", "noise")):
        guess = learnt.guess(text)
        assert guess is not None
        assert guess.label == label
    assert learnt.guess("13800138000 hello") is None
    assert learnt.guess("") is None


def test_too_little_teaches_nothing() -> None:
    assert learn([]) is None
    assert learn([("灯坏了", "light")] * 100) is None
    assert learn([("灯坏了", "light")] * 9 + [("太吵了", "noise")] * 9) is None


def test_labels_drawn_by_lot_are_not_told() -> None:
    drawn = random.Random(7)
    texts = ["".join(drawn.choice("天地玄黄宇宙洪荒日月盈昃") for _ in range(12)) for _ in range(400)]
    learnt = learn([(text, drawn.choice(["a", "b", "c"])) for text in texts], sure=0.95)
    assert learnt is not None
    told = sum(learnt.guess(text[::-1]) is not None for text in texts)
    assert told < len(texts) / 3


@given(TEXTS, TEXTS)
def test_grams_of_two_lines_are_those_of_each(one: str, other: str) -> None:
    assert grams(one + "\n" + other) == grams(one) + grams(other)


@given(TEXTS)
def test_digits_and_letters_count_for_nothing(text: str) -> None:
    assert grams(text + "13800138000abc") == grams(text)


@given(st.lists(st.tuples(TEXTS, st.sampled_from("ab")), max_size=60), TEXTS)
def test_a_guess_is_always_one_of_the_labels(examples: list[tuple[str, str]], text: str) -> None:
    learnt = learn(examples)
    guess = learnt.best(text) if learnt else None
    assert guess is None or guess.label in "ab"


def rows(name: str) -> list[tuple[str, str]]:
    """Sorted messages of real residents."""
    folder = os.environ.get("LINLI_DATA")
    if not folder:
        pytest.skip("LINLI_DATA names no folder with the real messages")
    with (Path(folder) / "messages" / name).open(encoding="utf-8-sig", newline="") as handle:
        return [(row["正文"], row["一级分类"]) for row in csv.DictReader(handle)]


def test_on_real_messages_it_is_right_where_it_speaks() -> None:
    every = rows("labelled_1842.csv")
    random.Random(1).shuffle(every)
    learnt = learn(every[:1400])
    assert learnt is not None
    told = [(guess.label, label) for text, label in every[1400:] if (guess := learnt.guess(text))]
    right = sum(one == other for one, other in told) / len(told)
    best = [(found.label, label) for text, label in every[1400:] if (found := learnt.best(text))]
    assert len(told) / len(every[1400:]) > 0.5, "it speaks for more than half"
    assert right > 0.85
    assert sum(one == other for one, other in best) / len(best) > 0.78
