"""Class 5 (Decidim CVE-2023-34090): a filter library lets anybody filter by any field of any record.

The names and look-ups of every field of every record are asked for as parameters of every page, and as values of the
parameters the pages have. Nothing of them reaches a statement: no page asks the database anything else than it does
when the same is asked in nonsense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from linli.main.bench.statements import RARE
from tests.attacks.asking import Walk, ways
from tests.attacks.statements_sent import listened
from tests.attacks.test_mass_assignment import field_names
from tests.surfaces import Visit, surface

LOOKUPS = ("", "__startswith", "__gt", "__in", "__regex", "__isnull")
PATHS = (
    "subject__phone_sealed__startswith",
    "subject__person_id",
    "person__id_number_blind",
    "account__password__startswith",
    "secret_sealed",
    "-password",
    "case__subject_id",
    "tasks__case__subject__name_sealed",
    "session__session_key",
    "id_number_sealed",
    "owner_key__sealed",
    "key_blind",
    "code_blind",
    "receipt_blind",
)
CHOOSING = (
    "order",
    "sort",
    "order_by",
    "ordering",
    "o",
    "filter",
    "where",
    "fields",
    "include",
    "expand",
    "columns",
    "group_by",
)
AT_ONCE = 240
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK")
SECRET = ("sealed", "blind", "password", "key")
_VALUES = re.compile(r"'[^']*'|\b\d+\b|%s|\$\d+|s\d+_x\d+")


def plain(statements: list[str]) -> list[str]:
    """Statements without values; what a process asks once and keeps, and names of savepoints, are left out."""
    kept = [one for one in statements if not one.startswith(FRAME) and not any(rare in one for rare in RARE)]
    return sorted({_VALUES.sub("?", one) for one in kept})


def parameters(html: str) -> set[str]:
    """The names of parameters a page's own links and forms use."""
    found = {
        name
        for href in re.findall(r'(?:href|hx-get)="([^"]*\?[^"]*)"', html)
        for name in parse_qs(urlsplit(href.replace("&amp;", "&")).query)
    }
    return found | set(re.findall(r'<(?:input|select)[^>]* name="([a-z_]+)"', html))


def asked_of(walk: Walk, name: str) -> Iterator[tuple[Visit, str, dict[str, list[str]], set[str]]]:
    """Every page: who asks, its address, the parameters it stands at, and those it and all the others know."""
    found = []
    for route, _methods in ways(name, "GET"):
        visit, (path, _mark, query) = walk.visit(walk.owner(name, route)), walk.address(route).partition("?")
        first = visit.get(walk.address(route))
        known = parameters(first.content.decode(errors="replace")) if not first.streaming else set()
        found.append((visit, path, parse_qs(query), known | set(parse_qs(query))))
    every = {one for _visit, _path, _own, known in found for one in known}
    for visit, path, own, _known in found:
        yield visit, path, own, every


def answered(visit: Visit, path: str, given: dict[str, object]) -> tuple[int, list[str]]:
    """The status, and what was asked of the database."""
    with listened() as statements:
        answer = visit.get(path, given)
    return answer.status_code, statements


@pytest.mark.asvs("V8.2.3")
@pytest.mark.parametrize("name", ["public", "desk"])
@pytest.mark.parametrize("share", [6, pytest.param(1, marks=pytest.mark.proof)])
def test_no_field_of_a_record_is_a_filter(walk: Walk, name: str, share: int) -> None:
    """Each page is asked for every sixth name, the next page for the next sixth; all for all in ``make proof``."""
    fields = [f"{one}{LOOKUPS[at % len(LOOKUPS)]}" for at, one in enumerate(field_names())]
    wrong = []
    with surface(name):
        for turn, (visit, path, own, known) in enumerate(asked_of(walk, name)):
            strange = [one for one in fields if one not in known][turn % share :: share]
            nonsense = answered(visit, path, {**own, **{f"zz{at}": "1" for at in range(AT_ONCE)}})
            for start in range(0, len(strange), AT_ONCE):
                told = answered(visit, path, {**own, **dict.fromkeys(strange[start : start + AT_ONCE], "1")})
                if told[0] != nonsense[0] or plain(told[1]) != plain(nonsense[1]):
                    wrong.append(f"{path}: {nonsense[0]}, {told[0]}, {set(plain(told[1])) ^ set(plain(nonsense[1]))}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.asvs("V1.2.4")
@pytest.mark.parametrize("name", ["public", "desk"])
def test_no_path_through_records_is_an_order_or_a_choice(walk: Walk, name: str) -> None:
    """As values, of the parameters the pages have and of the usual ones."""
    wrong = []
    with surface(name):
        for turn, (visit, path, own, known) in enumerate(asked_of(walk, name)):
            one = PATHS[turn % len(PATHS)]
            status, statements = answered(
                visit, path, {**own, **dict.fromkeys([*CHOOSING, *sorted(known - {"q"})], one)}
            )
            names = [part for part in one.strip("-").split("__") if part.endswith(SECRET)]
            orders = [text.lower().rpartition("order by")[2] for text in statements if "order by" in text.lower()]
            if status >= 500 or any(part in order for part in names for order in orders):
                wrong.append(f"{path} {one}: {status}")
    assert not wrong, "\n".join(wrong)


def test_the_api_refuses_a_question_it_does_not_know(walk: Walk) -> None:
    with surface("desk"):
        clerk = walk.visit("clerk")
        for one in PATHS:
            answer = clerk.api("GET", "inbox", {one: "a"})
            assert answer.status_code == 422, one
            assert answer.json()["field"] == one
