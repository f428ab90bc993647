"""Reading pack files: what a good one gives, and the sentence a bad one is answered with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from linli.plumbing import packs
from linli.plumbing.packs.yaml_lines import scalar
from linli.plumbing.tests.sample_packs import GOOD, KINDS, Matter, Role, Write, refused, write

__all__ = ["write"]


def test_a_good_file_becomes_typed_pieces(write: Write) -> None:
    guard, hole = packs.read(write(GOOD), registry=KINDS)
    assert guard.key == ("roles", "guard")
    assert isinstance(hole.value, Matter)
    assert hole.value.label.text("zh-hans") == "路面坑洞"
    assert hole.value.label.text("en") == "Hole in the road"
    assert hole.value.opens == "08:30"
    assert hole.value.effective == packs.Effective(from_=date(2026, 1, 1))
    assert hole.spot.line == 5
    assert hole.spot.down("limits", "days").line == 8


def test_the_hash_tells_content_and_nothing_else(write: Write) -> None:
    before = [piece.hash for piece in packs.read(write(GOOD), registry=KINDS)]
    spaced = GOOD.replace("{code: guard,", "{code:    guard,").replace("# what", "# This is what")
    assert [piece.hash for piece in packs.read(write(spaced), registry=KINDS)] == before
    assert packs.read(write(GOOD.replace("days: 3", "days: 4")), registry=KINDS)[1].hash != before[1]


def test_the_order_of_steps_is_content_and_the_order_of_known_keys_is_not(write: Write) -> None:
    def hashed(*steps: str, keys: tuple[str, str] = ("owner: guard", "radius: 2")) -> str:
        inside = ", ".join(f"{step}: {{by: owner}}" for step in steps)
        entry = f"code: x, {keys[0]}, label: {{zh: 一, en: one}}, {keys[1]}, steps: {{{inside}}}"
        text = f"items: [{{{entry}}}]\nroles: [{{code: guard, label: {{zh: 保安, en: Guard}}}}]"
        return packs.read(write(text), registry=KINDS)[0].hash

    assert hashed("check", "decide") != hashed("decide", "check")
    assert hashed("check", "decide") == hashed("check", "decide", keys=("radius: 2.0", "owner: guard"))


@pytest.mark.parametrize(
    ("line", "instead", "english", "chinese"),
    [
        (
            "limits: {",
            "lmits: {",
            'packs/items.yaml line 8: items.road_hole has no key "lmits"; did you mean "limits"?',
            "packs/items.yaml 第8行：items.road_hole 没有“lmits”这个键，是不是“limits”？",
        ),
        (
            "days: 3",
            "days: three",
            "packs/items.yaml line 8: items.road_hole.limits.days should be a whole number, not text",
            "packs/items.yaml 第8行：items.road_hole.limits.days 应该是整数，写的却是文字",
        ),
        (
            "    owner: guard\n",
            "",
            'packs/items.yaml line 5: items.road_hole has no key "owner", which it needs',
            "packs/items.yaml 第5行：items.road_hole 少了必须有的键“owner”",
        ),
        (
            "    owner: guard\n",
            "    owner:\n",
            "packs/items.yaml line 7: items.road_hole.owner is empty; it should be text",
            "packs/items.yaml 第7行：items.road_hole.owner 是空的，应该是文字",
        ),
        (
            "owner: guard",
            "owner: gaurd",
            'packs/items.yaml line 7: items.road_hole.owner names "gaurd", which is not in roles;'
            ' did you mean "guard"?',
            "packs/items.yaml 第7行：items.road_hole.owner 写的“gaurd”不在 roles 里，是不是“guard”？",
        ),
        (
            "reject]",
            "rejct]",
            'packs/items.yaml line 10: items.road_hole.steps.check.actions[2] cannot be "rejct";'
            ' did you mean "reject"?',
            "packs/items.yaml 第10行：items.road_hole.steps.check.actions[2] 不能写“rejct”，是不是“reject”？",
        ),
        (
            ", unverified: true",
            "",
            "packs/items.yaml line 8: items.road_hole.limits: it needs a source, or unverified: true until"
            " the department confirms it",
            "packs/items.yaml 第8行：items.road_hole.limits：要写依据 source；部门还没确认的，写 unverified: true",
        ),
        (
            "from: 2026-01-01",
            "from: 2026-13-01",
            'packs/items.yaml line 12: items.road_hole.effective.from: "2026-13-01" is not a date like 2026-01-31',
            "packs/items.yaml 第12行：items.road_hole.effective.from 写的“2026-13-01”不是日期，要写成 2026-01-31 这样",
        ),
        (
            "from: 2026-01-01",
            "from: 2026-01-01, until: 2026-01-01",
            "packs/items.yaml line 12: items.road_hole.effective: until must be a later day than from",
            "packs/items.yaml 第12行：items.road_hole.effective：until 要比 from 晚",
        ),
        (
            "{zh: 路面坑洞, en: Hole in the road}",
            "{zh: 路面坑洞}",
            'packs/items.yaml line 6: items.road_hole.label has no key "en", which it needs',
            "packs/items.yaml 第6行：items.road_hole.label 少了必须有的键“en”",
        ),
        (
            "items:",
            "item:",
            'packs/items.yaml line 4: "item" is not a kind of pack; did you mean "items"?',
            "packs/items.yaml 第4行：没有“item”这种内容，是不是“items”？",
        ),
        (
            "    opens: 08:30\n",
            "    owner: guard\n",
            'packs/items.yaml line 11: the key "owner" stands here a second time; the first is on line 7',
            "packs/items.yaml 第11行：键“owner”写了两遍，第一遍在第7行",
        ),
        (
            "    opens: 08:30\n",
            "\topens: 08:30\n",
            "packs/items.yaml line 11: the line is indented with a tab; use spaces",
            "packs/items.yaml 第11行：这一行用制表符缩进，改成空格",
        ),
        (
            "  - code: road_hole\n",
            "  - code: Road-Hole\n",
            'packs/items.yaml line 5: items.Road-Hole.code cannot be "Road-Hole"; it should be a code: small'
            " letters, digits and _, beginning with a letter, 80 at most",
            "packs/items.yaml 第5行：items.Road-Hole.code 不能写“Road-Hole”，应该是代码："
            "小写字母、数字和 _，以字母开头，最多80个",
        ),
        (
            "    opens: 08:30\n",
            "    base: 3f2a\n",
            "packs/items.yaml line 11: items.road_hole.base should be the hash of a version, 12 characters"
            " or more, in quotes",
            "packs/items.yaml 第11行：items.road_hole.base 要写版本的哈希，至少12位，加引号",
        ),
    ],
)
def test_a_mistake_is_named_with_file_line_and_remedy(
    write: Write, line: str, instead: str, english: str, chinese: str
) -> None:
    assert line in GOOD
    path = write(GOOD.replace(line, instead))
    assert refused(path) == [english]
    assert refused(path, "zh-hans") == [chinese]


def test_every_mistake_is_reported_at_once_in_the_order_of_the_lines(write: Write) -> None:
    text = GOOD.replace("limits:", "lmits:").replace("by: owner", "bye: owner").replace("en: Guard", "en: ''")
    found = refused(write(text))
    assert [line.split(":")[0].rsplit(" ", 1)[1] for line in found] == ["3", "8", "10"]


def test_the_same_entry_twice_names_both_places(write: Write) -> None:
    path = write(GOOD.replace("items:", "  - {code: guard, label: {zh: 门卫, en: Gate}}\nitems:"))
    assert refused(path) == [
        "packs/items.yaml line 4: roles.guard stands here a second time; the first is in packs/items.yaml line 3"
    ]


def test_a_citys_layer_replaces_whole_entries(write: Write, tmp_path: Path) -> None:
    ours = write(GOOD)
    city = tmp_path / "nanning.yaml"
    city.write_text("roles: [{code: guard, label: {zh: 秩序员, en: Attendant}}]\n", encoding="utf-8")
    pieces = {piece.key: piece for piece in packs.read(ours.parent, [city], registry=KINDS)}
    role = pieces["roles", "guard"].value
    assert isinstance(role, Role)
    assert role.label.zh == "秩序员"
    assert len(pieces) == 2


def test_a_file_may_name_what_is_live_already(write: Write) -> None:
    path = write(GOOD[GOOD.index("items:") :])
    guard = Role(code="guard", label=packs.Words(zh="保安", en="Guard"))
    assert packs.read(path, registry=KINDS, live={("roles", "guard"): guard})


def test_a_yml_file_is_not_passed_over_in_silence(write: Write) -> None:
    path = write(GOOD)
    path.rename(path.with_suffix(".yml"))
    assert refused(path.parent) == ["packs/items.yml: call the file .yaml, else it is not read"]


def test_a_missing_file_is_a_sentence_too(write: Write) -> None:
    path = write(GOOD)
    path.unlink()
    assert refused(path) == ["packs/items.yaml: the file cannot be read (No such file or directory)"]


def test_an_empty_file_holds_nothing(write: Write) -> None:
    assert packs.read(write("# nothing yet\n"), registry=KINDS) == ()
    assert packs.read(write("items:\n"), registry=KINDS) == ()


def test_a_form_is_answered_with_the_same_sentences() -> None:
    with pytest.raises(packs.PacksRefused) as caught, translation.override("en"):
        packs.piece_of("roles", {"kode": "guard", "note": ""}, registry=KINDS)
    with translation.override("en"):
        assert str(caught.value) == (
            'roles has no key "kode"; did you mean "code"?\n'
            'roles has no key "note"; its keys are: code, effective, label\n'
            'roles has no key "label", which it needs'
        )


def test_one_name_is_one_shape() -> None:
    with pytest.raises(ValueError, match="two shapes are called roles"):
        KINDS.kind("roles")(Matter)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("on", "on"),
        ("no", "no"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("0771", "0771"),
        ("450103", 450103),
        ("-3", -3),
        ("1.5", 1.5),
        ("true", True),
        ("~", None),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_unquoted_words_mean_what_they_look_like(word: str, meaning: object) -> None:
    assert scalar(word) == meaning
