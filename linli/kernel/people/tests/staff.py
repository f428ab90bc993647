"""Bodies, posts and people of the small town of places/tests/towns.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import NewAccount, NewDuty, NewOrganisation, NewPerson, NewPost, NewResidence
from linli.kernel.places import actions as places
from linli.kernel.places.actions import NewArea
from linli.kernel.places.tests.towns import INGEST, NOW, Town, town
from linli.plumbing.scope import Hat

__all__ = ["Office", "office", "town"]

LATER = NOW + timedelta(hours=1)
ID_NUMBER = "11010519491231002X"


@dataclass(frozen=True)
class Office:
    """The town and who works in it; ``ids`` of bodies, areas, accounts, posts and persons by name."""

    town: Town
    ids: dict[str, int]

    def __getitem__(self, name: str) -> int:
        return self.ids[name]

    def hat(self, login: str) -> Hat:
        worn = queries.hat_for_post(self.ids[login], None, at=LATER)
        assert worn is not None
        return worn.hat


def lives(town: Town, place: str, scope: str, kind: str = "occupant") -> NewResidence:
    return NewResidence(town[place], town[scope], kind, NOW)


@pytest.fixture
def office(town: Town) -> Office:
    ids: dict[str, int] = {}
    areas = {
        "一网格": NewArea("grid", "G1", "一网格", buildings=(town["桃源2栋"],)),
        "二网格": NewArea("grid", "G2", "二网格", buildings=(town["桃源3栋"],)),
        "桃源小区": NewArea("compound", "C1", "桃源小区", buildings=(town["桃源2栋"], town["长罡1栋"])),
    }
    ids |= zip(areas, places.draw_areas(rows=list(areas.values()), by=INGEST, now=NOW), strict=True)
    bodies = {
        "桃源居委会": NewOrganisation("residents_committee", "桃源社区居委会", town["桃源社区"], phone="0771-5550001"),
        "长罡居委会": NewOrganisation("residents_committee", "长罡社区居委会", town["长罡社区"]),
        "建政街道办": NewOrganisation("street_office", "建政街道办事处", town["建政街道"]),
        "长江物业": NewOrganisation("property_firm", "长江物业", town["建政街道"]),
        "市中心": NewOrganisation("city_office", "市民服务中心", town["city"]),
    }
    ids |= zip(bodies, actions.add_organisations_many(rows=list(bodies.values()), by=INGEST, now=NOW), strict=True)
    duties = [
        NewDuty("grid_worker", ids["桃源居委会"], area_id=ids["一网格"]),
        NewDuty("clerk", ids["桃源居委会"], place_id=town["桃源社区"]),
        NewDuty("clerk", ids["长罡居委会"], place_id=town["长罡社区"]),
        NewDuty("street_lead", ids["建政街道办"], place_id=town["建政街道"]),
        NewDuty("property_staff", ids["长江物业"], area_id=ids["桃源小区"]),
        NewDuty("supervisor", ids["市中心"], place_id=town["city"]),
    ]
    actions.assign_duties_many(rows=duties, by=INGEST, now=NOW)
    staff = {
        "huang": ("黄志强", "grid_worker", "网格员", "桃源居委会", "桃源社区", ("一网格",)),
        "wei": ("韦丽", "clerk", "受理员", "桃源居委会", "桃源社区", ()),
        "nong": ("农芳", "clerk", "受理员", "长罡居委会", "长罡社区", ()),
        "lu": ("陆建国", "street_lead", "街道主任", "建政街道办", "建政街道", ()),
        "qin": ("覃勇", "property_staff", "物业维修", "长江物业", "桃源社区", ("桃源小区",)),
        "su": ("苏明", "supervisor", "督办员", "市中心", "city", ()),
    }
    rows = [NewAccount(label=who[0], login=login) for login, who in staff.items()]
    ids |= zip(staff, actions.add_staff_many(rows=rows, by=INGEST, now=NOW), strict=True)
    posts = [
        NewPost(ids[login], ids[body], role, title, town[place], tuple(ids[area] for area in held))
        for login, (_name, role, title, body, place, held) in staff.items()
    ]
    numbers = actions.appoint_many(rows=posts, by=INGEST, now=NOW)
    ids |= {f"{login}'s post": number for login, number in zip(staff, numbers, strict=True)}
    people = {
        "莫小兰": NewPerson("莫小兰", (lives(town, "301", "桃源社区", "owner"),), ID_NUMBER, "138 0771 6610"),
        "莫大兰": NewPerson("莫大兰", (lives(town, "302", "桃源社区"), lives(town, "长罡1栋", "长罡社区", "tenant"))),
        "买买提": NewPerson("买买提·吐尔逊", (lives(town, "南湖社区", "南湖社区"),), "", "13807716611"),
    }
    ids |= zip(people, actions.add_people_many(rows=list(people.values()), by=INGEST, now=NOW), strict=True)
    return Office(town, ids)
