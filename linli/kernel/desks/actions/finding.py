"""Finding cases by what stands in them: number, address, title; by the reporter only with a reason that is kept.

Text is found through rows of keyed tokens, filed by the worker when a case is opened or reaches another division.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.models import Case, Task
from linli.kernel.journal import actions as journal
from linli.kernel.people import phones
from linli.kernel.people import queries as people
from linli.kernel.people.models import Subject
from linli.kernel.rights.actions import tell_look
from linli.plumbing import bulk, crypto, policy, scope
from linli.plumbing import search as tokens
from linli.plumbing.scope import Hat

KIND, REPORTER = "case", "reporter"
MOST_FOUND = 200
SHORTEST = 3  # characters of a number
_LENGTH = 8
_NUMBER_PART = re.compile(r"[0-9a-hjkmnp-tv-z]{3,11}")


class ReasonMissing(ValueError):
    """Nobody is looked for by name or phone without a reason."""

    sentence = _("Write down why you look for this person. It is kept, and supervision reads it.")

    def __str__(self) -> str:
        return str(self.sentence)


def index_case(*, case_id: int, by: Hat, now: datetime) -> int:
    """File a case under its words in every division that holds a task of it and does not find it yet."""
    with scope.writing(by, now=now):
        case = Case.objects.get(id=case_id)
        scopes = set(Task.objects.filter(case_id=case_id).values_list("scope_id", flat=True))
        filed = _filed(case_id)
        marks = {KIND: _fingerprints(_words(case)), REPORTER: _names(case.subject_id)}
        rows = [
            (scope_id, kind, token, case_id)
            for scope_id in sorted(scopes - filed)
            for kind, found in marks.items()
            for token in found
        ]
        if rows:
            columns = {"scope_id": "int", "kind": "text", "token": "bytea", "record": "bigint"}
            bulk.insert("plumbing_search_token", columns, rows)
        return len(rows)


def _filed(case_id: int) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct scope_id from plumbing_search_token where kind = %s and record = %s", [KIND, case_id]
        )
        return {row[0] for row in cursor.fetchall()}


def _words(case: Case) -> list[str]:
    """Pairs of signs of title and address, and the beginnings of both blocks of the number."""
    body = case.number.lower().replace("-", "")[-11:]
    parts = {f"#{body[at : at + size]}" for at in (0, 5) for size in range(SHORTEST, 12 - at)}
    return sorted({*tokens.bigrams(case.title), *tokens.bigrams(case.where), *parts})


def _names(subject_id: int) -> list[bytes]:
    subject = Subject.objects.get(id=subject_id)
    name = people.name_of(subject) or subject.alias
    return tokens.name_tokens(name) if name else []


def _fingerprints(words: Iterable[str]) -> list[bytes]:
    return crypto.blind_many(words, purpose="case token", length=_LENGTH)


def search(typed: str) -> tuple[int, ...]:
    """The cases that hold everything that was typed, the latest first, as far as the hat sees them. One statement."""
    asked = _asked(typed)
    return _holding(KIND, _fingerprints(asked)) if asked else ()


def _asked(typed: str) -> list[str]:
    """The tokens of a search: a part of a number where it can be one, else words."""
    plain = re.sub(r"[\s-]", "", tokens.normal(typed)).translate(str.maketrans("oil", "011"))
    if _NUMBER_PART.fullmatch(plain) and any(sign.isdigit() for sign in plain) and not plain.isdigit():
        return [f"#{plain}"]
    return tokens.query(typed)


def _holding(kind: str, wanted: list[bytes]) -> tuple[int, ...]:
    first, *others = wanted
    also = " and exists (select 1 from plumbing_search_token o where o.kind = t.kind and o.scope_id = t.scope_id" \
           " and o.record = t.record and o.token = %s)"  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct t.record from plumbing_search_token t where t.kind = %s and t.token = %s"  # noqa: S608
            f"{also * len(others)} order by t.record desc limit %s",
            [kind, first, *others, MOST_FOUND],
        )
        return tuple(row[0] for row in cursor.fetchall())


def find_by_reporter(*, typed: str, reason: str, by: Hat, now: datetime) -> tuple[int, ...]:
    """The cases somebody reported, by whole phone or by name. First it is written down who looks, and why.

    Whoever is found reads of it.
    """
    policy.require(by, "desk.find_reporter")
    if not reason.strip():
        raise ReasonMissing
    what = "phone" if phones.is_mobile(typed) else "name"
    with scope.writing(by, now=now):
        payload = {"what": what, "reason": reason.strip()[:200]}
        line = journal.append(verb="reporter.search", kind="search", record=0, by=by, at=now, payload=payload)
    with scope.reading(by, now=now):  # no line, no look
        found = _by_phone(typed) if what == "phone" else _by_name(typed)
    with scope.writing(by, now=now):
        tell_look("cases_case", found, line=line, verb="reporter.search", what=[what], reason=reason, by=by, at=now)
    return found


def _by_phone(typed: str) -> tuple[int, ...]:
    persons = [one.id for one in people.find_people(typed)]
    mine = Subject.objects.filter(phone_blind=phones.index(typed)) | Subject.objects.filter(person_id__in=persons)
    return _cases_of(set(mine.values_list("id", flat=True)[:MOST_FOUND]))


def _by_name(typed: str) -> tuple[int, ...]:
    wanted = tokens.name_query(typed)
    found = _holding(REPORTER, wanted) if wanted else ()
    subjects = dict(Case.objects.filter(id__in=found).values_list("id", "subject_id"))
    asked = _plain(typed)
    held = {
        one.id: _plain(people.name_of(one) or one.alias) for one in Subject.objects.filter(id__in=subjects.values())
    }
    return tuple(case for case in found if asked.isascii() or asked in held.get(subjects.get(case, 0), ""))


def _plain(text: str) -> str:
    return "".join(sign for sign in tokens.normal(text) if sign.isalnum())


def _cases_of(subjects: set[int]) -> tuple[int, ...]:
    tasks = Task.objects.filter(subject_id__in=subjects).order_by("-case_id")
    return tuple(dict.fromkeys(tasks.values_list("case_id", flat=True)[: MOST_FOUND * 5]))[:MOST_FOUND]
