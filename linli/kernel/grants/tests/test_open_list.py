"""The open list and its grants: who may do which step, what the database itself refuses, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from linli.kernel.grants import actions, queries
from linli.kernel.grants.actions import Called, FieldSaid, NewItem
from linli.kernel.grants.actions.using import write_use
from linli.kernel.grants.models import DataRequest, Grant, GrantUse, ItemRevision, OpenListing
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.journal.models import Line
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.time import now as clock
from tests.commons import a_grant, a_request, an_entry, clerk, officer, owner, within, writer
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
CALLED = Called("青秀区社会治理服务中心", "青秀区", "450103")


def draft(world: World, **changes: object) -> int:
    given: dict[str, object] = {
        "code": "stairs",
        "unit_id": owner(world).unit,
        "place_id": owner(world).place,
        "title": "楼道照明",
        "about": "哪些楼道有灯。",
        "fields": [FieldSaid("building", "楼栋", "Building", "internal")],
        "legal_basis": "",
        "every_days": 30,
    }
    return actions.draft_item(row=NewItem(**{**given, **changes}), by=writer(world), now=clock())  # type: ignore[arg-type]


def test_an_entry_is_owned_and_published_by_others_than_whoever_wrote_it(world: World) -> None:
    revision = draft(world)
    with pytest.raises(DataRefused, match="已经定了"):  # nobody owns it yet
        actions.publish_item(revision_id=revision, called=CALLED, by=officer(world), now=clock())
    with pytest.raises(NotAllowed):  # of another unit
        actions.agree_item(revision_id=revision, by=clerk(world), now=clock())
    actions.agree_item(revision_id=revision, by=owner(world), now=clock())
    with pytest.raises(DataRefused, match="另一位数据专员"):
        actions.publish_item(revision_id=revision, called=CALLED, by=writer(world), now=clock())
    actions.publish_item(revision_id=revision, called=CALLED, by=officer(world), now=clock())
    with as_login("public"):
        listed = OpenListing.objects.get()
    assert (listed.title, listed.unit_name, listed.no, listed.classification) == (
        "楼道照明", "青秀区社会治理服务中心", 1, "internal",
    )  # fmt: skip


def test_what_a_source_delivers_is_held_as_closely_as_the_source_says(world: World) -> None:
    """Whoever writes the entry cannot call a name public."""
    fields = [FieldSaid("name", "姓名", "Name", "public"), FieldSaid("community", "社区", "Community", "public")]
    revision = draft(world, fields=fields, source="people.old_and_alone")
    with scope.reading(owner(world), now=clock()):
        row = ItemRevision.objects.get(id=revision)
    assert row.classification == "personal"
    assert [one["level"] for one in row.fields] == ["personal", "internal"]
    with pytest.raises(DataRefused, match="给不出来"):
        draft(world, fields=[FieldSaid("id_number", "身份证号", "", "public")], source="people.old_and_alone")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"fields": []}, "fields"),
        ({"fields": [FieldSaid("a", "甲", "", "odd")]}, "fields"),
        ({"at_least": 0}, "at_least"),
        ({"legal_basis": "", "unverified": False}, "legal_basis"),
        ({"about": "长" * 501}, "about"),
        ({"source": "nothing"}, "source"),
        ({"place_id": 2**30}, "place"),
    ],
)
def test_an_entry_that_says_too_little_is_refused(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(DataRefused) as refused:
        draft(world, **changes)
    assert refused.value.field == field
    assert str(refused.value)


def test_a_request_is_decided_by_the_owner_and_never_by_who_asked(world: World) -> None:
    entry = an_entry(world)
    request = actions.ask(row=a_request(world, entry), within=within(world, entry), by=clerk(world), now=clock())
    with pytest.raises(NotAllowed):
        actions.decide(request_id=request.id, agrees=True, by=clerk(world), now=clock())
    for column in ("owner_by", "officer_by"):
        with as_login("desk"), pytest.raises(IntegrityError, match="decided_by_others"), transaction.atomic():
            DataRequest.objects.filter(id=request.id).update(**{column: request.account_id})
    grant = actions.decide(request_id=request.id, agrees=True, by=owner(world), now=clock())
    assert grant is not None
    with pytest.raises(DataRefused, match="已经定了"):
        actions.decide(request_id=request.id, agrees=False, reason="晚了", by=owner(world), now=clock())


def test_an_owner_who_asks_from_another_post_does_not_decide(world: World) -> None:
    """One account with two posts: the second hat does not make a second person."""
    entry = an_entry(world)
    asker = replace(clerk(world), account=owner(world).account)
    request = actions.ask(row=a_request(world, entry), within=within(world, entry), by=asker, now=clock())
    with pytest.raises(DataRefused, match="由同事来定"):
        actions.decide(request_id=request.id, agrees=True, by=owner(world), now=clock())


def test_data_of_persons_waits_for_a_data_officer_as_well(world: World) -> None:
    entry = an_entry(world, "people.old_and_alone")
    now = clock()
    row = a_request(world, entry, until=now + timedelta(days=400))
    with pytest.raises(DataRefused, match="366"):
        actions.ask(row=row, within=within(world, entry), by=clerk(world), now=now)
    row = a_request(world, entry)
    request = actions.ask(row=row, within=within(world, entry), by=clerk(world), now=now)
    assert actions.decide(request_id=request.id, agrees=True, by=owner(world), now=now) is None
    with as_login("desk"), pytest.raises(IntegrityError, match="granted_by"), transaction.atomic():
        DataRequest.objects.filter(id=request.id).update(state="granted")
    with pytest.raises(DataRefused, match="写上原因"):
        actions.release(request_id=request.id, agrees=False, by=officer(world), now=now)
    grant = actions.release(request_id=request.id, agrees=True, by=officer(world), now=now)
    assert grant is not None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"fields": []}, "fields"),
        ({"fields": ["id_number"]}, "fields"),
        ({"places": []}, "places"),
        ({"places": [2**30]}, "places"),
        ({"until": clock() - timedelta(days=1)}, "until"),
        ({"until": clock() + timedelta(days=3000)}, "until"),
        ({"legal_basis": "  "}, "legal_basis"),
        ({"why": "长" * 501}, "why"),
    ],
)
def test_a_request_for_too_much_is_refused(world: World, changes: dict[str, Any], field: str) -> None:
    entry = an_entry(world)
    with pytest.raises(DataRefused) as refused:
        actions.ask(row=a_request(world, entry, **changes), within=within(world, entry), by=clerk(world), now=clock())
    assert refused.value.field == field


def test_the_database_takes_no_grant_beyond_its_request(world: World) -> None:
    entry = an_entry(world)
    request = actions.ask(row=a_request(world, entry), within=within(world, entry), by=clerk(world), now=clock())
    plain = {
        "number": "X" * 12, "request_id": request.id, "item_id": request.item_id, "unit_id": request.unit_id,
        "unit_name": "-", "place_id": request.place_id, "purpose": request.purpose, "legal_basis": "-",
        "fields": list(request.fields), "places": list(request.places), "since": request.since, "until": request.until,
    }  # fmt: skip
    with as_login("desk"):
        _refused(Grant(**plain))  # nobody has decided it
    actions.decide(request_id=request.id, agrees=True, by=owner(world), now=clock())
    with as_login("desk"):
        for change in (
            {"fields": [*request.fields, "more"]}, {"places": [*request.places, world.city]},
            {"until": request.until + timedelta(days=1)}, {"since": request.since - timedelta(days=1)},
            {"purpose": "别的用途"}, {"unit_id": 1},
        ):  # fmt: skip
            _refused(Grant(**{**plain, **change}))


def _refused(row: Grant) -> None:
    with pytest.raises(DatabaseError, match="goes no further"), transaction.atomic():
        row.save(force_insert=True)


def test_what_was_granted_and_used_stays_as_it_was(world: World) -> None:
    grant = a_grant(world, an_entry(world))
    with scope.writing(clerk(world), now=clock()):
        write_use(use=actions.Used(grant, "screen", grant.fields, grant.places), by=clerk(world), now=clock())
    actions.revoke(grant_id=grant.id, reason="不用了", by=clerk(world), now=clock())
    for statement in (
        "update grants_grant set fields = '{}'",
        "update grants_grant set revoked = null, reason = ''",
        "delete from grants_grant",
        "update grants_request set state = 'open'",
        "update grants_revision set title = '别的'",
        "update grants_revision set state = 'draft'",
        "update grants_use set rows = 0",
        "delete from grants_use",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_every_step_is_in_the_journal(world: World) -> None:
    before = set(Line.objects.values_list("id", flat=True))
    grant = a_grant(world, an_entry(world, "people.old_and_alone"))
    actions.revoke(grant_id=grant.id, reason="换了单位", by=officer(world), now=clock())
    verbs = Line.objects.exclude(id__in=before).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [
        "open_item.draft", "open_item.own", "open_item.publish", "grant.ask", "grant.own", "grant.give", "grant.revoke",
    ]  # fmt: skip


def test_only_both_sides_and_a_data_officer_end_a_grant(world: World) -> None:
    grant = a_grant(world, an_entry(world))
    with pytest.raises(NotAllowed):
        actions.revoke(grant_id=grant.id, reason="乱来", by=world.hat("clerk", "天桃社区"), now=clock())
    with pytest.raises(DataRefused, match="写上原因"):
        actions.revoke(grant_id=grant.id, reason=" ", by=owner(world), now=clock())
    actions.revoke(grant_id=grant.id, reason="用完了", by=owner(world), now=clock())
    with scope.reading(clerk(world), now=clock()):
        found = queries.grant_of(grant.number)
        assert found is not None
        assert found.reason == "用完了"
        assert not queries.running_for_item([grant.item_id], at=clock())


def test_uses_are_counted(world: World) -> None:
    grant = a_grant(world, an_entry(world))
    for refused in ("", "", "不在期限内"):
        use = actions.Used(grant, "screen", grant.fields, grant.places, rows=1, refused=refused)
        actions.note_use(use=use, by=clerk(world), now=clock())
    with scope.reading(owner(world), now=clock()):
        count = queries.count_uses([grant.id])[grant.id]
        assert (count.uses, count.refused) == (2, 1)
        assert GrantUse.objects.count() == 3
