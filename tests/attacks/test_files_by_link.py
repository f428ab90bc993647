"""Class 3 (Decidim CVE-2026-45378, -45377): scans and exports by links that need no session.

No address of a file carries the right to it: another session, nobody's, one that was ended and one whose post has
ended get what an address that never was gets.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from linli.kernel.papers.models import Paper
from linli.kernel.people.models import Post
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from tests.attacks.asking import Walk, body_of, hat_of
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

# Files of the desk, and who may have them.
OF_THE_DESK = {
    "case/<str:number>/photo/<int:event>/<int:place>": "clerk",
    "case/<str:number>/photo/<int:event>/<int:place>/<str:size>": "clerk",
    "case/<str:number>/print": "clerk",
    "imports/<str:at>/refused.<str:form>": "officer",
}
OF_A_RESIDENT = ("paper/<str:number>/<int:event>/<int:place>", "paper/<str:number>/<int:event>/<int:place>/<str:size>")
OF_A_ROLE = ("/list.xlsx", "/ledger/rectify.xlsx", "/board/draw.xlsx", "/register/export", "/print")
INSIDE = ("/papers/", "/kept/", "/media/", "/keys.json", "/static/../../var/run.env", "/static/%2e%2e/%2e%2e/keys.json")
REFUSED = (302, 303, 401, 403, 404)


def is_no_file(answer: Any) -> bool:
    """Refused, or led to the login; nothing of a picture or a table in it."""
    body = body_of(answer)
    return answer.status_code in REFUSED and not body.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF", b"PK"))


@pytest.mark.asvs("V8.2.2", "V7.4.1", "V3.2.1")
@pytest.mark.parametrize("route", OF_A_RESIDENT)
def test_a_photo_of_a_resident_opens_in_their_session_alone(walk: Walk, route: str) -> None:
    address = walk.address(route)
    with surface("public"):
        mine = walk.visit("resident")
        answer = mine.get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"].startswith("private")
        assert answer["X-Content-Type-Options"] == "nosniff"
        for other in (walk.visit("neighbour"), Visit()):
            assert is_no_file(other.get(address))
        mine.send("/logout")
        assert is_no_file(mine.get(address))


@pytest.mark.asvs("V7.4.2")
@pytest.mark.dengbao("8.1.4.2 c")
@pytest.mark.parametrize("route", OF_THE_DESK)
def test_a_file_of_the_desk_opens_for_its_desk_alone(walk: Walk, route: str) -> None:
    address, who = walk.address(route), OF_THE_DESK[route]
    with surface("desk"):
        mine = walk.visit(who)
        assert mine.get(address).status_code == 200
        for other in (walk.visit("foreign_clerk"), walk.visit("editor"), Visit()):
            assert is_no_file(other.get(address))
        _end_post(walk, who)
        assert is_no_file(mine.get(address))


def _end_post(walk: Walk, who: str) -> None:
    """The post is over: the session that wore it ends with it."""
    with as_login(""):
        Post.objects.filter(id=hat_of(walk.world, who).post).update(until=clock())


@pytest.mark.parametrize("address", OF_A_ROLE)
def test_what_leaves_as_a_table_needs_a_running_session(walk: Walk, address: str) -> None:
    with surface("desk"):
        assert is_no_file(Visit().get(address))
        clerk = walk.visit("clerk")
        clerk.send("/logout")
        assert is_no_file(clerk.get(address))


def test_a_kept_photo_is_its_browsers_alone(walk: Walk) -> None:
    from tests.attacks.forms import forms_of

    with surface("public"):
        browser = Visit()
        form = next(one for one in forms_of("/report", browser.get("/report").content.decode()) if one.is_multipart)
        form.send(browser, {**form.filled(lambda _field: ""), "text": "", "item": ""}, ("act", "send"))
        page = browser.get("/report").content.decode()
        name = page.partition("/kept/")[2].partition('"')[0]
        assert len(name) == 32, "the form came back without its photo"
        assert browser.get(f"/kept/{name}").status_code == 200
        assert is_no_file(walk.visit("resident").get(f"/kept/{name}"))
        assert is_no_file(Visit().get(f"/kept/{name}"))
    with surface("desk"):
        assert is_no_file(browser.get(f"/kept/{name}"))


@pytest.mark.asvs("V7.4.3")
def test_a_password_that_was_changed_ends_every_session(walk: Walk) -> None:
    from linli.kernel.people.models import Account

    address = walk.address(OF_A_RESIDENT[0])
    with surface("public"):
        thief = walk.visit("resident")
        assert thief.get(address).status_code == 200
    with as_login(""):
        account = Account.objects.get(id=walk.world.residents[0].account)
        account.set_password("another-" + PASSWORD)
        account.save(update_fields=["password"])
    with surface("public"):
        assert is_no_file(thief.get(address))


@pytest.mark.dengbao("8.1.4.10 b")
def test_a_paper_that_was_erased_opens_to_nobody(walk: Walk) -> None:
    from linli.kernel.papers import actions as papers

    address = walk.address(OF_A_RESIDENT[0])
    with as_login(""):
        owner = Paper.objects.filter(case_id=walk.matter.opened.case_id).values_list("owner_subject", flat=True)[0]
    papers.erase(subject=owner, by=walk.world.hat("robot"), now=clock())
    with surface("public"):
        assert is_no_file(walk.visit("resident").get(address))


@pytest.mark.asvs("V5.3.1")
def test_files_lie_where_no_web_server_reads_them(walk: Walk) -> None:
    """No address leads into the folders of papers, kept photos or keys, however it is written."""
    with surface("public"):
        for path in INSIDE:
            assert Visit().get(path).status_code in (301, 302, 404)


@pytest.mark.asvs("V5.4.1", "V5.4.2")
@pytest.mark.parametrize(
    "name", ['a"; filename="evil.exe', "x\r\nSet-Cookie: a=b", "名单；../../x", "a" * 190 + "列表"]
)
def test_a_download_names_its_file_itself(world: World, db: None, name: str) -> None:
    """However the list was called when it was handed in, the header stays one header with an encoded name."""
    from tests import lists

    one = lists.handed_in(world, rows=lists.ROWS[:3], name=f"{name}.csv")  # of no other list
    with surface("desk"):
        officer = Visit()
        officer.enter(login=world.login(lists.officer(world)), password=PASSWORD)
        for form in ("csv", "xlsx"):
            answer = officer.get(f"/imports/{pointer('import', one.id)}/refused.{form}")
            said = answer["Content-Disposition"]
            assert answer.status_code == 200
            assert re.fullmatch(
                r"attachment; filename=\"(?:refused\.csv|list\.xlsx)\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+", said
            )
            assert "Set-Cookie" not in {header for header, _value in answer.items()}
