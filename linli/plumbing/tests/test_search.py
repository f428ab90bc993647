"""Chinese text and names are found by their parts, their initials and in spite of how they were typed."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from linli.plumbing import keys, search


@pytest.fixture(autouse=True)
def keys_file(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    settings.KEYS_FILE = tmp_path / "keys.json"
    keys.forget()
    keys.ensure_keys(settings.KEYS_FILE)
    yield tmp_path
    keys.forget()


once = examples(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@given(st.text(han, min_size=2, max_size=40), st.data())
def test_any_part_of_two_characters_finds_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert set(search.query(text[start:end])) <= set(search.bigrams(text))


@given(st.text(max_size=200))
def test_any_text_gives_tokens_that_can_be_stored(text: str) -> None:
    for token in search.bigrams(text) + search.query(text):
        assert 0 < len(token) <= 2 * search.LONGEST_WORD * 3
        assert token.encode()
        assert "\x00" not in token


def test_a_report_is_cut_into_pairs_words_and_numbers() -> None:
    tokens = search.bigrams("13栋电梯坏了！Phone 13877101234，第3次\u202e报修")
    assert {"13栋", "电梯", "phone", "13877101234", "第3", "次报"} <= set(tokens)
    assert "了p" not in tokens
    assert len(tokens) == len(set(tokens))


@pytest.mark.parametrize("typed", ["", "  ", "！，。", "\u202e\u200b", "😀"])
def test_nothing_to_look_for_gives_no_tokens(typed: str) -> None:
    assert search.query(typed) == []


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ＡＢＣ楼", "abc楼"),
        ("\u202e烟感\u200b报警", "烟感报警"),
        ("葛\U000e0100城", "葛城"),
        ("①号", "1号"),
        ("豈", "豈"),
    ],
)
def test_what_looks_the_same_is_found_the_same(typed: str, same: str) -> None:
    assert search.bigrams(typed) == search.bigrams(same)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("黄志强", "hzq"), ("单田芳", "stf"), ("曾 敏", "zm"), ("万俟洛", "mql"), ("买买提·吐尔逊", "mmttex"),
     ("John Smith", "js"), ("", "")],
)  # fmt: skip
def test_initials_of_people(name: str, letters: str) -> None:
    assert search.initials(name, person=True) == letters


@pytest.mark.parametrize(("name", "letters"), [("解放路", "jfl"), ("重庆路13栋", "cql1d"), ("单元门", "dym")])
def test_initials_of_places_follow_the_words(name: str, letters: str) -> None:
    assert search.initials(name) == letters


def test_names_stand_in_telephone_directory_order() -> None:
    names = ["张伟", "章伟", "安宁", "昂扬", "张薇", "曾敏", "李娜", "李 安", "单雄信", "\U00020bb7田"]
    assert sorted(names, key=lambda name: search.sort_key(name, person=True).encode()) == [
        "安宁", "昂扬", "李 安", "李娜", "单雄信", "曾敏", "张薇", "张伟", "章伟", "\U00020bb7田",
    ]  # fmt: skip


def test_places_stand_by_their_words_and_their_numbers() -> None:
    places = ["重庆路10号楼", "重庆路3号楼", "解放路", "长沙路", "重点小区"]
    assert sorted(places, key=search.sort_key) == ["长沙路", "重庆路3号楼", "重庆路10号楼", "解放路", "重点小区"]


def found(typed: str, name: str) -> bool:
    asked = search.name_query(typed)
    return bool(asked) and set(asked) <= set(search.name_tokens(name))


@pytest.mark.parametrize("typed", ["黄志强", "志强", "黄", "黄志", "hzq", "HZ", " 黄 志强"])
def test_a_name_is_found_by_its_parts_and_initials(typed: str) -> None:
    assert found(typed, "黄志强")


@pytest.mark.parametrize("typed", ["强黄", "王", "zq", "h", "黄志强国", "hzqg", "", "·"])
def test_a_name_is_not_found_by_what_it_does_not_hold(typed: str) -> None:
    assert not found(typed, "黄志强")


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", ".", "．", " ", "", " · "])
def test_a_name_with_a_dot_is_found_however_the_dot_is_typed(dot: str) -> None:
    name = "买买提·吐尔逊"
    assert found(f"买买提{dot}吐尔逊", name)
    assert found("买买提·吐尔逊", f"买买提{dot}吐尔逊")
    assert found("吐尔", name)
    assert found("mmt", name)
    assert found("tex", name)


def test_both_readings_of_a_surname_find_the_name() -> None:
    assert found("qxy", "覃秀英")
    assert found("txy", "覃秀英")


@pytest.mark.parametrize("name", ["𠮷田一郎", "㛃玲", "王\ue0b3", "〇〇", "韦\U000e0100强"])
def test_rare_characters_are_found(name: str) -> None:
    assert found(name, name)
    assert found(name[0], name)


@once
@given(st.text(han, min_size=2, max_size=4), st.text(han, min_size=2, max_size=4))
def test_name_tokens_are_short_keyed_and_do_not_collide(name: str, other: str) -> None:
    tokens = search.name_tokens(name)
    assert {len(token) for token in tokens} == {search.NAME_TOKEN}
    assert len(set(tokens)) == len(tokens)
    assert found(name, name)
    pairs = {*pairwise(name)}
    assume(not {*pairwise(other)} <= pairs)
    assert not found(other, name)


def test_other_keys_give_other_fingerprints(settings: Settings, tmp_path: Path) -> None:
    before = search.name_tokens("黄志强")
    settings.KEYS_FILE = tmp_path / "other.json"
    keys.ensure_keys(settings.KEYS_FILE)
    assert not set(before) & set(search.name_tokens("黄志强"))
