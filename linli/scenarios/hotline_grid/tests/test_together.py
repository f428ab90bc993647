"""Three neighbours report one dark stairwell: the desk sees that it is one, handles it once, all three are answered."""

from __future__ import annotations

import re

import pytest

from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import Reporter
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kernel.publications.models import PublicFace
from linli.plumbing.time import now as clock
from tests.at_the_screen import Somebody
from tests.hearing import hear
from tests.surfaces import as_login
from tests.world import PASSWORD, World, a_photo

pytestmark = pytest.mark.django_db

TEXTS = ("二单元三层的楼道灯不亮两天了。", "三层楼道灯不亮，晚上全黑。", "二单元楼道灯坏了，老人怕摔。")


def at_the_desk(world: World, role: str) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat(role, "桃源北社区")), PASSWORD)
    return somebody


def test_three_reports_of_one_event_are_handled_once_and_all_three_answered(world: World) -> None:
    neighbours = [
        world.an_open_case(text=text, reporter=Reporter("alias", alias="街坊", phone=f"1390000000{number}"))
        for number, text in enumerate(TEXTS)
    ]
    lead, second, third = neighbours
    clerk = at_the_desk(world, "clerk")
    page = clerk.open(f"/case/{lead.number}")
    assert "有没有同一件事" in page.words
    page = clerk.follow("有没有同一件事，公开哪些照片")
    assert "也许是同一件事" in page.words
    assert "相近" in page.words
    page = clerk.press("并排比一比", case=[lead.number, second.number, third.number])
    assert "是不是同一件事？" in page.words
    for text in TEXTS:
        assert text in page.words
    assert "街坊" not in page.words  # it tells nothing about whether it is one event
    page = clerk.press("并在一起办", lead=[lead.number])
    assert page.path.startswith(f"/case/{lead.number}")
    assert "并在一起办了" in page.words
    hear()
    assert "背后3个人" in clerk.open(f"/case/{lead.number}").words
    assert "和另一件一起办" in clerk.open(f"/case/{second.number}").words

    resident = Somebody("public")
    page = resident.open(f"/c/{second.receipt}")
    assert "邻居也报了同一件事，一起在办" in page.words
    assert lead.number not in page.words
    assert "没修好" not in page.words

    for action in ("accept", "handled", "answer"):
        world.act(lead, action)
    hear()
    for one in neighbours:
        page = Somebody("public").open(f"/c/{one.receipt}")
        assert "灯修好了，请您看一眼。" in page.words
        assert one.number in page.words
        others = [other.number for other in neighbours if other is not one]
        assert not any(number in page.words for number in others)


def test_a_case_is_taken_out_again_and_goes_on_where_it_stood(world: World) -> None:
    lead, other = world.an_open_case(text=TEXTS[0]), world.an_open_case(text=TEXTS[1])
    clerk = at_the_desk(world, "clerk")
    clerk.open(f"/together?case={lead.number}&case={other.number}")
    clerk.press("并在一起办")
    before = clerk.open(f"/case/{other.number}")
    assert "承诺时钟照走" in before.words
    page = clerk.press("拆出来单独办", why="一盏在二层，一盏在三层")
    assert "单独办了，接着原来的环节" in page.words
    assert "一盏在二层，一盏在三层" in page.words
    assert world.task(other).step == "accept"


def test_a_second_clerk_is_told_who_was_faster(world: World) -> None:
    one, two, shared = (world.an_open_case() for _ in range(3))
    slow = at_the_desk(world, "clerk")
    slow.open(f"/together?case={two.number}&case={shared.number}")
    fast = at_the_desk(world, "clerk")
    fast.open(f"/together?case={one.number}&case={shared.number}")
    fast.press("并在一起办")
    page = slow.press("并在一起办")
    assert page.status == 422
    assert f"刚才有人把{shared.number}并到别的件里了" in page.words
    with as_login(""):
        assert Case.objects.get(number=shared.number).lead_id == one.case_id


def test_staff_let_everybody_see_a_photo_and_nothing_they_did_not_tick(world: World) -> None:
    opened = world.an_open_case(photos=(a_photo(), a_photo("bins")))
    with as_login(""):
        for number in list(Paper.objects.values_list("id", flat=True)):
            papers.clean(paper=number, by=world.hat("robot"), now=clock())
        face = PublicFace.objects.get(case_id=opened.case_id)
    firm = Somebody("desk")
    firm.log_in(world.login(world.holder(opened)), PASSWORD)
    firm.open(f"/case/{opened.number}/beside")
    drawn = firm.get(f"/case/{opened.number}/beside").content.decode()
    marks = re.findall(r'name="public" value="([\d-]+)"', drawn)
    assert len(marks) == 2
    assert "public" not in firm.page.form_with("公开勾选的照片").fields  # nothing is ticked by itself
    page = firm.press("公开勾选的照片", public=[marks[0]])
    assert "勾选的照片公开了" in page.words
    hear()
    public = Somebody("public")
    page = public.open(f"/around/{face.code}")
    released = [src for src in page.pictures if "/photo/" in src]
    assert len(released) == 1
    assert public.get(released[0]).status_code == 200
    firm.open(f"/case/{opened.number}/beside")
    firm.press("公开勾选的照片", public=[])
    assert public.get(released[0]).status_code == 404
