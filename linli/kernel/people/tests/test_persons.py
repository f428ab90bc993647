"""Persons: added by one action, sealed in the table, seen by the staff of their divisions and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.utils import translation

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import NewPerson, NewResidence, PersonRefused
from linli.kernel.people.actions.revealing import ReasonMissing
from linli.kernel.people.models import Person, Residence, Subject
from linli.kernel.people.queries import persons
from linli.kernel.people.tests.staff import ID_NUMBER, LATER, Office, lives, office, town
from linli.kernel.places.tests.towns import INGEST, NOW
from linli.plumbing import scope
from linli.plumbing.crypto import SealBroken
from linli.plumbing.models import NameToken
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR, Hat

__all__ = ["office", "town"]


SEALED = ("people_person", "people_subject")


def seen_by(hat: Hat, typed: str) -> list[str]:
    with scope.reading(hat, now=LATER):
        return [face.name for face in queries.find_people(typed)]


def test_staff_find_the_people_of_their_divisions(office: Office) -> None:
    """By whole numbers, parts of a name, initials; a person with links to two communities is seen by both."""
    wei, nong, lu, su = (office.hat(login) for login in ("wei", "nong", "lu", "su"))
    for typed in ("13807716610", "+86 138 0771 6610", ID_NUMBER, "莫小兰", "小兰", "莫", "mxl", "MX"):
        assert "莫**" in seen_by(wei, typed), typed
        assert seen_by(nong, typed) in ([], ["莫**"]), typed
    assert seen_by(nong, ID_NUMBER) == []
    assert [len(seen_by(hat, "莫")) for hat in (wei, nong, lu, su)] == [2, 1, 2, 2]
    assert [seen_by(hat, "买买提吐尔逊") for hat in (wei, lu, su)] == [[], [], ["买**"]]
    assert seen_by(su, "小莫") == seen_by(su, "兰小") == seen_by(su, "") == seen_by(su, "·") == []


def test_namesakes_are_narrowed_by_the_year_of_birth(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more bear the name than are looked through, it is told."""
    su = office.hat("su")
    assert len(seen_by(su, "莫")) == 2  # of one of them nobody knows it
    for typed in ("莫 1949", "莫1949年", " 莫小兰  1949 ", "mxl 1949"):
        with scope.reading(su, now=LATER):
            found = queries.people_found(typed)
        assert ([face.id for face in found.faces], found.is_cut) == ([office["莫小兰"]], False), typed
    assert seen_by(su, "莫 1901") == seen_by(su, "1949") == seen_by(su, "小莫 1949") == []
    monkeypatch.setattr(persons, "NAMESAKES", 2)
    with scope.reading(su, now=LATER):
        assert queries.people_found("莫 1901").is_cut  # one of them is filed in two divisions
        assert not queries.people_found("莫小兰 1901").is_cut


def test_one_division_may_be_asked_for(office: Office) -> None:
    with scope.reading(office.hat("su"), now=LATER):
        found = queries.find_people("莫", scope_id=office.town["长罡社区"])
    assert [face.id for face in found] == [office["莫大兰"]]


def test_a_forgotten_filter_shows_nothing_foreign(office: Office) -> None:
    """Bare queries, no filter: every login gets its own rows."""
    own = Person.objects.filter(id=office["莫小兰"]).values_list("subject_id", flat=True)[0]
    hats = {
        office.hat("wei"): (2, 2),
        office.hat("nong"): (1, 1),
        office.hat("su"): (3, 4),
        VISITOR: (0, 0),
        VISITOR.seeing(own): (1, 1),
        Hat(surface="desk", role="clerk"): (0, 0),
        scope.robot([office.town["南湖社区"]]): (1, 1),
        INGEST: (3, 4),
    }
    for hat, wanted in hats.items():
        with scope.reading(hat, now=LATER):
            assert (Person.objects.count(), Residence.objects.count()) == wanted, hat


def test_name_tokens_have_a_wall_too(office: Office) -> None:
    with scope.reading(office.hat("nong"), now=LATER):
        assert set(NameToken.objects.values_list("record", "more")) == {(office["莫大兰"], None)}
    with pytest.raises(ProgrammingError), scope.reading(VISITOR, now=LATER):
        NameToken.objects.count()


def test_nothing_readable_stands_in_the_tables(office: Office) -> None:
    with connection.cursor() as cursor:
        for table in (*SEALED, "people_residence", "plumbing_name_token", "journal_payload"):
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            dump = cursor.fetchone()[0]
            for secret in ("小兰", "13807716610", ID_NUMBER, "小兰".encode().hex(), b"13807716610".hex()):
                assert secret not in dump, (table, secret)


def test_a_sealed_value_opens_in_its_own_row_only(office: Office) -> None:
    person, other = (Person.objects.get(id=office[name]) for name in ("莫小兰", "莫大兰"))
    assert queries.person_field(person, "name") == "莫小兰"
    other.name_sealed = person.name_sealed
    with pytest.raises(SealBroken):
        queries.person_field(other, "name")


def test_missing_year_and_sex_come_from_the_number(office: Office) -> None:
    person = Person.objects.get(id=office["莫小兰"])
    assert (person.birth_year, person.sex) == (1949, "f")
    subject = Subject.objects.get(id=person.subject_id)
    assert (subject.person_id, subject.kind) == (person.id, "named")


def test_a_clerk_adds_somebody_to_their_own_community_only(office: Office) -> None:
    wei = office.hat("wei")
    added = actions.add_person(row=NewPerson("蒙阿花", (lives(office.town, "302", "桃源社区"),)), by=wei, now=LATER)
    with scope.reading(wei, now=LATER):
        face = queries.person_face(added)
        assert face is not None
        assert face.name == "蒙**"
        assert ("occupant", face) in queries.residents_of(office.town["302"], at=LATER)
    row = NewPerson("蒙阿草", (lives(office.town, "南湖社区", "南湖社区"),))
    with pytest.raises(ProgrammingError, match="row-level security"):
        actions.add_person(row=row, by=wei, now=LATER)
    with pytest.raises(NotAllowed):
        actions.add_person(row=row, by=VISITOR, now=LATER)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (NewPerson("  ", (NewResidence(1, 1, "owner", NOW),)), "name"),
        (NewPerson("莫小兰", ()), "belongs"),
        (NewPerson("莫小兰", (NewResidence(1, 1, "owner", NOW),), "110105194912310021"), "digit"),
    ],
)
def test_a_row_that_cannot_be_right_is_named_and_nobody_is_added(office: Office, row: NewPerson, words: str) -> None:
    good = NewPerson("李四", (lives(office.town, "302", "桃源社区"),))
    with translation.override("en"), pytest.raises(PersonRefused, match=words) as refused:
        actions.add_people_many(rows=[good, row], by=INGEST, now=NOW)
    assert refused.value.row == 1
    assert Person.objects.count() == 3


def test_names_of_every_kind(office: Office) -> None:
    """Rare characters, dots, Latin names, long ones: kept whole, found, masked, in Chinese order."""
    names = ["㛃瑶", "𫍯明", "阿卜杜拉·买买提明·伊斯拉木·阿布都热依木", "John Smith", "欧阳小兰", "单小东", "曾 荣"]
    rows = [NewPerson(name, (lives(office.town, "302", "桃源社区"),)) for name in names]
    numbers = actions.add_people_many(rows=rows, by=INGEST, now=NOW)
    wei = office.hat("wei")
    with scope.reading(wei, now=LATER):
        for name, number in zip(names, numbers, strict=True):
            assert queries.person_field(Person.objects.get(id=number), "name") == name
            assert number in [face.id for face in queries.find_people(name)], name
        assert [face.id for face in queries.find_people("sxd")] == [numbers[5]]
        found = [face.id for face in queries.find_people("小兰")]
    assert set(found) == {office["莫小兰"], numbers[4]}


def test_looking_behind_a_mask_is_written_down_first(office: Office) -> None:
    wei, person = office.hat("wei"), office["莫小兰"]
    assert actions.reveal(what="phone", reason="回访", person_id=person, by=wei, now=LATER) == "13807716610"
    with connection.cursor() as cursor:
        cursor.execute(
            "select l.actor, p.body from journal_line l join journal_payload p on p.line_id = l.id"
            " where l.verb = 'person.reveal' and l.kind = 'person' and l.record = %s",
            [person],
        )
        ((actor, body),) = cursor.fetchall()
    assert actor == wei.account
    assert "回访" in body
    over = {"reason": " ", "now": LATER + timedelta(minutes=16)}
    for more in (over, {"what": "sort"}, {"by": office.hat("nong")}, {"by": VISITOR}):
        with pytest.raises((NotAllowed, ReasonMissing)):
            actions.reveal(**{"what": "phone", "reason": "回访", "person_id": person, "by": wei, "now": LATER, **more})  # type: ignore[arg-type]
