"""What an item asks besides place and words: its questions as fields of the form, and what came back in them.

The form holds the questions of every item that has some; only those of the chosen one are shown and sent. Without
scripts they appear when the form comes back, and it comes back once for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from linli.kernel.cases import catalogue, questions
from linli.kernel.cases.packs import Item, Question
from linli.kit.counter import here

FIELD = "ask."


def given(fields: QueryDict | Mapping[str, str], item: str) -> dict[str, list[str]]:
    """The answers to the questions of an item, by their codes; those of another item count as not given."""
    own = f"{FIELD}{item}."
    names = [name for name in fields if name.startswith(own)]
    return {name.removeprefix(own): _values(fields, name) for name in names}


def _values(fields: QueryDict | Mapping[str, str], name: str) -> list[str]:
    return [str(one) for one in fields.getlist(name)] if isinstance(fields, QueryDict) else [str(fields[name])]


def checked(item: str, answers: Mapping[str, list[str]], errors: dict[str, str], *, now: datetime) -> questions.Answers:
    """Question and answer in words; what has to be put right by the field it stands in."""
    known = _known(item, now)
    if known is None:
        return ()
    found, wrong = questions.looked_at(known, answers, language=here.language())
    errors.update({f"{FIELD}{item}.{code}": sentence for code, sentence in wrong.items()})
    return found


def is_unseen(item: str, seen: str, *, now: datetime) -> bool:
    """Whether the item asks something and its questions did not stand in the form that was sent."""
    known = _known(item, now)
    return known is not None and bool(known.questions) and seen != item


def drawn(*, now: datetime) -> list[dict[str, Any]]:
    """The questions of every item that asks some, as fields."""
    return [
        {"code": item.code, "fields": [_field(item, one) for one in item.questions]}
        for item in catalogue.items(at=now)
        if item.questions
    ]


def _field(item: Item, question: Question) -> dict[str, Any]:
    language = here.language()
    return {
        "code": question.code,
        "name": f"{FIELD}{item.code}.{question.code}",
        "label": question.label.text(language),
        "hint": question.hint.text(language) if question.hint else "",
        "kind": question.kind,
        "required": question.required,
        "choices": [(choice.code, choice.label.text(language)) for choice in question.choices],
    }


def _known(item: str, now: datetime) -> Item | None:
    return next((one for one in catalogue.items(at=now) if one.code == item), None)
