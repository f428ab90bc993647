"""What somebody writes of where they are registered, and the division that is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.regions import find, named, read
from linli.engines.regions.listed import regions


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("湖南省长沙市", ["430100"]),
        ("湖南长沙", ["430100"]),
        ("长沙", ["430100"]),
        (" 湖南省 长沙市·天心区 ", ["430103"]),
        ("湖南省长沙市雨花区井湾子街道12号", ["430111"]),
        ("广西壮族自治区南宁市青秀区", ["450103"]),
        ("广西南宁", ["450100"]),
        ("新疆", ["650000"]),
        ("内蒙古呼和浩特", ["150100"]),
        ("恩施", ["422800"]),
        ("贵州省黔东南苗族侗族自治州凯里市", ["522601"]),
        ("海南省五指山市", ["469001"]),
        ("重庆市万州区", ["500101"]),
        ("北京市朝阳区", ["110105"]),
        ("吉林", ["220000"]),
        ("吉林市", ["220200"]),
        ("香港", ["810000"]),
        ("台湾省", ["710000"]),
        ("广西横州市", ["450181"]),
        ("宁乡县", ["430124"]),
        ("朝阳区", ["110105", "220104"]),
        ("长春路3号", []),
        ("民族大道98号", []),
        ("不知道", []),
        ("", []),
    ],
)
def test_a_place_of_registration_is_read_as_people_write_it(written: str, codes: list[str]) -> None:
    assert sorted(one.code for one in read(written)) == codes


def test_a_code_that_went_is_still_known_with_its_year() -> None:
    gone = named("430124")
    assert gone is not None
    assert (gone.label, gone.until) == ("湖南省长沙市宁乡县", 2016)
    street = named("450103001")
    assert street is not None
    assert street.label == "广西壮族自治区南宁市青秀区"
    assert named("999999") is None


def test_what_is_typed_so_far_is_offered_the_larger_and_the_present_first() -> None:
    assert [one.code for one in find("长沙")][:2] == ["430100", "430121"]
    assert find("天心")[0].label == "湖南省长沙市天心区"
    assert {one.code for one in find("4301")} >= {"430100", "430103"}
    assert find(" ") == []


@given(st.sampled_from(sorted(regions())))
def test_every_division_is_read_by_its_own_whole_name(code: str) -> None:
    """Two of one whole name are only told apart by what is still there; a name of today is never lost."""
    region = regions()[code]
    meant = read(region.label)
    assert meant, region
    if not region.until:
        assert region.label in {one.label for one in meant}


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    for one in (*read(text), *find(text)):
        assert regions()[one.code] is one
