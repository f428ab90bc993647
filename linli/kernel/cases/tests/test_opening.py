"""Taking a matter in: what the reporter gets, whose desk it lands on, and that once is once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import Key
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.reports import MOST_CHARACTERS, NotAReport, Report, Reporter, check_text, tidy, title_of
from linli.kernel.people import queries as people
from linli.kernel.publications.models import PublicFace
from linli.plumbing import idempotency, numbers, scope
from linli.plumbing.scope import VISITOR, Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def seen(hat: Hat, number: str) -> bool:
    with scope.reading(hat, now=clock()):
        return Case.objects.filter(number=number).exists()


def test_a_report_gets_a_number_a_code_and_a_desk(world: World) -> None:
    opened = world.an_open_case()
    assert numbers.is_valid(opened.number)
    assert opened.number.startswith("NN-")
    task = world.task(opened)
    assert (task.step, task.role, task.title) == ("accept", "property_staff", "楼道灯不亮")
    assert "桃源路36号院2栋" in task.where


def test_staff_of_the_place_see_it_and_others_do_not(world: World) -> None:
    opened = world.an_open_case()
    assert seen(world.holder(opened), opened.number)
    assert seen(world.hat("clerk", "桃源北社区"), opened.number)
    assert seen(world.hat("street_lead"), opened.number) or seen(world.hat("supervisor"), opened.number)
    assert not seen(world.hat("clerk", "星湖社区"), opened.number)
    assert not seen(VISITOR, opened.number)


def test_the_code_opens_this_case_and_no_other_of_the_same_reporter(world: World) -> None:
    resident = world.resident()
    first = world.an_open_case(by=resident, reporter=world.a_named())
    second = world.an_open_case(by=resident, reporter=world.a_named(), text="一楼的灯也坏了。")
    hat = people.hat_for_receipt(first.receipt)
    assert hat is not None
    assert seen(hat, first.number)
    assert not seen(hat, second.number)
    again = world.resident()
    assert seen(again, first.number)
    assert seen(again, second.number)


def test_nobody_opens_a_case_with_a_made_up_code(world: World) -> None:
    world.an_open_case()
    assert people.hat_for_receipt(numbers.receipt_code()) is None


def test_one_form_sent_twice_makes_one_case(world: World) -> None:
    key = Key(idempotency.client_of("browser"), "form-1", idempotency.digest_of(b"same"))
    report = world.a_report()
    first = cases.open_case(report=report, by=VISITOR, now=clock(), key=key)
    second = cases.open_case(report=report, by=VISITOR, now=clock(), key=key)
    assert (second.number, second.receipt, second.repeated) == (first.number, first.receipt, True)
    with scope.reading(world.hat("robot"), now=clock()):
        assert Case.objects.count() == 1


def test_the_same_key_with_another_content_is_refused(world: World) -> None:
    client = idempotency.client_of("browser")
    cases.open_case(report=world.a_report(), by=VISITOR, now=clock(), key=Key(client, "k", idempotency.digest_of(b"a")))
    with pytest.raises(idempotency.KeyReused):
        other = Key(client, "k", idempotency.digest_of(b"b"))
        cases.open_case(report=world.a_report(), by=VISITOR, now=clock(), key=other)


def test_a_place_nobody_knows_waits_for_the_clerk(world: World) -> None:
    opened = world.an_open_case(place=None, where="菜市场后门")
    task = world.task(opened)
    assert (task.step, task.role) == ("place", "clerk")
    with scope.reading(world.hat("clerk", "桃源北社区"), now=clock()):
        wanted = queries.Wanted(view="unplaced")
        assert opened.number in [one.number for one in queries.inbox(world.hat("clerk", "桃源北社区"), wanted)]
    with scope.reading(world.hat("robot"), now=clock()):
        assert not PublicFace.objects.filter(case_id=opened.case_id).exists()


def test_a_place_known_only_to_the_city_waits_there_too(world: World) -> None:
    opened = world.an_open_case(place=None, scope=world.city, where="A市A3区")
    assert world.task(opened).step == "place"
    assert seen(world.hat("supervisor"), opened.number)


def test_a_compound_without_a_firm_falls_to_the_street(world: World) -> None:
    """Where nobody holds the duty the street's government answers, and may hand it on (兜底)."""
    opened = world.an_open_case(place=world.building("jiaoyu_9-1"))
    task = world.task(opened)
    assert (task.role, task.unit_name) == ("street_clerk", "中山街道办事处")
    assert world.holder(opened).role == "street_clerk"


def test_a_clerk_takes_in_for_any_community_of_the_city(world: World) -> None:
    clerk = world.hat("clerk", "星湖社区")
    opened = world.an_open_case(by=clerk, channel="phone")
    assert world.holder(opened).role == "property_staff"
    assert not seen(clerk, opened.number)


def test_many_are_taken_in_by_the_same_path(world: World) -> None:
    reports = [world.a_report(text=f"第{number}盏灯坏了") for number in range(20)]
    opened = cases.open_many(reports=reports, by=world.hat("supervisor"), now=clock())
    assert len({one.number for one in opened}) == 20
    with scope.reading(world.hat("robot"), now=clock()):
        assert Task.objects.filter(case_id__in=[one.case_id for one in opened]).count() == 20
        assert Event.objects.filter(case_id__in=[one.case_id for one in opened]).count() == 20


def test_an_import_may_lie_in_the_past(world: World) -> None:
    at = clock() - timedelta(days=30)
    opened = world.an_open_case(at=at)
    with scope.reading(world.hat("robot"), now=clock()):
        case = Case.objects.get(id=opened.case_id)
        assert case.at == at
        assert case.recorded > at + timedelta(days=29)
    assert world.task(opened).lamp == 4  # black: a month late


@pytest.mark.parametrize("text", ["", "  \n", "\u200e\u202e"])
def test_an_empty_text_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotAReport) as refused:
        check_text(text)
    assert refused.value.field == "text"
    assert str(refused.value)


def test_texts_of_every_kind_are_kept(world: World) -> None:
    for text in ("坏", "字" * 7000, "灯坏了😀", "ÆØÅ mojibake é\x07", "\u202e反过来"):
        opened = world.an_open_case(text=text)
        with scope.reading(world.hat("robot"), now=clock()):
            kept = Case.objects.get(id=opened.case_id).text
        assert kept == tidy(text)
        assert "\u202e" not in kept
    with pytest.raises(NotAReport):
        check_text("字" * (MOST_CHARACTERS + 1))


def test_a_title_is_the_first_words() -> None:
    assert title_of("\n  公告栏坏了。三个月没人管\n") == "公告栏坏了"
    assert len(title_of("长" * 100)) == 30


def test_who_reports_is_kept_apart(world: World) -> None:
    report = Report(
        item="hotline.noise", text="吵", scope=world.community(), at=clock(), place=world.building(),
        reporter=Reporter("alias", alias="三楼住户", phone="13900139000"),
    )  # fmt: skip
    opened = cases.open_case(report=report, by=VISITOR, now=clock())
    assert world.task(opened).step == "verify"
    with scope.reading(world.holder(opened), now=clock()):
        file = queries.case_file(opened.number)
        reporter = people.reporter_of(file.reporter)
    assert (reporter.kind, reporter.name) == ("alias", "三楼住户")
    assert "13900139000" not in str(vars(file.reporter))
