"""The questions of an item, and the answers to them: checked, and written as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite

from django.utils.translation import gettext as _

from linli.kernel.cases.packs import Item, Question
from linli.kernel.cases.reports import NotAReport, tidy

MOST = 1000  # characters of one answer
Answers = tuple[tuple[str, str], ...]


def answered(item: Item, given: Mapping[str, Sequence[str]], *, language: str) -> Answers:
    """Question and answer in words, in the order of the item; the first mistake as ``NotAReport``."""
    found, wrong = looked_at(item, given, language=language)
    for code, sentence in wrong.items():
        raise NotAReport(f"questions.{code}", sentence)
    return found


def looked_at(item: Item, given: Mapping[str, Sequence[str]], *, language: str) -> tuple[Answers, dict[str, str]]:
    """Question and answer in words, in the order of the item, and by code what has to be put right.

    ``given`` is code → values; empty ones count as none.
    """
    asked = {question.code: question for question in item.questions}
    wrong = {
        code: _("“%(question)s” is not asked here. Leave it out.") % {"question": tidy(code)}
        for code in given
        if code not in asked
    }
    found = []
    for code, question in asked.items():
        values = [tidy(value) for value in given.get(code, []) if tidy(value)]
        label = question.label.text(language)
        if question.required and not values:
            wrong[code] = _("“%(question)s” has to be answered.") % {"question": label}
        try:
            found += [(label, _written(question, values, language=language))] if values else []
        except NotAReport as mistake:
            wrong[code] = str(mistake)
    return tuple(found), wrong


def _written(question: Question, values: Sequence[str], *, language: str) -> str:
    named = {"question": question.label.text(language)}
    if len(values) > 1 and question.kind != "any_of":
        raise _wrong(question.code, _("“%(question)s” takes one answer.") % named)
    if question.choices:
        return _chosen(question, values, language=language)
    value = values[0]
    if len(value) > MOST:
        raise _wrong(question.code, _("The answer to “%(question)s” is too long.") % named)
    if question.kind == "number" and not _is_number(value):
        raise _wrong(question.code, _("The answer to “%(question)s” is a number.") % named)
    if question.kind == "time" and not _is_time(value):
        raise _wrong(question.code, _("The answer to “%(question)s” is a time, like 2026-01-31T08:00+08:00.") % named)
    if question.kind == "line" and "\n" in value:
        raise _wrong(question.code, _("The answer to “%(question)s” is one line.") % named)
    return value


def _chosen(question: Question, values: Sequence[str], *, language: str) -> str:
    labels = {choice.code: choice.label.text(language) for choice in question.choices}
    if not set(values) <= set(labels):
        named = {"question": question.label.text(language), "choices": ", ".join(labels)}
        raise _wrong(question.code, _("The answer to “%(question)s” is one of: %(choices)s.") % named)
    return "、".join(label for code, label in labels.items() if code in values)


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _wrong(code: str, sentence: str) -> NotAReport:
    return NotAReport(f"questions.{code}", sentence)
