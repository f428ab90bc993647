"""A new colleague from nothing to a closed login: three administrators, a street lead, and the colleague themselves."""

from __future__ import annotations

import re

from linli.kernel.people.models import Account
from linli.kit.tests.desk_site import do, enter, mark_of
from linli.kit.tests.test_desk_matter import events_of, upload
from tests import factors
from tests.at_the_screen import Page, Somebody
from tests.surfaces import Visit, as_login
from tests.world import PASSWORD, World

CODE = r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"


def at_the_desk(login: str) -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(login, PASSWORD)
    return somebody


def first_time(login: str, password: str) -> Page:
    """Come in with what was handed over: set up the second step and go on."""
    colleague = Somebody("desk")
    colleague.open("/login")
    page = colleague.press("登录", login=login, password=password)
    secret = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.words)[0].replace(" ", "")
    colleague.press("开始用", factor_code=factors.code_after(secret, 0))
    return colleague.follow("记好了，继续")


def test_a_colleague_comes_and_goes(world: World, db: None) -> None:
    keeper = at_the_desk("huangsiyuan")
    assert keeper.page.path == "/logins"
    page = keeper.press("开账号", new_name="方小圆", new_login="fangxiaoyuan")
    password = re.findall(CODE, page.words)[0]
    assert "还没有岗位" in keeper.open("/logins?login=fangxiaoyuan")
    assert password not in keeper.page.words

    newcomer = Somebody("desk")
    newcomer.open("/login")
    assert newcomer.press("登录", login="fangxiaoyuan", password=password).status == 422  # no post yet

    street = next(hat for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes)
    lead = at_the_desk(world.login(street))
    lead.open("/units")
    unit = next(link for words, link in lead.page.links.items() if "桃源北社区居民委员会" in words)
    offered = lead.open(unit).form_with("任命").choices["role"]
    assert {"网格员", "社区前台"} <= set(offered)
    assert not {"系统管理员", "街道负责人"} & set(offered)
    assert "从现在起任职" in lead.press("任命", login="fangxiaoyuan", role="网格员", title="网格员")

    assert first_time("fangxiaoyuan", password).path == "/"

    keeper.open("/logins?login=fangxiaoyuan")
    assert "第二步已设好" in keeper.page
    again = re.findall(CODE, keeper.press("重设").words)[0]
    assert first_time("fangxiaoyuan", again).path == "/"
    keeper.open("/logins?login=fangxiaoyuan")
    assert "已停用" in keeper.press("停用")
    gone = Somebody("desk")
    gone.open("/login")
    assert gone.press("登录", login="fangxiaoyuan", password=again).status == 422


def test_a_lead_sees_no_unit_of_another_street(world: World, db: None) -> None:
    lead = at_the_desk(world.login(world.hat("street_lead")))
    assert "市12345热线" not in lead.open("/units")
    above = at_the_desk("qinanning")
    links = [link for words, link in above.open("/units").links.items() if "南宁市12345热线受理中心" in words]
    assert links
    assert lead.open(links[0]).status == 404


def test_administrators_see_no_case_and_no_person(world: World, desk: Visit) -> None:
    opened = world.an_open_case(reporter=world.a_named())
    for login in ("huangsiyuan", "qinanning"):
        visit = Visit()
        visit.sign_in(login)
        for path in (f"/case/{opened.number}", "/register", "/board", "/map", "/api/v1/inbox", "/catalogue"):
            assert visit.get(path).status_code in (403, 404), (login, path)


def test_a_login_is_found_by_its_exact_name_alone(world: World, desk: Visit) -> None:
    desk.sign_in("huangsiyuan")
    for part in ("huang", "huangzhiqian", "%", "huangzhiqiang%", ""):
        assert "黄志强" not in desk.get("/logins", {"login": part}).content.decode()
    assert "黄志强" in desk.get("/logins", {"login": "huangzhiqiang"}).content.decode()
    with as_login(""):
        assert Account.objects.get(login="huangzhiqiang").label == "黄志强"


def test_an_old_session_keeps_the_form(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="handle")
    hat = world.holder(opened)
    enter(desk, world, hat)
    mark = mark_of(desk, opened)
    desk.session.flush()
    answer = do(desk, opened, "handled", {"text": "灯换好了，两层都亮。", "photo": upload()}, mark=mark)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login")
    for aside in (f"/case/{opened.number}/here", "/hints"):  # sent by the page as it is left; the form stays kept
        said = desk.send(aside, {"leave": "1", "text": ""}, Referer=f"http://localhost:8001/case/{opened.number}")
        assert (said.status_code, said.content) == (204, b"")
    enter(desk, world, hat)
    referer = "http://localhost:8001/login?next=/case"
    page = desk.get(f"/case/{opened.number}", headers={"Referer": referer}).content.decode()
    assert "灯换好了，两层都亮。" in page
    assert "刚才选的1张照片还在" in page
    given = {"text": "灯换好了，两层都亮。", "kept": "1"}
    assert do(desk, opened, "handled", given, mark=mark).status_code == 303
    assert len(events_of(world, opened.case_id)[-1].body.papers) == 1
    after = desk.get(f"/case/{opened.number}?do=answer", headers={"Referer": referer}).content.decode()
    assert "灯换好了" not in after.split("f-answer-text")[1][:400]
