"""Class 5 (Decidim CVE-2023-34090): a filter library lets anybody filter by any field of any record.

The names and look-ups of every field of every record are asked for as parameters of every page, and as values of the
parameters the pages have. Nothing of them reaches a statement: no page asks the database anything else than it does
when the same is asked in nonsense.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.attacks.asking import Walk, ways
from tests.attacks.statements_sent import listened
from tests.attacks.test_mass_assignment import field_names
from tests.surfaces import surface

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
_VALUES = re.compile(r"'[^']*'|\b\d+\b|%s|\$\d+|s\d+_x\d+")


def plain(statements: list[str]) -> list[str]:
    """Statements without values and names of savepoints; what a process asks once and keeps is left out."""
    return sorted({_VALUES.sub("?", one) for one in statements if not one.startswith(("SAVEPOINT", "RELEASE", "ROLL"))})


def parameters(html: str) -> set[str]:
    """The names of parameters a page's own links and forms use."""
    found = {
        name
        for href in re.findall(r'(?:href|hx-get)="([^"]*\?[^"]*)"', html)
        for name in parse_qs(urlsplit(href.replace("&amp;", "&")).query)
    }
    return found | set(re.findall(r'<(?:input|select)[^>]* name="([a-z_]+)"', html))


@pytest.mark.asvs("V8.2.3")
@pytest.mark.parametrize("name", ["public", "desk"])
def test_no_field_of_a_record_is_a_filter(walk: Walk, name: str) -> None:
    fields = [f"{one}{LOOKUPS[at % len(LOOKUPS)]}" for at, one in enumerate(field_names())]
    wrong = []
    with surface(name):
        for route, _methods in ways(name, "GET"):
            who, path = walk.owner(name, route), walk.address(route)
            visit, own = walk.visit(who), parse_qs(urlsplit(path).query)
            first = visit.get(path)
            known = parameters(first.content.decode(errors="replace")) if not first.streaming else set()
            strange = [one for one in fields if one not in known and one not in own]
            for start in range(0, len(strange), AT_ONCE):
                given = {**own, **dict.fromkeys(strange[start : start + AT_ONCE], "1")}
                nonsense = {**own, **{f"zz{at}": "1" for at in range(AT_ONCE)}}
                asked = []
                for one in (nonsense, given):
                    with listened() as statements:
                        answer = visit.get(path.partition("?")[0], one)
                    asked.append((answer.status_code, plain(statements)))
                if asked[0] != asked[1] or asked[1][0] >= 500:
                    wrong.append(f"{path}: {asked[0][0]}, {asked[1][0]}, {set(asked[1][1]) ^ set(asked[0][1])}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.asvs("V1.2.4")
@pytest.mark.parametrize("name", ["public", "desk"])
def test_no_path_through_records_is_an_order_or_a_choice(walk: Walk, name: str) -> None:
    """As values, of the parameters the pages have and of the usual ones."""
    wrong = []
    with surface(name):
        for route, _methods in ways(name, "GET"):
            who, path = walk.owner(name, route), walk.address(route)
            visit, own = walk.visit(who), parse_qs(urlsplit(path).query)
            first = visit.get(path)
            known = parameters(first.content.decode(errors="replace")) if not first.streaming else set()
            for one in PATHS[:: len(PATHS) // 2]:
                given = {**own, **dict.fromkeys([*CHOOSING, *sorted(known - {"q"})], one)}
                with listened() as statements:
                    answer = visit.get(path.partition("?")[0], given)
                names = [
                    part for part in one.strip("-").split("__") if part.endswith(("sealed", "blind", "password", "key"))
                ]
                told = [
                    text
                    for text in statements
                    if "order by" in text.lower()
                    and any(part in text.lower().rpartition("order by")[2] for part in names)
                ]
                if answer.status_code >= 500 or told:
                    wrong.append(f"{path} {one}: {answer.status_code} {told[:1]}")
    assert not wrong, "\n".join(wrong)


def test_the_api_refuses_a_question_it_does_not_know(walk: Walk) -> None:
    with surface("desk"):
        clerk = walk.visit("clerk")
        for one in PATHS:
            answer = clerk.api("GET", "inbox", {one: "a"})
            assert answer.status_code == 422, one
            assert answer.json()["field"] == one
