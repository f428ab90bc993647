"""Class 9 (ThingsBoard CVE-2022-45608, a customer sets ``authority`` and is an administrator): fields nobody offered.

Every form is sent twice: as it stands, and with the name of every field of every record type added to it. Both write
the same. An operation of the API says so instead: a field it does not know is refused.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.apps import apps

from linli.gates.web_api import desk as desk_api
from linli.gates.web_api import public as public_api
from tests.attacks.asking import Walk, contents, rows_of, tables, touched
from tests.attacks.forms import Form
from tests.attacks.test_foreign_administrators import changed, taken_back, words
from tests.surfaces import Visit, surface
from tests.world import World

HOSTILE = "7770777"
# A kept view is the filters of the list as it stands, all of which the list knows.
WHAT_STANDS = ("/views",)
# What a phone kept without a network: one shape with the fields of every kind of entry, of which a form shows its own.
OF_A_PHONE = ("/patrol/sync", "/visits/sync")
MOST_NAMES = 240  # a form holds 300 fields
_VARIES = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{8}\b|\\\\x[0-9a-f]+|\d[\d:.+ T-]*|[0-9a-f]{8,}|[A-Za-z0-9_=-]{10,}")
_MASKS = re.compile("‡+")
LEAST = 18


def field_names() -> list[str]:
    """Every name a record of the city has a field by."""
    models = [one for one in apps.get_models() if one.__module__.startswith("linli.")]
    found = {name for one in models for f in one._meta.get_fields() for name in (f.name, getattr(f, "attname", ""))}
    return sorted(found - {""} | {"role", "is_staff", "is_superuser", "authority", "scopes", "subjects"})


def masked(row: str) -> str:
    """A row without what differs by chance."""
    return _MASKS.sub("‡", _VARIES.sub("‡", row))


class Base(dict[str, set[str]]):
    """The rows of tables as they stand while nothing is being sent, each table read once."""

    def __missing__(self, name: str) -> set[str]:
        self[name] = rows_of(name)
        return self[name]


def press(walk: Walk, who: str, form: Form, button: tuple[str, str], extra: list[str]) -> int:
    """The status of the answer to a form with further fields."""
    added = {name: HOSTILE for name in extra if name not in form.fields and name != button[0]}
    return int(form.send(walk.visit(who), {**added, **form.filled(words)}, button).status_code)


def written_by(status: int, after: dict[str, set[str]], base: Base) -> Any:
    """What one sending wrote: the rows of every table that came or changed, without what differs by chance."""
    came = {name: rows - base[name] for name, rows in after.items()}
    new = {name: sorted(map(masked, rows)) for name, rows in came.items()}
    return status, new, [row for rows in came.values() for row in rows if HOSTILE in row]


@pytest.mark.asvs("V15.3.3")
@pytest.mark.parametrize("name", ["public", "desk"])
@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.proof)])
def test_a_field_nobody_offered_changes_nothing(walk: Walk, name: str, is_whole: bool) -> None:
    """Every button of a form gets a share of the names, the next one the next; all of them in ``make proof``."""
    names = field_names()
    shares = [names[start : start + MOST_NAMES] for start in range(0, len(names), MOST_NAMES)]
    tried, wrong, base = 0, [], Base()
    with surface(name):
        forms = list(walk.forms(name))  # opening a page may write down that somebody looked
        every = tables()
        before = contents(every)
        for who, form in forms:
            if form.action in (*OF_A_PHONE, *WHAT_STANDS):
                continue
            for button in form.buttons[:3] or [("", "")]:
                counts = touched()
                with taken_back():
                    status = press(walk, who, form, button, [])
                    after = {one: rows_of(one) for one in changed(every, before, counts)}
                if not after:
                    continue
                plain = written_by(status, after, base)
                tried += 1
                for extra in shares if is_whole else [shares[tried % len(shares)]]:
                    with taken_back():
                        status = press(walk, who, form, button, extra)
                        after = {one: rows_of(one) for one in after}
                    more = written_by(status, after, base)
                    if more != plain and (more[0] < 400 or any(more[1].values())):  # a refusal writes nothing
                        wrong.append(f"{who} {form.action} {button}: {difference(plain, more)}")
                        break
    assert not wrong, "\n".join(wrong)
    assert tried >= (LEAST if name == "desk" else 8)


def difference(plain: Any, more: Any) -> str:
    """Where two sendings differ, in short."""
    if plain[0] != more[0]:
        return f"answered {more[0]} and not {plain[0]}"
    return next((f"{name}: {more[1][name]} and not {rows}"[:600] for name, rows in plain[1].items()
                 if more[1][name] != rows), str(more[2])[:300])  # fmt: skip


@pytest.mark.asvs("V15.3.3", "V2.2.1")
@pytest.mark.parametrize("api", [public_api.api, desk_api.api], ids=["public", "desk"])
def test_every_body_of_the_api_refuses_what_it_does_not_know(api: Any) -> None:
    assert api.bodies
    for body in api.bodies:
        assert body.model_config["extra"] == "forbid", body


def test_a_report_over_the_api_takes_no_field_of_the_record(world: World, db: None) -> None:
    body = {"item": "hotline.noise", "text": "楼下吵。", "place": world.building()}
    offered = {"title", "where", "lon", "lat", "photos", "answers", "community", "confidential", "reporter", *body}
    with surface("public"):
        program = Visit()
        for name in sorted(set(field_names()[::7]) - offered):
            answer = program.api("POST", "matters", {**body, name: HOSTILE})
            assert (answer.status_code, json.loads(answer.content).get("field")) == (422, name)
