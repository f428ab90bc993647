"""Addresses as people, departments and old lists write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.addresses import KINDS, Address, Part, numerals, parse


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("广西壮族自治区南宁市青秀区新竹街道新竹社区民族大道98号翠竹园3栋2单元501室",
         {"province": "广西壮族自治区", "city": "南宁市", "district": "青秀区", "street": "新竹街道",
          "community": "新竹社区", "road": "民族大道", "number": "98", "compound": "翠竹园",
          "building": "3", "stairwell": "2", "room": "501"}),
        ("民族大道24号市人大宿舍5栋", {"road": "民族大道", "number": "24", "compound": "市人大宿舍", "building": "5"}),
        ("七星路一巷175号", {"road": "七星路", "lane": "一巷", "number": "175"}),
        ("七星路128号院3幢", {"road": "七星路", "number": "128", "building": "3"}),
        ("新民路6-1号广西广电第二宿舍", {"road": "新民路", "number": "6-1", "compound": "广西广电第二宿舍"}),
        ("翠竹园小区3-2-501", {"compound": "翠竹园小区", "building": "3", "stairwell": "2", "room": "501"}),
        ("桃源新村12栋", {"compound": "桃源新村", "building": "12"}),
        ("大板三区宿舍 8 栋", {"compound": "大板三区宿舍", "building": "8"}),
        ("时代公寓A座1203", {"compound": "时代公寓", "building": "A", "room": "1203"}),
        ("盛天国际小区五号楼三单元二〇二",
         {"compound": "盛天国际小区", "building": "5", "stairwell": "3", "room": "202"}),
        ("昆仑镇那况村8号", {"street": "昆仑镇", "community": "那况村", "number": "8"}),
    ],
)  # fmt: skip
def test_the_parts_of_an_address(written: str, found: dict[str, str]) -> None:
    address = parse(written)
    assert {part.kind: part.text for part in address.parts} == found
    assert not address.rest


@pytest.mark.parametrize(
    "other",
    ["翠竹园3栋2单元501", "翠竹园 3＃ 2单元 501室", "翠竹园三栋二单元五〇一房", "翠竹园3号楼2单元5层501室",
     "翠竹园（东门）03幢2单元0501号", "翠竹园3-2-501", "翠竹园３—２—５０１"],
)  # fmt: skip
def test_spellings_of_one_door_have_one_key(other: str) -> None:
    assert parse(other).key == parse("翠竹园3栋2单元501室").key


def test_another_door_has_another_key() -> None:
    doors = [
        "翠竹园3栋2单元501室",
        "翠竹园3栋1单元501室",
        "翠竹园13栋2单元501室",
        "翠竹苑3栋2单元501室",
        "翠竹园3栋2单元502室",
    ]
    assert len({parse(door).key for door in doors}) == len(doors)


def test_known_names_go_before_the_rules() -> None:
    known = {"青秀山": "compound", "七星": "community"}
    assert parse("七星青秀山2栋", known=known).parts == (
        Part("community", "七星"), Part("compound", "青秀山"), Part("building", "2"),
    )  # fmt: skip


@given(st.integers(1, 199))
def test_a_number_in_chinese_numerals(number: int) -> None:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number % 100, 10)
    hundred = "一百" if number >= 100 else ""
    middle = f"{digits[tens]}十" if tens else ("零" if hundred and ones else "")
    assert numerals.value(hundred + middle + (digits[ones] if ones else "")) == number


NAME = st.sampled_from(["翠竹园", "南湖明珠小区", "建材宿舍大院", "锦绣花园", "盛天国际", "广宁大厦"])
ROAD = st.sampled_from(["民族大道", "七星路", "桃源路", "朝阳街"])


@given(ROAD, st.integers(1, 400), NAME, st.integers(1, 60), st.integers(1, 9), st.integers(1, 32), st.integers(1, 8))
def test_what_is_written_from_parts_is_read_back(road: str, number: int, name: str, building: int, stairwell: int,
                                                 floor: int, door: int) -> None:  # fmt: skip
    room = f"{floor}{door:02}"
    address = parse(f"{road}{number}号{name}{building}栋{stairwell}单元{room}室")
    wanted = {"road": road, "number": str(number), "compound": name, "building": str(building),
              "stairwell": str(stairwell), "room": room}  # fmt: skip
    assert {part.kind: part.text for part in address.parts} == wanted
    assert parse(f"{road}{number}号{name}{building}-{stairwell}-{room}").key == address.key


@given(st.text(alphabet="青秀区路街道3号栋-#单元室 一二十A（）", max_size=30))
def test_whatever_is_written_is_read_and_kept(written: str) -> None:
    address = parse(written)
    kinds = [part.kind for part in address.parts]
    assert kinds == sorted(set(kinds), key=KINDS.index)
    assert all(part.text for part in address.parts)
    again = parse(str(address))
    assert isinstance(again, Address)
