"""Every problem has its sentence in both languages, with the same values in it."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from linli.engines.flow import SENTENCES, SENTENCES_ZH, problems, say
from linli.engines.flow.tests.flows import KNOWN, elder_card

HOME = Path(__file__).parents[1]
CODE_PLACE = {"tell": 1, "unlisted": 1, "listed": 3, "Problem": 1}


def told() -> set[str]:
    """Every code written in the engine where a problem is told."""
    codes: set[str] = set()
    for path in HOME.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                given = call.args[CODE_PLACE[name]] if len(call.args) > CODE_PLACE.get(name, 9) else call.func
                parts = (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,)
                codes |= {str(part.value) for part in parts if isinstance(part, ast.Constant)}
    return codes


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_tables_word_the_same_codes_with_the_same_values() -> None:
    assert SENTENCES.keys() == SENTENCES_ZH.keys()
    assert {code: fields(s) for code, s in SENTENCES.items()} == {code: fields(s) for code, s in SENTENCES_ZH.items()}


def test_every_code_the_engine_can_tell_has_a_sentence_and_no_sentence_is_idle() -> None:
    assert told() == set(SENTENCES)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is no step named “decied” to go to. Did you mean “decide”?"),
        ("zh", "没有可去的环节“decied”。是不是“decide”？"),
    ],
)
def test_a_problem_is_said_with_the_nearest_name(language: str, sentence: str) -> None:
    spec = elder_card()
    spec["goes"]["take_in"] = "decied"
    assert [say(problem, language) for problem in problems(spec, known=KNOWN)] == [sentence]
