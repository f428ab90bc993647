"""Lists of organisations, vehicles and facilities: in, again without effect, changed with history, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import translation

from linli.kernel.assets.models import Asset, Vehicle
from linli.kernel.imports import actions, queries
from linli.kernel.imports.actions import Sender
from linli.kernel.imports.models import Import
from linli.kernel.people.id_numbers import check_digit, credit_check
from linli.kernel.people.models import Organisation
from linli.kernel.people.models_proposals import PastFact
from linli.kernel.places import datums
from linli.kernel.places.datums import System
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests import lists
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
HERE = "星湖路6号院1栋"
BODY = "91450103MA5K2" + "ABCD"
CODE = BODY + credit_check(BODY)


class Office:
    """The data officer of the street with a folder of files."""

    def __init__(self, world: World, folder: Path, clock: Callable[[], datetime] = clock) -> None:
        self.hat, self.folder, self.files = lists.as_worker(lists.officer(world)), folder, 0
        self.clock = clock

    def hands_in(self, kind: str, head: str, *rows: str) -> Import:
        return self.hands_in_file(kind, self._written(head, rows))

    def hands_in_file(self, kind: str, path: Path) -> Import:
        return self._goes_through(kind, path, actions.carry_out)

    def looks_at(self, kind: str, head: str, *rows: str) -> Import:
        """A dry run: what the list would do."""
        return self._goes_through(kind, self._written(head, rows), actions.look_through)

    def _written(self, head: str, rows: Sequence[str]) -> Path:
        self.files += 1
        path = self.folder / f"{self.files}.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    def _goes_through(self, kind: str, path: Path, do: Callable[..., Iterable[object]]) -> Import:
        sender = Sender(self.hat.place, self.hat.unit)
        with as_login("worker"):
            one = actions.open_import(kind=kind, path=path, sender=sender, again=True, by=self.hat, clock=self.clock)
            for _progress in do(import_id=one.id, by=self.hat, clock=self.clock):
                pass
        return one

    def undoes(self, one: Import) -> None:
        with as_login("worker"):
            for _progress in actions.undo(import_id=one.id, by=self.hat, clock=self.clock):
                pass

    def verdicts(self, one: Import) -> list[tuple[str, str]]:
        with scope.reading(self.hat, now=clock()), translation.override("zh-hans"):
            found = queries.rows(Import.objects.get(id=one.id))
            return [(row.verdict, " ".join(str(reason.said) for reason in row.told.reasons)) for row in found]

    def remarks(self, one: Import) -> list[str]:
        with scope.reading(self.hat, now=clock()), translation.override("zh-hans"):
            found = queries.rows(Import.objects.get(id=one.id), remarked=True)
            return [" ".join(str(reason.said) for reason in row.told.remarks) for row in found]


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    return Office(world, tmp_path)


def test_organisations_by_their_credit_code(office: Office) -> None:
    head = "企业名称,统一社会信用代码,企业类型,联系电话,注册地址,成立日期"
    row = f"南宁市星湖早餐店,{CODE},个体工商户,0771-5551234,{HERE}1单元101,2019-05-01"
    wrong = f"错码商店,{CODE[:17]}{'0' if CODE[17] != '0' else '1'},企业,,{HERE},"
    club = "星湖书画协会,,社会团体,,,星湖社区"
    one = office.hands_in("organisations", head, row, wrong)
    assert [verdict for verdict, _why in office.verdicts(one)] == ["new", "refused"]
    assert "对不上" in office.verdicts(one)[1][1]
    body = Organisation.objects.get(code=CODE)
    assert (body.kind, body.phone, body.place.name) == ("self_employed", "07715551234", "1单元101")
    assert office.verdicts(office.hands_in("organisations", head, row)) == [("same", "")]
    changed = office.hands_in("organisations", head, row.replace("5551234", "5559999"))
    assert office.verdicts(changed) == [("changed", "")]
    with as_login(""):
        assert PastFact.objects.filter(kind="organisation", field="phone", record=body.id).count() == 1
    clubs = office.hands_in("organisations", head.replace("成立日期", "所属社区"), club)
    assert office.verdicts(clubs) == [("new", "")]
    assert Organisation.objects.get(kind="social_organisation").place.name == "星湖社区"
    for done in (clubs, changed):
        office.undoes(done)
    assert Organisation.objects.get(code=CODE).phone == "07715551234"
    office.undoes(one)
    assert not Organisation.objects.filter(code=CODE).exists()


def test_vehicles_are_kept_by_whom_the_register_knows(office: Office) -> None:
    number = "45010319880312002"
    number += check_digit(number)
    people = "姓名,身份证号,联系电话,住址,与房屋关系"
    office.hands_in("people", people, f"梁小燕,{number},13877100001,{HERE}1单元101,租户")
    head = "号牌号码,车辆类型,能源类型,车主,车主证件号码,停放地址"
    rows = (
        f"桂A·12345,小型汽车,汽油,梁小燕,{number},{HERE}1单元101",
        f"桂AD12345,小型汽车,纯电动,,{number},{HERE}",
        f"桂A1234O,小型汽车,,,{number},{HERE}",
        f"桂A55555,小型汽车,,,450103199001010014,{HERE}",
        f"桂A66666,小型汽车,,王大力,{number},{HERE}",
    )
    one = office.hands_in("vehicles", head, *rows)
    said = office.verdicts(one)
    assert [verdict for verdict, _why in said] == ["new", "new", "refused", "refused", "refused"]
    assert "底册里没有这个号码的车主" in said[3][1]
    assert "梁**" in said[4][1]
    assert [v for v, _why in office.verdicts(office.hands_in("vehicles", head, *rows[:2]))] == ["same", "same"]
    changed = office.hands_in("vehicles", head, rows[0].replace("汽油", "油电混合"))
    assert office.verdicts(changed) == [("changed", "")]
    with as_login(""):
        assert sorted(Vehicle.objects.values_list("energy", flat=True)) == ["electric", "hybrid"]
    office.undoes(changed)
    office.undoes(one)
    with as_login(""):
        assert not Vehicle.objects.exists()


def test_facilities_with_their_position_in_the_system_of_the_map_they_were_picked_from(office: Office) -> None:
    lon, lat = datums.to_gcj02(108.37, 22.82) if hasattr(datums, "to_gcj02") else (108.3757, 22.8173)
    true = datums.to_wgs84(lon, lat, System.GCJ02)
    head = "设施名称,设施类型,地址,所属社区,高德经度,纬度(GCJ02),开放时间,床位数,无障碍"
    row = f"星湖卫生服务站,社区卫生服务站,星湖路没有的200号,星湖社区,{lon},{lat},8:00–18:00,6张,是"
    one = office.hands_in("facilities", head, row, "没处放的地方,公园,,,,,,,")
    said = office.verdicts(one)
    assert [verdict for verdict, _why in said] == ["new", "refused"]
    asset = Asset.objects.get(kind="clinic")
    assert (asset.capacity, asset.barrier_free, asset.opening_hours) == (6, True, "8:00–18:00")
    assert (asset.lon, asset.lat) == pytest.approx(true, abs=2e-6)
    assert asset.place.name == "星湖社区"
    assert [v for v, _why in office.verdicts(office.hands_in("facilities", head, row))] == ["same"]
    changed = office.hands_in("facilities", head, row.replace("8:00–18:00", "8:00–20:00"))
    assert office.verdicts(changed) == [("changed", "")]
    office.undoes(changed)
    assert Asset.objects.get(kind="clinic").opening_hours == "8:00–18:00"
    office.undoes(one)
    assert not Asset.objects.filter(kind="clinic").exists()
