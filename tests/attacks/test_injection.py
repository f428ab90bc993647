"""Class 6 (Decidim CVE-2026-45376, decidim_awesome CVE-2024-43415, MicroCommunity CVE-2026-96803): SQL behind a login.

What is typed into any search, filter or order of any page is a value and never part of a statement: the texts of the
statements are listened to at the driver. And no line of the house builds a statement out of words somebody sent.
"""

from __future__ import annotations

import pytest

from tests.attacks.asking import Walk, ways
from tests.attacks.sources import modules
from tests.attacks.statements_sent import listened
from tests.attacks.test_filters import parameters
from tests.surfaces import surface

MARK = "zq7injected"
INJECTIONS = (
    f"' or '{MARK}'='{MARK}' --",
    f'" or 1=1; {MARK} --',
    f"1); drop table {MARK}; --",
    f"1 union select {MARK} from x",
    f"%27%20or%20{MARK}",
    f"$${MARK}$$",
    f"\\'; {MARK}",
    f"id desc, (select {MARK})",
    f"{MARK}::text",
    f"'||{MARK}||'",
    f"1/**/and/**/{MARK}",
    f"{{{MARK}}}",
    f"%({MARK})s",
    f"%{MARK}%s%s%d",
    f"{{{{{MARK}}}}}",
    f"*:{MARK} & !x | (a",
    f"{MARK}\x00",
    f"＇{MARK}",
    "pg_sleep(5)" + MARK,
    f"[{MARK}",
    f"(?{MARK}",
    f"\ud800{MARK}"[1:],
    f"-1 {MARK}",
    f"9e999{MARK}",
)


@pytest.mark.asvs("V1.2.4", "V1.2.9", "V1.3.10")
@pytest.mark.dengbao("8.1.4.4 d")
@pytest.mark.parametrize("name", ["public", "desk"])
def test_what_is_typed_is_never_part_of_a_statement(walk: Walk, name: str) -> None:
    wrong, tried, at = [], 0, 0
    with surface(name):
        for route, _methods in ways(name, "GET"):
            who, path = walk.owner(name, route), walk.address(route)
            visit = walk.visit(who)
            first = visit.get(path)
            if first.streaming or first.status_code != 200:
                continue
            known = sorted(parameters(first.content.decode(errors="replace")) | {"q", "sort", "order", "find", "view"})
            given = {one: INJECTIONS[(at + n) % len(INJECTIONS)] for n, one in enumerate(known)}
            at, tried = at + len(known), tried + len(known)
            with listened() as statements:
                answer = visit.get(path.partition("?")[0], given)
            if answer.status_code >= 500 or any(MARK in one for one in statements):
                wrong.append(f"{path} {given}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert tried > 150


@pytest.mark.asvs("V1.2.4")
@pytest.mark.dengbao("8.1.9.4")
def test_no_statement_is_taken_from_a_request() -> None:
    """``extra`` and ``RawSQL`` are not used; what reads a request sends no statement of its own."""
    wrong = []
    for module in modules():
        for line, word in module.words:
            if word == "RawSQL" or (word.endswith(".extra") and ".objects" in word):
                wrong.append(f"{module.path}:{line} {word}")
        if "request.GET" in module.text or "request.POST" in module.text:
            sent = [call for call in module.calls if call.what.endswith((".execute", ".raw"))]
            wrong += [f"{module.path}:{call.line} reads requests and sends statements" for call in sent]
    assert not wrong, "\n".join(wrong)
