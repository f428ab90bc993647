"""Class 4 (Decidim CVE-2026-40870, -40869): a generic endpoint reaches what hangs on a thing without asking the thing.

Photos, history, notes, colleagues, states, prints, watching, words: whatever hangs on a case, a person, a door, a list
or a topic is answered by the permission of that thing, and for a foreign one as for one that never was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from linli.plumbing.numbers import public_number
from linli.plumbing.pointers import pointer
from tests.attacks.asking import Walk, body_of, ways
from tests.surfaces import surface

# What hangs on what, by the beginning of its address; the clerk of another street asks.
PARENTS = {
    "case/<str:number>": "foreign_clerk",
    "call-backs/<str:number>": "foreign_clerk",
    "register/person/<str:at>": "foreign_clerk",
    "register/door/<int:number>": "foreign_clerk",
    "register/proposals/<str:at>": "foreign_clerk",
    "register/vehicles/<str:at>": "foreign_clerk",
    "visits/door/<int:number>": "foreign_worker",
    "imports/<str:at>": "foreign_officer",
}
LEAST = {"GET": 12, "POST": 20}


def children(parent: str, method: str) -> Iterator[str]:
    """Every route of the desk that hangs on this one."""
    for route, _methods in ways("desk", method):
        if route == parent or route.startswith(parent + "/"):
            yield route


def nobodys(walk: Walk, path: str) -> str:
    """The same address about something that never was."""
    path = path.replace(walk.matter.opened.number, public_number("NN"))
    for kind, known in (("person", walk.world.residents[0].person),):
        path = path.replace(pointer(kind, known), pointer(kind, 2**40))
    for kind in ("proposal", "vehicle", "import"):
        path = re.sub(r"(?<=/)[a-z2-7]{26}(?=/|$|\?)", pointer(kind, 2**40), path) if f"/{kind}" in path else path
    return path.replace(f"/door/{walk.world.residents[0].dwelling}", "/door/999999999")


def same(path: str, answer: object, about: str) -> tuple[int, str, str]:
    """What an answer tells, without the address that was asked."""
    got: object = answer
    body = re.sub(r"[A-Za-z0-9_=-]{20,}|NN-[0-9A-Z-]{13}|\d{4,}", "‡", body_of(got).decode(errors="replace"))
    return (
        getattr(got, "status_code", 0),
        str(getattr(got, "headers", {}).get("Location", "")).replace(path, about),
        body,
    )


@pytest.mark.asvs("V8.2.2")
@pytest.mark.dengbao("8.1.4.11 b")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_hangs_on_a_foreign_thing_is_answered_as_if_it_never_was(walk: Walk, method: str) -> None:
    told, tried = [], 0
    with surface("desk"):
        for parent, who in PARENTS.items():
            try:
                visit = walk.visit(who)
            except StopIteration:  # the small city has no such colleague in the other street
                continue
            for route in children(parent, method):
                path = walk.address(route)
                pair = [
                    same(one, visit.get(one) if method == "GET" else visit.send(one, {}), "‡")
                    for one in (path, nobodys(walk, path))
                ]
                tried += 1
                if pair[0] != pair[1] or pair[0][0] in (200, 201):
                    told.append(f"{method} {path} by {who}: {pair[0][:2]} and {pair[1][:2]}")
    assert not told, "\n".join(told)
    assert tried >= LEAST[method]


@pytest.mark.asvs("V8.2.2")
def test_what_hangs_on_a_neighbours_matter_is_answered_as_if_it_never_was(walk: Walk) -> None:
    told = []
    with surface("public"):
        visit = walk.visit("neighbour")
        for method in ("GET", "POST"):
            for route, _methods in ways("public", method):
                if not route.startswith(("case/", "paper/", "api/v1/matters/<")):
                    continue
                path = walk.address(route).replace("<number>", walk.matter.opened.number)
                pair = []
                for one in (path, nobodys(walk, path)):
                    if method == "GET":
                        pair.append(same(one, visit.get(one), "‡"))
                    elif one.startswith("/api/v1/"):
                        body = {"text": "一句话", "grade": 1} if one.endswith("rating") else {"text": "一句话"}
                        pair.append(same(one, visit.api("POST", one.removeprefix("/api/v1/"), body), "‡"))
                    else:
                        pair.append(same(one, visit.send(one, {"text": "一句话", "grade": "1"}), "‡"))
                if pair[0] != pair[1] or pair[0][0] in (200, 201):
                    told.append(f"{method} {path}: {pair[0][:2]} and {pair[1][:2]}")
    assert not told, "\n".join(told)
