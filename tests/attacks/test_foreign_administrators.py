"""Class 2 (Decidim CVE-2026-45330, -45415, -45086): an administrator of one tenant acts in another.

Not pages but actions: every form that people of one street find on their own pages, with all its hidden marks, is
sent by the same roles of another street. It changes nothing. That the forms do change something is seen by letting
whose forms they are send them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from tests.attacks.asking import Walk, contents, tables, touched
from tests.attacks.forms import Field, Form
from tests.surfaces import surface

COUNTERPARTS = {
    "clerk": "foreign_clerk",
    "lead": "foreign_lead",
    "worker": "foreign_worker",
    "resident": "neighbour",
}
# What anybody of the role may do wherever they are, so that it is no act in the other street.
EVERYWHERE = (
    "/report",  # a report of one's own
    "/intake",  # 全城通办: any counter takes in for the whole city
    "/many",
    "/views",
    "/phrases",
    "/hat",
    "/shift",
    "/edition",
    "/language",
    "/community",
    "/me",
    "/login",
    "/track",
    "/reporter",
    "/neighbours/",  # a reply waits for the clerk of the topic, whoever writes it
    "/my/data/",  # of one's own
    "/collection-manual/",  # says that one has read it
    "/my/home/correct",  # names nobody: what is put right is about whoever sends it
    "/patrol/",  # a grid worker reports what they find wherever they walk
    "/around/",  # what is public may be followed by everybody
)
OF_ONES_OWN = ("/calls",)  # a call is taken by whoever sits at the telephone
LEAST = 20


def words(one: Field) -> str:
    """Something a form of this field takes."""
    name = one.name
    if "phone" in name:
        return "13900001111"
    return {"url": "https://example.cn/hook", "email": "a@example.cn"}.get(one.kind, "外街道的人写的")


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written in between is not."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def sent(walk: Walk, who: str, form: Form) -> Iterator[tuple[tuple[str, str], Any]]:
    """Somebody presses every button of a form, each as if nothing had been pressed before."""
    for button in form.buttons or [("", "")]:
        with taken_back():
            yield button, form.send(walk.visit(who), form.filled(words), button)


def changed(names: list[str], before: dict[str, tuple[int, str]], counts: dict[str, int]) -> list[str]:
    """The tables whose content is another than before; only those written to are read."""
    now = touched()
    suspects = [name for name in names if now.get(name, 0) != counts.get(name, 0)]
    return [name for name, found in contents(suspects).items() if found != before[name]] if suspects else []


@pytest.mark.asvs("V8.4.1", "V8.2.1", "V8.3.1")
@pytest.mark.dengbao("8.1.4.2 a")
@pytest.mark.parametrize("name", ["public", "desk"])
def test_no_form_of_one_street_works_from_another(walk: Walk, name: str) -> None:
    with surface(name):
        forms = [(who, form) for who, form in walk.forms(name) if who in COUNTERPARTS and is_of_the_street(form)]
        for who in {who for who, _form in forms}:
            walk.visit(COUNTERPARTS[who])
        names = tables()
        before = contents(names)
        wrong, works = [], set()
        for who, form in forms:
            for other in (who, COUNTERPARTS[who]):
                counts = touched()
                for button, answer in sent(walk, other, form):
                    told = changed(names, before, counts)
                    if told and other == who:
                        works.add((form.action, button))
                    elif told:
                        wrong.append(f"{other} sent {form.action} {button} ({answer.status_code}): {told}")
                    counts = touched()
    assert not wrong, "\n".join(wrong)
    assert len(works) >= (LEAST if name == "desk" else 5), sorted(works)


def is_of_the_street(form: Form) -> bool:
    return form.action != "/" and not form.action.startswith(EVERYWHERE + OF_ONES_OWN)
