"""Class 5 (Decidim CVE-2023-34090): a filter library lets anybody filter by any field of any record.

The names and look-ups of every field of every record are asked for as parameters of every page, and as values of the
parameters the pages have. Nothing of them reaches a statement: no page asks the database anything else than it does
when the same is asked in nonsense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
OWN = frozenset({"since", "version", "place"})  # of the published tables, none of which stands in this world
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A page as it stands: who asks for it, its address, the parameters it stands at, its status and statements."""

    visit: Visit
    path: str
    own: dict[str, list[str]]
    status: int
    statements: list[str]

    def with_more(self, given: dict[str, str]) -> tuple[int, list[str]]:
        """The status, and what is asked of the database without its values, with further parameters."""
        with listened() as statements:
            answer = self.visit.get(self.path, {**self.own, **given})
        return answer.status_code, plain(statements)


def as_they_stand(walk: Walk, name: str) -> tuple[list[Asked], set[str]]:
    """Every page, and the parameters any of them knows."""
    found, known = [], set(OWN)
    for route, _methods in ways(name, "GET"):
        visit, (path, _mark, query) = walk.visit(walk.owner(name, route)), walk.address(route).partition("?")
        with listened() as statements:
            answer = visit.get(walk.address(route))
        own = parse_qs(query)
        known |= set(own) | (parameters(answer.content.decode(errors="replace")) if not answer.streaming else set())
        found.append(Asked(visit, path, own, answer.status_code, statements))
    return found, known


def filtered(page: Asked, names: list[str]) -> Iterator[str]:
    """What a page asks otherwise for these parameters than it asks for nonsense."""
    for start in range(0, len(names), AT_ONCE):
        given = dict.fromkeys(names[start : start + AT_ONCE], "1")
        as_it_stands, asked = (page.status, plain(page.statements)), page.with_more(given)
        if asked == as_it_stands:
            continue
        nonsense = page.with_more({f"zz{at}": "1" for at in range(AT_ONCE)})
        if asked != nonsense:
            asked = page.with_more(given)  # again: names of the frame are read anew every few minutes
        if asked != nonsense:
            yield f"{page.path}: {nonsense[0]}, {asked[0]}, {set(asked[1]) ^ set(nonsense[1])}"


def ordered(page: Asked, names: list[str], value: str) -> Iterator[str]:
    """What a page orders by for a path through records as the value of these parameters."""
    status, statements = page.with_more(dict.fromkeys(names, value))
    secret = [part for part in value.strip("-").split("__") if part.endswith(SECRET)]
    orders = [text.lower().rpartition("order by")[2] for text in statements if "order by" in text.lower()]
    if status >= 500 or any(part in order for part in secret for order in orders):
        yield f"{page.path} {value}: {status}"


@pytest.mark.asvs("V8.2.3", "V1.2.4")
@pytest.mark.parametrize("name", ["public", "desk"])
@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.proof)])
def test_no_field_of_a_record_is_a_filter_or_an_order(walk: Walk, name: str, is_whole: bool) -> None:
    """In ``make test`` one page is asked for a sixth of the names, the next for a path as its order; all for all in
    ``make proof``.
    """
    fields = [f"{one}{LOOKUPS[at % len(LOOKUPS)]}" for at, one in enumerate(field_names())]
    wrong: list[str] = []
    with surface(name):
        pages, known = as_they_stand(walk, name)
        choosing = [*CHOOSING, *sorted(known - {"q"})]
        strange = [one for one in fields if one not in known]
        for turn, page in enumerate(pages):
            if is_whole or turn % 2:
                wrong += filtered(page, strange if is_whole else strange[turn // 2 % 6 :: 6])
            if is_whole or not turn % 2:
                wrong += ordered(page, choosing, PATHS[turn % len(PATHS)])
    assert not wrong, "\n".join(wrong)


def test_the_api_refuses_a_question_it_does_not_know(walk: Walk) -> None:
    with surface("desk"):
        clerk = walk.visit("clerk")
        for one in PATHS:
            answer = clerk.api("GET", "inbox", {one: "a"})
            assert answer.status_code == 422, one
            assert answer.json()["field"] == one
