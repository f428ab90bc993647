"""A thousand canaries: made-up identity numbers, phones and names, in by the product's forms and lists.

Each belongs to somebody. Afterwards everything that leaves the house is read: what the processes log, what is answered
when something breaks, every address and every redirect, the pages of other people, public faces, feeds and tiles,
what is kept in memory between pages, what is told to other systems. None of them sings.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import pytest

from linli.kernel.cases import catalogue
from linli.kernel.imports import actions as imports
from linli.kernel.people import phones
from linli.kernel.people.id_numbers import check_digit
from linli.kernel.people.models import Person
from linli.kit import once
from linli.kit.counter import forms
from linli.main import logs
from linli.plumbing.time import now as clock
from tests import lists
from tests.attacks.asking import Walk, body_of, rows_of, tables
from tests.attacks.forms import Field
from tests.attacks.planting import Shown, plant, shown
from tests.surfaces import Visit, as_login, surface

PEOPLE, OF_THE_LIST = 300, 260  # a name, a phone and an identity number each; the others report and are typed in
ALL = 1_000
_ANY = re.compile(r"1987\d{7}|450103\d{11}|金丝雀\d|[㛃㷆𫍯䶮龘靐齉爩麤灪鱻]{3}")
SURNAMES, GIVEN = "蓝韦覃莫农梁陆黄", "㛃㷆𫍯䶮龘靐齉爩麤灪鱻"


@dataclass(slots=True)
class Flock:
    """The canaries, and how many have been handed out."""

    names: list[str]
    phones: list[str]
    numbers: list[str]
    words: list[str]
    handed: int = 0

    @classmethod
    def hatched(cls) -> Flock:
        people = range(PEOPLE)
        names = [SURNAMES[n % 8] + GIVEN[n % 11] + GIVEN[n // 11 % 11] + GIVEN[n // 121 % 11] for n in people]
        phones = [f"1987{n:04d}{(n * 7919) % 1000:03d}" for n in people]
        firsts = [f"450103{1950 + n % 50}{n % 12 + 1:02d}{n % 28 + 1:02d}{n % 1000:03d}" for n in people]
        words = [f"金丝雀{n:04d}号" for n in range(ALL - 3 * PEOPLE)]
        return cls(names, phones, [first + check_digit(first) for first in firsts], words)

    @property
    def all(self) -> list[str]:
        return [*self.names, *self.phones, *self.numbers, *self.words]

    def next_for(self, one: Field) -> str:
        """The next canary for a field: a phone or a name where one is asked for, words else."""
        self.handed += 1
        person = OF_THE_LIST + self.handed % (PEOPLE - OF_THE_LIST)
        if "phone" in one.name:
            return self.phones[person]
        if "id_number" in one.name:
            return self.numbers[person]
        if one.name == "called":
            return self.names[person]
        return self.words[self.handed % len(self.words)]

    def people(self, which: slice) -> list[str]:
        """Names, phones and numbers of some of them."""
        return [*self.names[which], *self.phones[which], *self.numbers[which]]


@contextmanager
def written_down() -> Iterator[io.StringIO]:
    """Everything the processes would log, at the level they log at, in their own form."""
    said, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(said)
    handler.setFormatter(logs.Line("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.DEBUG)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def singing(text: str, flock: list[str]) -> list[str]:
    """The canaries in a text, in the ways a text may hold them."""
    plain = unquote(text) if "%" in text else text
    if not _ANY.search(plain):
        return []
    return [one for one in flock if one in plain]


def kept_people(known: list[str]) -> int:
    """How many of the register have one of these telephones."""
    with as_login(""):
        return Person.objects.filter(phone_blind__in=[phones.index(one) for one in known]).count()


def own_addresses(one: Shown) -> Iterator[str]:
    """The addresses an answer leads to: redirects and links."""
    yield str(one.answer.get("Location", ""))
    if one.kind == "text/html":
        yield from re.findall(r'(?:href|src|action|hx-get|hx-push-url)="([^"]*)"', one.text)


@pytest.fixture
def flock() -> Flock:
    return Flock.hatched()


def by_list(walk: Walk, flock: Flock) -> None:
    """People come by a list of the street, and are taken in: tenants of one community."""
    rows = tuple(
        f"{name},{number},{phone},星湖路6号院1栋1单元{101 + n % 2},租户,,"
        for n, (name, number, phone) in enumerate(zip(flock.names, flock.numbers, flock.phones, strict=True))
        if n < OF_THE_LIST
    )
    one = lists.handed_in(walk.world, rows=rows, name="三百人.csv")
    for _progress in imports.carry_out(import_id=one.id, by=lists.as_worker(lists.officer(walk.world)), clock=clock):
        pass


def by_forms(walk: Walk, flock: Flock) -> list[Shown]:
    """Every form of both surfaces, each field with a canary of its own, those of a report first."""
    answers = list(plant(walk, flock.next_for))
    with surface("public"):
        for number in range(OF_THE_LIST, PEOPLE):
            body = {
                "item": "hotline.noise",
                "text": f"楼下吵。{flock.words[number - OF_THE_LIST]}",
                "place": walk.world.building(),
                "reporter": {"kind": "named", "name": flock.names[number], "phone": flock.phones[number]},
            }
            Visit().api("POST", "matters", body)
    return answers


STRANGERS = {"public": ("visitor", "neighbour"), "desk": ("foreign_clerk", "nobody", "editor")}


@pytest.mark.asvs("V14.2.1", "V14.2.2", "V16.2.5", "V16.5.1", "V14.2.4")
@pytest.mark.dengbao("8.1.4.11 b")
def test_a_thousand_canaries_are_silent(walk: Walk, flock: Flock) -> None:
    assert len(set(flock.all)) == ALL
    with written_down() as log:
        by_list(walk, flock)
        answers = by_forms(walk, flock)
        pages = list(shown(walk, more=STRANGERS))
        broken = broken_answers(flock)
    listed, reporters = flock.people(slice(OF_THE_LIST)), flock.people(slice(OF_THE_LIST, None))
    assert kept_people(flock.phones[:OF_THE_LIST]) == OF_THE_LIST, "they came in, and stand sealed in the register"
    assert any(singing(one.text, reporters) for one in (*answers, *pages)), "nobody sees a canary at all"
    assert singing(log.getvalue(), flock.all) == [], "logged"
    assert [one for text in broken for one in singing(text, flock.all)] == [], "in the answer to something that broke"
    told = {(one.path, said) for one in (*answers, *pages) for address in own_addresses(one)
            if not is_a_search(address) for said in singing(address, flock.all)}  # fmt: skip
    assert not told, f"in addresses: {sorted(told)[:10]}"
    foreign = {
        (one.who, one.path, said) for one in pages for said in singing(one.text, strange_to(one, listed, reporters))
    }
    assert not foreign, sorted(foreign)[:10]
    assert sum(one.who == "visitor" for one in pages) > 30
    people = [*listed, *reporters]
    assert not [said for text in outside() for said in singing(text, people)], "told to the outside"
    assert not [said for text in kept_in_memory() for said in singing(text, people)], "kept between pages"


def strange_to(one: Shown, listed: list[str], reporters: list[str]) -> list[str]:
    """Whom the reader of a page has nothing to do with: the list is of one community, the reports are of another."""
    if one.who in ("visitor", "neighbour", "nobody", "editor"):
        return [*listed, *reporters]
    if one.who == "foreign_clerk":
        return reporters
    return listed if one.who in ("clerk", "worker", "resident") else []


def is_a_search(address: str) -> bool:
    """What a person searches by stands in their own address bar; words of others never do."""
    return "q=" in address


def broken_answers(flock: Flock) -> list[str]:
    """Pages and operations that break in the middle, with canaries in what was sent and in what broke."""
    person = OF_THE_LIST

    def breaks(*_args: Any, **_more: Any) -> Any:
        raise RuntimeError(f"{flock.words[1]}")

    with pytest.MonkeyPatch.context() as patch, surface("public"):
        patch.setattr(forms, "check", breaks)
        visit = Visit(raise_request_exception=False)
        typed = {"text": flock.words[0], "called": flock.names[person], "phone": flock.phones[person], "act": "send"}
        found = [visit.send("/report", typed)]
        reporter = {"kind": "named", "name": flock.names[person], "phone": flock.phones[person]}
        body = {"item": "hotline.noise", "text": flock.words[0], "reporter": reporter}
        found.append(visit.api("POST", "matters", body))
        found.append(visit.get(f"/case/{quote(flock.names[person])}"))
        found.append(visit.get(f"/around/{quote(flock.phones[person])}"))
    assert [one.status_code for one in found[:2]] == [500, 500]
    return [body_of(one).decode() for one in found]


def outside() -> Iterator[str]:
    """What waits to leave: facts in the outbox, messages of web hooks, public faces and figures."""
    for name in ("plumbing_outbox", "webhooks_delivery", "publications_public_face", "publications_public_event",
                 "indicators_public_figure"):  # fmt: skip
        yield from rows_of(name)
    for name in tables():
        if name.startswith(("plumbing_search_token", "places_", "journal_line")):
            yield from rows_of(name)


def kept_in_memory() -> Iterator[str]:
    """What a process remembers from one page to the next."""
    yield from (str(one) for one in once._pieces.values())
    yield str(catalogue.edition(at=clock()).kept)
