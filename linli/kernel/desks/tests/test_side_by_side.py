"""Colleagues side by side: who is found, who is told, what is kept and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries as case_queries
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Event
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries
from linli.kernel.desks.actions import ChangedMeanwhile, NobodyCalled, PhraseRefused, ReasonMissing, ViewRefused
from linli.kernel.desks.models import Mention, Phrase, Presence
from linli.kernel.notices import queries as notices
from linli.kernel.people.models import Post
from linli.main import wiring
from linli.plumbing import facts, scope
from linli.plumbing.models import OutboxRow
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
COMMUNITY = "桃源北社区"


def work_off() -> None:
    """Hand on every fact that was told, as the dispatcher does once the facts are committed."""
    with as_login(""):
        rows = list(OutboxRow.objects.order_by("id"))
        OutboxRow.objects.all().delete()
    for row in rows:
        told = facts.Told(row.id, row.line, row.actor, row.role, row.purpose, row.at)
        for listener in wiring.listeners():
            if row.name in listener.hears and listener.name.startswith("desks."):
                listener.call(facts.known(row.name)(**row.body), told)


def told(hat: Hat) -> list[str]:
    with scope.reading(hat, now=clock()):
        return [one.text for one in notices.unread(hat)]


def kept(hat: Hat) -> queries.Kept:
    with scope.reading(hat, now=clock()):
        return queries.kept(hat, most_told=10)


@pytest.fixture
def opened(world: World) -> Opened:
    """A matter at the grid worker's, which the clerk of the community sees."""
    return world.an_open_case(item="hotline.rubbish", until="accept")


# -- mentions


def test_a_note_finds_the_colleague_it_names_and_tells_them(world: World, opened: Opened) -> None:
    clerk, worker = world.hat("clerk", COMMUNITY), world.holder(opened)
    name = worker.label.split(" ")[0]
    desks.note(case_id=opened.case_id, text=f"@{name}请先看一眼三楼", by=clerk, now=clock())
    assert kept(worker).mentioned == (opened.case_id,)
    assert kept(worker).unread == {opened.case_id}
    assert kept(clerk).mentioned == ()
    work_off()
    assert any("内部备注里提到您" in text for text in told(worker))
    desks.read_mentions(case_id=opened.case_id, by=worker, now=clock())
    assert kept(worker).unread == frozenset()
    assert kept(worker).mentioned == (opened.case_id,)


def test_only_colleagues_who_may_see_the_case_are_found(world: World, opened: Opened) -> None:
    clerk, stranger = world.hat("clerk", COMMUNITY), world.hat("clerk", "天桃社区")
    for name in (stranger.label.split(" ")[0], "没有这个人", world.residents[0].name):
        with pytest.raises(NobodyCalled):
            desks.note(case_id=opened.case_id, text=f"@{name} 看一下", by=clerk, now=clock())
    with scope.reading(clerk, now=clock()):
        assert not Mention.objects.exists()
        assert not Event.objects.filter(case_id=opened.case_id, verb="noted").exists()


def test_a_unit_is_everybody_of_it_who_sees_the_case(world: World, opened: Opened) -> None:
    clerk = world.hat("clerk", COMMUNITY)
    with scope.reading(clerk, now=clock()):
        everybody = queries.colleagues_of(opened.case_id, now=clock())
    unit = next(one.unit_name for one in everybody if one.account != clerk.account)
    count = desks.note(case_id=opened.case_id, text=f"请@{unit}核一下", by=clerk, now=clock())
    assert count == len({one.account for one in everybody if one.unit_name == unit} - {clerk.account})


def test_an_address_is_no_mention_and_words_for_the_resident_name_nobody(world: World, opened: Opened) -> None:
    clerk = world.hat("clerk", COMMUNITY)
    assert desks.note(case_id=opened.case_id, text="发到 wei@example.com 了", by=clerk, now=clock()) == 0
    assert desks.note(case_id=opened.case_id, text="@谁也不是", internal=False, by=clerk, now=clock()) == 0


# -- watchers


def test_a_watcher_is_told_of_the_move_but_not_of_their_own(world: World, opened: Opened) -> None:
    clerk, worker = world.hat("clerk", COMMUNITY), world.holder(opened)
    for hat in (clerk, worker, worker):
        desks.watch(case_id=opened.case_id, by=hat, now=clock())
    world.act(opened, "accept", by=worker)
    work_off()
    assert any("您关注的" in text for text in told(clerk))
    assert not any("您关注的" in text for text in told(worker))
    with scope.reading(clerk, now=clock()):
        seen = queries.beside(clerk, opened.case_id, most_told=10, now=clock())
    assert seen.watching
    assert seen.watchers == [clerk.label, worker.label]
    desks.unwatch(case_id=opened.case_id, by=clerk, now=clock())
    assert kept(clerk).watched == ()


def test_leaving_a_post_ends_its_watches(world: World, opened: Opened) -> None:
    clerk, worker = world.hat("clerk", COMMUNITY), world.holder(opened)
    desks.watch(case_id=opened.case_id, by=clerk, now=clock())
    with as_login(""):
        Post.objects.filter(id=clerk.post).update(until=clock() - timedelta(seconds=1))
    with scope.reading(worker, now=clock()):
        assert queries.beside(worker, opened.case_id, most_told=10, now=clock()).watchers == []
    world.act(opened, "accept", by=worker)
    work_off()
    assert not any("您关注的" in text for text in told(clerk))
    with scope.reading(worker, now=clock()):
        assert queries.watchers_of(opened.case_id) == []


# -- presence


def test_presence_lasts_half_a_minute_and_leaves_nothing(world: World, opened: Opened) -> None:
    clerk, worker, now = world.hat("clerk", COMMUNITY), world.holder(opened), clock()
    desks.be_here(case_id=opened.case_id, writing=False, by=clerk, now=now)
    desks.be_here(case_id=opened.case_id, writing=True, by=clerk, now=now)
    with scope.reading(worker, now=now):
        found = queries.present(opened.case_id, but=worker.account, now=now)
        assert [(one.name, one.writing) for one in found] == [(clerk.label, True)]
        assert queries.present(opened.case_id, but=worker.account, now=now + timedelta(seconds=31)) == []
        assert queries.present(opened.case_id, but=clerk.account, now=now) == []
    desks.be_here(case_id=opened.case_id, writing=False, by=worker, now=now + timedelta(seconds=31))
    desks.leave(case_id=opened.case_id, by=worker, now=now + timedelta(seconds=32))
    with as_login(""):
        assert not Presence.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("select relpersistence from pg_class where relname = 'desks_presence'")
            assert cursor.fetchone() == ("u",)  # in no log of the database


# -- kept views


def test_a_view_of_ones_own_is_seen_by_nobody_else_and_one_of_the_unit_by_the_unit(world: World) -> None:
    clerk, now = world.hat("clerk", COMMUNITY), clock()
    mine = desks.keep_view(name="楼道灯", conditions={"item": "hotline.stair_light"}, by=clerk, now=now)
    ours = desks.keep_view(name="全社区", conditions={"view": "mine"}, shared=True, by=clerk, now=now)
    assert [(view.code, view.is_shared) for view in kept(clerk).views] == [(mine, False), (ours, True)]
    colleague = replace(clerk, account=clerk.account + 10_000, post=clerk.post + 10_000)
    assert [view.code for view in kept(colleague).views] == [ours]
    assert kept(world.hat("clerk", "天桃社区")).views == []
    with pytest.raises(NotAllowed):
        desks.drop_view(code=ours, by=colleague, now=now)
    desks.prefer_view(code=mine, by=clerk, now=now)
    default = kept(clerk).default
    assert default is not None
    assert default.code == mine
    desks.drop_view(code=mine, by=clerk, now=now)
    assert [view.code for view in kept(clerk).views] == [ours]


def test_views_keep_their_order_and_refuse_a_name_twice(world: World) -> None:
    clerk, now = world.hat("clerk", COMMUNITY), clock()
    codes = [desks.keep_view(name=name, conditions={}, by=clerk, now=now) for name in "甲乙丙"]
    desks.move_view(code=codes[2], up=True, by=clerk, now=now)
    assert [view.name for view in kept(clerk).views] == ["甲", "丙", "乙"]
    for name in ("甲", " ", "长" * 41):
        with pytest.raises(ViewRefused):
            desks.keep_view(name=name, conditions={}, by=clerk, now=now)
    desks.keep_view(name="甲二", conditions={"lamp": "red"}, code=codes[0], version=1, by=clerk, now=now)
    with pytest.raises(ChangedMeanwhile):
        desks.keep_view(name="甲三", conditions={}, code=codes[0], version=1, by=clerk, now=now)


# -- phrases


def test_a_phrase_has_versions_and_one_clear_winner(world: World) -> None:
    clerk, now = world.hat("clerk", COMMUNITY), clock()
    root = desks.keep_phrase(name="修好", text="{title}修好了。", uses=["answer"], by=clerk, now=now)
    desks.keep_phrase(name="修好", text="{title}已修好。", uses=["answer"], root=root, version=1, by=clerk, now=now)
    with pytest.raises(ChangedMeanwhile):
        desks.keep_phrase(name="修好", text="晚了一步", uses=["answer"], root=root, version=1, by=clerk, now=now)
    with scope.reading(clerk, now=now):
        assert [one.text for one in queries.phrases(clerk)] == ["{title}已修好。"]
        assert [(one.version, one.made_name) for one in queries.versions(clerk, root)] == [
            (2, clerk.label),
            (1, clerk.label),
        ]
    desks.retire_phrase(root=root, version=2, by=clerk, now=now)
    with scope.reading(clerk, now=now):
        assert queries.phrases(clerk) == []
        assert Phrase.objects.filter(root=root).count() == 2


@pytest.mark.parametrize(
    ("name", "text", "uses", "field"),
    [
        ("", "话", ["answer"], "name"),
        ("名", "", ["answer"], "text"),
        ("名", "您好{phone}", ["answer"], "text"),
        ("名", "话", [], "uses"),
        ("名", "话", ["everything"], "uses"),
        ("名", "长" * 2001, ["answer"], "text"),
    ],
)
def test_a_phrase_that_cannot_be_kept_says_why(world: World, name: str, text: str, uses: list[str], field: str) -> None:
    with pytest.raises(PhraseRefused) as refused:
        desks.keep_phrase(name=name, text=text, uses=uses, by=world.hat("clerk", COMMUNITY), now=clock())
    assert refused.value.field == field


# -- finding


def found(hat: Hat, typed: str) -> set[str]:
    with scope.reading(hat, now=clock()):
        ids = desks.search(typed)
        wanted = case_queries.Wanted(view="some", cases=ids)
        return {task.number for task in case_queries.inbox(hat, wanted, limit=50)}


def test_a_matter_is_found_by_number_address_and_title_within_ones_divisions(world: World, opened: Opened) -> None:
    work_off()
    clerk, block = world.hat("clerk", COMMUNITY), opened.number.split("-")[1]
    typed = [opened.number[3:8], opened.number[3:].replace("-", "")[:7].lower(), "桃源路", "36号 垃圾", "垃圾没人清"]
    if not any(sign.isdigit() for sign in block) or block.isdigit():
        typed = typed[2:]
    for words in typed:
        assert opened.number in found(clerk, words), words
    for words in ("天桃路 垃圾没人清", "没有的字", "", "！"):
        assert opened.number not in found(clerk, words), words
    assert found(world.hat("clerk", "天桃社区"), "垃圾没人清") == set()


def test_by_name_or_phone_only_with_a_reason_that_is_kept(world: World) -> None:
    named = world.an_open_case(by=world.resident(), reporter=world.a_named())
    world.an_open_case()
    work_off()
    clerk, neighbour = world.hat("clerk", COMMUNITY), world.residents[0]
    with pytest.raises(ReasonMissing):
        desks.find_by_reporter(typed=neighbour.phone, reason=" ", by=clerk, now=clock())
    for typed in (neighbour.phone, neighbour.name, neighbour.name[:2]):
        assert desks.find_by_reporter(typed=typed, reason="回电话", by=clerk, now=clock()) == (named.case_id,), typed
    with pytest.raises(NotAllowed):
        desks.find_by_reporter(typed=neighbour.phone, reason="好奇", by=world.hat("grid_worker"), now=clock())
    assert desks.find_by_reporter(
        typed=neighbour.phone, reason="找", by=world.hat("clerk", "天桃社区"), now=clock()
    ) == ()  # fmt: skip
    with as_login(""), connection.cursor() as cursor:
        cursor.execute(
            "select p.body from journal_line l join journal_payload p on p.line_id = l.id"
            " where l.verb = 'reporter.search'"
        )
        bodies = [str(row[0]) for row in cursor.fetchall()]
    assert len(bodies) == 4
    assert not any(neighbour.phone in body or neighbour.name in body for body in bodies)


def test_a_finished_case_elsewhere_stands_once_in_a_list_of_chosen_ones(world: World, opened: Opened) -> None:
    clerk = world.hat("clerk", COMMUNITY)
    world.act(opened, "accept")
    world.act(opened, "handled")
    with scope.reading(clerk, now=clock()):
        wanted = case_queries.Wanted(view="some", cases=(opened.case_id,))
        rows = case_queries.inbox(clerk, wanted)
    assert [(row.number, row.step) for row in rows] == [(opened.number, "answer")]
    assert cases.holds(world.holder(opened), rows[0])
