"""The scenario told once, in order, from a gate to a rating: a resident of 桃源路36号院 reports, the grid worker sees
to it, the resident is not content, the street has it done again, and the figures move.

Everybody sits before pages as a browser gets them, under the database login of their surface. Nobody's page needs
JavaScript for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kernel.places import queries as places
from linli.kernel.publications.models import PublicFace
from linli.kernel.ratings.models import Rating
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.at_the_screen import Page, Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World, a_photo

pytestmark = pytest.mark.django_db

BETTER = "今天桶洗好了，这里改成一天清两次。再有就打12345。"
WORDS = "垃圾桶满了两天没人清，招了好多苍蝇，孩子绕着走。"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in the story, each with a browser of their own."""

    resident: Somebody  # 覃秀兰, of 2栋2单元301
    stranger: Somebody  # somebody who has reported nothing
    grid_worker: Somebody  # of the grid that holds 桃源路36号院2栋
    street_lead: Somebody  # the 分管副主任 of the street above 桃源北社区
    other_lead: Somebody  # the one of the street beside it
    supervisor: Somebody  # of the city, who calls back


@pytest.fixture
def cast(world: World) -> Cast:
    grid = places.grid_of(building_id=world.building(), at=clock())
    hats = world.desks.hats
    worker = next(hat for hat in hats if hat.role == "grid_worker" and grid is not None and grid.id in hat.areas)
    leads = {world.community() in hat.scopes: hat for hat in hats if hat.role == "street_lead"}
    staff = [at_the_desk(world.login(hat)) for hat in (worker, leads[True], leads[False], world.hat("supervisor"))]
    return Cast(Somebody("public"), Somebody("public"), *staff)


def at_the_desk(login: str) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(login, PASSWORD)
    return somebody


def photo(*, after: bool = False) -> SimpleUploadedFile:
    """A JPEG as a phone takes it."""
    taken = a_photo("bins", after=after)
    return SimpleUploadedFile(taken.name, taken.content, content_type="image/jpeg")


def counted(page: Page, queue: str) -> int:
    """The figure beside a queue of the inbox."""
    found = re.search(rf"^{queue} ?(\d+)$", page.words, re.MULTILINE)
    assert found, page.words
    return int(found[1])


def receipt_of(page: Page) -> tuple[str, str]:
    """Number and secret code as the page after sending shows them."""
    number = re.search(r"NN-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", page.words)
    code = re.search(r"/c/(\S+)", page.words)
    assert number, page.words
    assert code, page.words
    return number[0], code[1]


def draw_photos() -> None:
    """What the worker process does in the city: every photo is drawn anew before anybody may look at it."""
    with as_login(""):
        for number in list(Paper.objects.filter(state="quarantined").values_list("id", flat=True)):
            papers.clean(paper=number, by=robot(), now=clock())


def case(number: str) -> Case:
    with scope.reading(robot(), now=clock()):
        return Case.objects.get(number=number)


def face(number: str) -> PublicFace:
    """What everybody may see of a matter."""
    with scope.reading(robot(), now=clock()):
        return PublicFace.objects.get(case_id=Case.objects.get(number=number).id)


def grades(number: str) -> list[int]:
    with scope.reading(robot(), now=clock()):
        rows = Rating.objects.filter(case_id=Case.objects.get(number=number).id).order_by("id")
        return list(rows.values_list("grade", flat=True))


@pytest.mark.proves("ONE-15", "Events in a closed loop: report, verify, dispatch, handle, feed back, revisit")
@pytest.mark.touches("REG-01", "one platform divided city → district → street → community → grid → building")
def test_from_a_report_to_a_good_rating(world: World, cast: Cast) -> None:
    number, code = a_resident_reports(cast, phone=world.residents[0].phone)
    it_is_in_the_inbox_of_that_grid_and_in_no_other(cast, number)
    the_worker_looks_handles_and_answers(cast, number, phone=world.residents[0].phone)
    the_resident_is_not_content(cast, number, code)
    the_street_has_it_done_again(cast, number)
    this_time_it_is_good(cast, number)
    somebody_else_calls_back(cast, number)
    everything_says_so(cast, number)


def a_resident_reports(cast: Cast, *, phone: str) -> tuple[str, str]:
    """With a photo and the building, logged in by a code sent to their phone; they get a number and a secret code."""
    resident = cast.resident
    resident.log_in_by_code(phone)
    assert "桃源路36号院2栋2单元301" in resident.page
    resident.open("/report")
    resident.press("找地址", q="桃源路36号", text=WORDS, item="垃圾没人清", photo=photo())
    assert WORDS in resident.page.form_with("送出").fields["text"][0], "looking for the address costs nothing typed"
    receipt = resident.press("送出", place="桃源路36号院2栋", where="楼下", who="用我登录的名字")
    assert "收到了，记下编号" in receipt
    assert "24小时内有人联系您" in receipt
    draw_photos()
    return receipt_of(receipt)


def it_is_in_the_inbox_of_that_grid_and_in_no_other(cast: Cast, number: str) -> None:
    """The building decides the grid, the grid decides the desk, and a clock runs."""
    worker = cast.grid_worker
    assert counted(worker.open("/"), "待我办") == 1
    for words in ("垃圾没人清", "桃源路36号院2栋楼下", "现场核实"):
        assert words in worker.page
    assert counted(cast.street_lead.open("/"), "待我办") == 0
    assert counted(cast.street_lead.open("/?view=area"), "辖区全部") == 1
    assert counted(cast.other_lead.open("/?view=area"), "辖区全部") == 0
    assert cast.other_lead.open(f"/case/{number}").status == 404
    assert cast.stranger.open(f"/case/{number}").status == 404
    assert "桃源北社区居民委员会" in cast.resident.open(f"/case/{number}")


def the_worker_looks_handles_and_answers(cast: Cast, number: str, *, phone: str) -> None:
    """Verified on site, accepted, handled with a photo that shows it, answered in plain words."""
    worker = cast.grid_worker
    worker.open(f"/case/{number}")
    for words in (WORDS, "居民时钟", "法定时钟", "2个工作日", f"{phone[:3]}****{phone[-4:]}"):
        assert words in worker.page
    assert phone not in worker.page
    worker.press("看过了，属实", text="三个桶都满了，地上也有。")
    worker.press("接单")
    worker.press("处理好了", text="环卫当场清运。", photo=photo(after=True))
    draw_photos()
    worker.press("答复居民", text="垃圾今天清了。再有就打12345。", outcome="办好了")
    assert "等居民确认" in worker.page
    assert counted(worker.open("/"), "待我办") == 0


def the_resident_is_not_content(cast: Cast, number: str, code: str) -> None:
    """On another phone, without an account: number and code open the matter, a bad grade opens it again."""
    at_home = Somebody("public")
    at_home.open("/track")
    matter = at_home.press("打开这件事", number=number, receipt=code)
    for words in ("办好了，请您看一眼", "垃圾今天清了。", "办之前", "办好后"):
        assert words in matter
    assert [at_home.get(one).headers["Content-Type"] for one in matter.pictures] == ["image/jpeg"] * 3
    at_home.press("确认办完", grade="不满意", why="只清了一半，桶没洗，还是臭。")
    assert "重新打开了" in at_home.page
    assert (face(number).state, case(number).reopened, case(number).step) == ("open", 1, "review")


def the_street_has_it_done_again(cast: Cast, number: str) -> None:
    """The street's lead reads why and sends it back; the same worker does it and answers again."""
    lead, worker = cast.street_lead, cast.grid_worker
    assert counted(lead.open("/"), "待我办") == 1
    assert "只清了一半" in lead.open(f"/case/{number}")
    lead.press("退回重办", text="把桶洗干净，周围也冲一遍，拍照。")
    assert counted(worker.open("/"), "待我办") == 1
    assert "把桶洗干净" in worker.open(f"/case/{number}")
    worker.press("处理好了", text="桶洗了，周围冲了两遍。", photo=photo(after=True))
    draw_photos()
    worker.press("答复居民", text=BETTER, outcome="办好了", release="答复可以公开")


def this_time_it_is_good(cast: Cast, number: str) -> None:
    cast.resident.open(f"/case/{number}")
    cast.resident.press("确认办完", grade="非常满意", tag="说得清楚")
    for words in ("这件事办完了", "您的评价", "非常满意"):
        assert words in cast.resident.page


def somebody_else_calls_back(cast: Cast, number: str) -> None:
    """The city's supervisor, who had no hand in it, asks and keeps the words; the unit sees what came of it."""
    caller = cast.supervisor
    caller.open(f"/case/{number}")
    caller.press("登记", solved="解决了", contacted="联系上了", grade="满意", words="第二回才洗干净，现在不臭了")
    assert "第二回才洗干净，现在不臭了" in caller.page
    assert "居民说解决了" in cast.grid_worker.open(f"/case/{number}")
    assert "第二回才洗干净" not in cast.grid_worker.page
    assert "打电话问过您办得怎么样" in cast.resident.open(f"/case/{number}")


def everything_says_so(cast: Cast, number: str) -> None:
    """The figures have moved: the matter, the grades, the inbox, and what everybody may see."""
    closed = case(number)
    assert (closed.step, closed.outcome, closed.closed is not None) == ("end", "fixed", True)
    assert grades(number) == [2, 5]
    for somebody, queue, name in (
        (cast.grid_worker, "waiting", "等居民确认"),
        (cast.street_lead, "mine", "待我办"),
        (cast.street_lead, "area", "辖区全部"),
    ):
        assert counted(somebody.open(f"/?view={queue}"), name) == 0
    assert "垃圾没人清" in cast.grid_worker.open("/?view=done")
    assert "非常满意" in cast.grid_worker.open(f"/case/{number}")
    assert (face(number).state, face(number).answer) == ("closed", BETTER)
