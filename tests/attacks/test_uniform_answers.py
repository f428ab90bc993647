"""Class ++ (CKAN CVE-2022-43685, Sentry CVE-2023-36826, Wagtail CVE-2023-28837, -45809, fides CVE-2023-36827).

Making a thing with the id of one that is there takes nothing over; another body's bundle is not found by its id;
sentences of refusal name nobody; an upload is never read into memory whole; a path climbs out of no folder.
"""

from __future__ import annotations

import io
import resource
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError

from linli.kernel.papers import files
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewAccount
from linli.kernel.people.models import Account
from linli.kit.imports import holding
from linli.kit.imports.holding import Held
from linli.plumbing.numbers import public_number
from linli.plumbing.pointers import pointer
from linli.plumbing.policy import NotAllowed
from linli.plumbing.time import now as clock
from tests import lists
from tests.attacks.asking import Walk, body_of, hat_of
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

CLIMBING = (
    "../keys.json",
    "..%2fkeys.json",
    "....//keys.json",
    "/etc/passwd",
    "a/../../keys.json",
    "..\\keys.json",
    "%00",
    "keys.json%00.jpg",
    "~root",
    "file:///etc/passwd",
    "C:\\x",
    "．．／keys.json",
)


# -- making with an id that is there


def test_an_account_that_is_there_is_not_made_anew(world: World, db: None) -> None:
    """Somebody asks for a code with a neighbour's phone: without the code nothing of the account changes."""
    mine = world.residents[0]
    with as_login(""):
        before = Account.objects.filter(id=mine.account).values()[0]
    with surface("public"):
        Visit().api("POST", "codes", {"phone": mine.phone})
        for body in ({"phone": mine.phone, "code": "000000"}, {"phone": mine.phone, "password": "new-2026"}):
            assert Visit().api("POST", "login", body).status_code == 401
    with as_login(""):
        assert Account.objects.filter(id=mine.account).values()[0] == before
        assert Account.objects.filter(phone_blind=before["phone_blind"]).count() == 1
    with pytest.raises((NotAllowed, DatabaseError)):
        people.register_account(
            row=NewAccount(phone=mine.phone, password="thief-2026"), by=hat_of(world, "robot"), now=clock()
        )


@pytest.mark.parametrize("name", ["id", "number", "case_id", "receipt", "subject", "scope", "key"])
def test_a_matter_takes_no_id_from_outside(walk: Walk, name: str) -> None:
    body = {
        "item": "hotline.noise",
        "text": "楼下吵。",
        "place": walk.world.building(),
        name: walk.matter.opened.number,
    }
    with surface("public"):
        answer = Visit().api("POST", "matters", body)
        assert answer.status_code == 422
        form = {
            "item": "hotline.noise",
            "text": "楼下吵。",
            "place": str(walk.world.building()),
            "who": "anonymous",
            "act": "send",
            "asked": "1",
            "community": "unknown",
            name: walk.matter.opened.number,
        }
        Visit().send("/report", form)
        mine = walk.visit("resident").api("GET", f"matters/{walk.matter.opened.number}")
        assert mine.status_code == 200
        assert "楼下吵。" not in body_of(mine).decode()


def test_a_person_of_another_list_is_not_taken_over(world: World, db: None) -> None:
    """A list of another street brings the identity number of somebody there: whose they are stays what it was."""
    from linli.kernel.imports import actions as imports
    from linli.kernel.people.models import Residence
    from tests.residents import PEOPLE

    mine = world.residents[0]
    number = PEOPLE[0][2]
    row = f"别人,{number},13955500001,星湖路6号院1栋1单元201,业主,,"
    with as_login(""):
        before = sorted(Residence.objects.filter(person_id=mine.person).values_list("place_id", "until"))
    one = lists.handed_in(world, rows=(row,), name="另一个街道.csv")
    for _progress in imports.carry_out(import_id=one.id, by=lists.as_worker(lists.officer(world)), clock=clock):
        pass
    with as_login(""):
        after = sorted(
            Residence.objects.filter(person_id=mine.person, place_id=mine.dwelling).values_list("place_id", "until")
        )
    assert after == before
    with surface("public"):
        assert Visit().enter(phone=mine.phone, password=PASSWORD)


# -- another's by its id


def test_another_bodys_list_is_not_found_by_its_address(walk: Walk) -> None:
    at = walk.address("imports/<str:at>").partition("?")[0].rsplit("/", 1)[-1]
    with surface("desk"):
        for who in ("clerk", "foreign_clerk", "editor", "lead"):
            told = {
                (
                    walk.visit(who).get(f"/imports/{one}").status_code,
                    walk.visit(who).get(f"/imports/{one}/refused.csv").status_code,
                )
                for one in (at, pointer("import", 2**40))
            }
            assert len(told) == 1, who
            assert told.pop()[0] in (302, 403, 404)


@pytest.mark.asvs("V16.5.1")
@pytest.mark.dengbao("8.1.4.11 b")
def test_a_refusal_names_nobody(walk: Walk) -> None:
    """What is refused to a neighbour tells nothing of whose it is."""
    mine = walk.world.residents[0]
    secrets = [mine.name, mine.phone, mine.phone[-4:], "桃源路36号院2栋2单元301"]
    number, never = walk.matter.opened.number, public_number("NN")
    answers: list[Any] = []
    with surface("public"):
        visit = walk.visit("neighbour")
        for one in (number, never):
            answers += [
                visit.get(f"/case/{one}"),
                visit.api("GET", f"matters/{one}"),
                visit.send(f"/case/{one}/add", {"text": "x"}),
            ]
    with surface("desk"):
        visit = walk.visit("foreign_clerk")
        for one in (number, never):
            answers += [
                visit.get(f"/case/{one}"),
                visit.api("GET", f"cases/{one}"),
                visit.send(f"/case/{one}/handled", {"text": "x"}),
            ]
    bodies = [body_of(one).decode() for one in answers]
    assert not [secret for secret in secrets for body in bodies if secret in body]
    half = len(answers) // 2
    assert [one.status_code for one in answers[:3]] == [one.status_code for one in answers[3:6]]
    assert [one.status_code for one in answers[half : half + 3]] == [one.status_code for one in answers[half + 3 :]]


# -- memory


@pytest.mark.asvs("V5.2.1")
def test_an_upload_is_never_held_in_memory_whole(walk: Walk) -> None:
    """Forty megabytes in two photos too large for us: refused with a sentence, and the process did not grow by them."""
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    huge = [
        SimpleUploadedFile(f"{n}.jpg", b"\xff\xd8\xff" + bytes(settings.UPLOAD_MOST), "image/jpeg") for n in range(2)
    ]
    with surface("public"):
        visit = Visit()
        visit.get("/report")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = visit.send("/report", {"text": "灯坏了", "act": "send", "photo": huge})
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert answer.status_code == 422
    assert "20" in body_of(answer).decode()
    assert grown < 200 * 1024, "the test itself holds two bodies and what is sent of them"


@pytest.mark.asvs("V5.2.1", "V15.2.2")
def test_more_than_any_form_is_refused_before_it_is_read(world: World, db: None) -> None:
    read: list[int] = []

    class Never(io.BytesIO):
        def read(self, *_args: Any) -> bytes:
            read.append(1)
            return b""

    for name in ("public", "desk"):
        with surface(name):
            visit = Visit()
            visit.get("/login")
            answer = visit.generic(
                "POST",
                "/login",
                b"",
                content_type="multipart/form-data; boundary=x",
                **{"CONTENT_LENGTH": str(settings.REQUEST_MOST + 1), "wsgi.input": Never()},
            )
            assert answer.status_code in (400, 413)
            assert len(body_of(answer).decode()) > 100
    assert not read


# -- paths


@pytest.mark.asvs("V5.3.2")
@pytest.mark.parametrize("name", CLIMBING)
def test_no_name_climbs_out_of_a_folder(world: World, db: None, name: str) -> None:
    with pytest.raises((ValueError, FileNotFoundError)):
        files.read("papers", name)
    officer = lists.officer(world)
    assert holding.look(name, by=officer) is None
    with surface("public"):
        visit = Visit()
        assert visit.get(f"/kept/{name}").status_code in (301, 302, 404)
        assert visit.get(f"/static/{name}").status_code in (301, 302, 404)
    with surface("desk"):
        desk = Visit()
        desk.enter(login=world.login(officer), password=PASSWORD)
        for path in (f"/imports/new/{name}", f"/imports/empty/{name}.xlsx", f"/catalogue/{name}/{name}"):
            assert desk.get(path).status_code in (301, 302, 303, 400, 403, 404)


@pytest.mark.asvs("V5.3.2")
@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/cron.d/evil.csv", "..\\evil.csv", "a" * 300 + ".csv", "evil\r\nX: 1.csv"]
)
def test_the_name_of_an_upload_is_only_a_word(world: World, db: None, name: str, tmp_path: Path) -> None:
    officer = lists.officer(world)
    with surface("desk"):
        desk = Visit()
        desk.enter(login=world.login(officer), password=PASSWORD)
        file = SimpleUploadedFile("x.csv", "\n".join([lists.HEADS, *lists.ROWS]).encode(), "text/csv")
        file._name = name  # type: ignore[attr-defined]  as sent, before Django takes the folders off
        answer = desk.send("/imports/new", {"kind": "people", "file": file})
    assert answer.status_code in (303, 422)
    found = [one for folder in (settings.HOME, tmp_path) for one in Path(folder).rglob("*evil*")]
    assert found == []


def test_a_held_file_is_its_senders_alone(world: World, db: None, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK\x03\x04rest")
    officer, other = lists.officer(world), world.hat("clerk")
    code = holding.hold(path, Held("book.xlsx", "people", ["一", "二"]), by=officer)
    assert holding.look(code, by=officer) is not None
    assert holding.look(code, by=other) is None
    assert code not in path.read_text(errors="replace")
