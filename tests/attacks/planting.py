"""Planting words in every field the product takes, and reading every page afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from linli.gates.open311.tests.conftest import Program, a_key
from linli.kernel.people.actions import NewBody, NewPerson, NewResidence, add_person, register_bodies_many
from linli.kernel.people.actions.adding import PersonRefused
from linli.kernel.people.knowledge import ChangeRefused
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from tests import lists
from tests.attacks.asking import Walk, body_of, ways
from tests.attacks.forms import Field, Form
from tests.surfaces import Visit, surface

# What ends a thing would leave less to look at.
ENDING = (
    "end",
    "dissolve",
    "withdraw",
    "stop",
    "undo",
    "take-back",
    "hat",
    "decide",
    "back",
    "leave",
    "confirm",
    "forget",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer somebody got."""

    surface: str
    who: str
    path: str
    answer: Any

    @property
    def text(self) -> str:
        return body_of(self.answer).decode(errors="replace")

    @property
    def kind(self) -> str:
        return str(self.answer.get("Content-Type", "")).partition(";")[0]


def plant(walk: Walk, words: Callable[[Field], str]) -> Iterator[Shown]:
    """Send every form of both surfaces with these words in every field somebody types into; the answers."""
    for name in ("public", "desk"):
        with surface(name):
            for who, form in list(walk.forms(name)):
                if form.action.partition("?")[0].rsplit("/", 1)[-1] in ENDING:
                    continue
                for button in form.buttons[:2] or [("", "")]:
                    sent = {**form.filled(words), **typed(form, words)}
                    yield Shown(name, who, form.action, form.send(walk.visit(who), sent, button))


def typed(form: Form, words: Callable[[Field], str]) -> dict[str, str]:
    """Words in every field that is typed into, also where something stands already."""
    return {one.name: words(one) for one in form.fields.values() if one.typed}


def plant_beside(walk: Walk, say: Callable[[int], str]) -> None:
    """The ways in that are no forms: a list, another program, the register, a topic. ``say`` gives so many signs."""
    world, clerk = walk.world, walk.world.hat("clerk", "桃源北社区")
    row = f"{say(20)},{say(18)},{say(11)},{say(40)},{say(6)},{say(10)},{say(60)}".replace("\n", " ")
    heads = lists.HEADS
    with surface("desk"):
        one = lists.handed_in(world, rows=(row, *lists.ROWS), name=f"{say(40)}.csv".replace("/", " "))
    assert heads
    walk.values["imports/<str:at>"] = f"imports/{pointer('import', one.id)}?show=refused"
    with surface("public"):
        Program(Visit(), a_key(world)).files(
            {"description": say(800), "first_name": say(15), "last_name": say(15), "phone": "13912340000"}
        )
        body = {
            "item": "hotline.noise",
            "text": say(900),
            "title": say(100),
            "where": say(100),
            "place": world.building(),
            "reporter": {"kind": "named", "name": say(30), "phone": "13912340001"},
        }
        Visit().api("POST", "matters", body)
    walk.values["neighbours/<str:number>"] = f"neighbours/{world.a_topic(say(40), say(400))}"
    home = world.residents[0].dwelling
    link = NewResidence(home, world.community(), "occupant", clock(), source="visit")
    with surface("desk"), suppress(PersonRefused, ChangeRefused):  # a name takes no such signs, and says so
        body_row = NewBody("enterprise", say(30), world.building(), "visit", phone="0771-5550101")
        kept = register_bodies_many(rows=[body_row], by=clerk, now=clock())[0]
        walk.values["register/bodies/<int:number>"] = f"register/bodies/{kept}"
        person = add_person(row=NewPerson(say(30), (link,)), by=clerk, now=clock())
        walk.values["register/person/<str:at>"] = f"register/person/{pointer('person', person)}"


def shown(walk: Walk, *, more: dict[str, tuple[str, ...]] | None = None) -> Iterator[Shown]:
    """Every page of both surfaces, by whose page it is and by ``more`` people of each surface."""
    for name in ("public", "desk"):
        with surface(name):
            for route, _methods in ways(name, "GET"):
                path = walk.address(route)
                for who in dict.fromkeys((walk.owner(name, route), *(more or {}).get(name, ()))):
                    yield Shown(name, who, path, walk.visit(who).get(path))
