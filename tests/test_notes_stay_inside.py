"""What colleagues write to each other stays among them: no address of residents and no message has a word of it."""

from __future__ import annotations

from typing import Any

from linli.kernel.cases.models import Case
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries as desk_queries
from linli.kernel.notices.models import Notice
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kernel.publications.models import PublicFace
from linli.kit.tests import desk_site
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests import test_budgets as addresses
from tests.hearing import hear
from tests.surfaces import Visit, as_login, surface
from tests.test_budgets import Matter, matter
from tests.world import PASSWORD, WORDS, World, a_photo

__all__ = ["matter"]

OPENS = "c/<str:code>"  # whoever goes here with a code is no stranger
CANARY = "canary-7431"  # letters and figures: no encoding of an answer writes them differently


def write_notes(world: World) -> None:
    """On every matter there is, a note that names a colleague, with a photo; the worker has drawn the photo anew."""
    clerk, robot = world.hat("clerk", "桃源北社区"), world.hat("robot")
    with as_login(""):
        numbers = list(Case.objects.order_by("id").values_list("id", flat=True))
    for case in numbers:
        with scope.reading(clerk, now=clock()):
            colleagues = desk_queries.colleagues_of(case, now=clock())
        named = next(one for one in colleagues if one.account != clerk.account)
        text = f"@{named.name} {CANARY} 住户脾气急，两个人去"
        assert desks.note(case_id=case, text=text, photos=(a_photo(take=5),), by=clerk, now=clock()) == 1
    with as_login(""):
        waiting = list(Paper.objects.filter(state="quarantined").values_list("id", flat=True))
    papers.clean_many(papers=waiting, by=robot, now=clock())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def photos(visit: Visit, number: str) -> list[str]:
    """Every photo of a matter an address of residents gives out, the addresses tried one by one."""
    tried = [f"/paper/{number}/{event}/{place}" for event in range(12) for place in range(4)]
    return [path for path in tried if visit.get(path).status_code == 200]


def test_no_address_of_residents_has_a_word_of_a_note(world: World, matter: Matter) -> None:
    """As the reporter with an account, with the receipt alone, and as a stranger: pages, feeds, both interfaces."""
    values, number = addresses.paths(matter, world), matter.opened.number
    with surface("public"):
        resident, holder, stranger = Visit(), Visit(), Visit()
        resident.enter(phone=world.residents[0].phone, password=PASSWORD)
        holder.get(f"/c/{matter.opened.receipt}")
        before = photos(resident, number)
    assert before
    write_notes(world)
    read = 0
    with surface("public"):
        for visit in (resident, holder, stranger):
            for path in addresses.readable("public"):
                if visit is stranger and path == OPENS:
                    continue
                answer = visit.get(f"/{values.get(path, path)}")
                assert CANARY.encode() not in body(answer), path
                read += answer.status_code == 200
        assert read > 60
        assert photos(resident, number) == photos(holder, number) == before
        assert photos(stranger, number) == []
        code = {"X-Receipt-Code": matter.opened.receipt}
        for visit in (resident, holder):
            assert WORDS["answer"]["text"] in visit.get(f"/case/{number}").content.decode()
        for told in (
            stranger.api("GET", f"matters/{number}", **code),
            stranger.api("POST", "receipts", {"code": matter.opened.receipt}),
        ):
            assert WORDS["answer"]["text"] in str(told.json())
            assert CANARY not in told.content.decode()
    with surface("desk"):
        clerk = desk_site.enter(Visit(), world, world.hat("clerk", "桃源北社区"))
        assert CANARY in desk_site.open_page(clerk, f"/case/{number}")


def test_no_message_and_no_public_face_has_a_word_of_a_note(world: World, matter: Matter) -> None:
    """Whatever the note, and every later move of the matter, makes the city say."""
    write_notes(world)
    world.rate(matter.opened, 1, by=world.resident(), text="又不亮了")
    world.act(matter.opened, "send_back")
    write_notes(world)
    for action in ("handled", "answer"):
        world.act(matter.opened, action)
    hear()
    with as_login(""):
        told = list(Notice.objects.values_list("text", flat=True))  # colleagues are told that, not what
        faces = [str(vars(face)) for face in PublicFace.objects.all()]
    assert any("提到您" in text for text in told)
    assert faces
    assert not [text for text in (*told, *faces) if CANARY in text]
