"""An entry that is written to a file reads back as what it was, whatever stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.plumbing import packs
from linli.plumbing.packs.kinds import hash_of
from linli.plumbing.packs.text import HIDDEN
from linli.plumbing.packs.writer import write

KINDS = packs.Registry()


@KINDS.kind("things")
class Thing(packs.Entry, frozen=True, kw_only=True):
    """An entry that takes anything a file may hold."""

    label: Any = None
    steps: dict[str, Any] = {}
    list: tuple[Any, ...] = ()


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(lambda text: not HIDDEN.search(text))
TRICKY = st.sampled_from([
    "", " ", "~", "null", "true", "no", "on", "12:30", "08", "1e5", "1_000", "+5", "-0", "0x1F", "2026-01-31", "- a",
    "# no comment", "a: b", "{a}", "'", '"', "\\", "行一\n行二\n", "\n\n 缩进\n", "末尾空格 ", "\t", "=", "<<",
    "*a", "&a", "锟斤拷", "閭婚噷", "\ufffd", "\u2028行", "\x85", "a" * 300, "词 " * 90, "? x",
    "%x", "@x", "`x", "...", "---", "|", ">",
])  # fmt: skip
NUMBERS = st.integers(-(10**18) + 1, 10**18 - 1) | st.floats(allow_nan=False, allow_infinity=False, width=64)
LEAF = st.none() | st.booleans() | NUMBERS | TEXT | TRICKY
ANY = st.recursive(
    LEAF,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXT | TRICKY, inside, max_size=4),
    max_leaves=12,
)


def read(tmp_path: Path, text: str) -> packs.Piece:
    file = tmp_path / "one.yaml"
    file.write_text(text, encoding="utf-8", newline="\n")
    (piece,) = packs.read(file, registry=KINDS)
    return piece


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written")


@settings(max_examples=300)
@given(label=ANY, steps=st.dictionaries(TEXT | TRICKY, ANY, max_size=4), items=st.lists(ANY, max_size=4))
def test_whatever_is_written_reads_back_the_same(
    folder: Path, label: Any, steps: dict[str, Any], items: list[Any]
) -> None:
    body = packs.piece_of(
        "things", {"code": "one", "label": label, "steps": steps, "list": tuple(items)}, registry=KINDS
    ).body
    hash = hash_of("things", body)
    try:
        text = write("things", body, base=hash[:12])
    except packs.PacksRefused:
        assert _has_a_number_no_file_holds(body)
        return
    piece = read(folder, text)
    assert (piece.hash, piece.base) == (hash, hash[:12])
    assert write("things", piece.body, base=piece.base) == text


def _has_a_number_no_file_holds(value: Any) -> bool:
    """Exponents of three digits: the reader takes them for words."""
    if isinstance(value, dict):
        return any(map(_has_a_number_no_file_holds, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_a_number_no_file_holds, value))
    return isinstance(value, float) and value != 0 and not 1e-99 <= abs(value) < 1e100


def test_the_steps_of_a_flow_keep_their_order() -> None:
    body = {"code": "one", "steps": {"z": 1, "a": 2, "m": {"b": 1, "a": 2}}}
    text = write("things", body)
    assert text.index("z:") < text.index("a:") < text.index("m:") < text.index("b:")


def test_a_number_no_file_can_hold_is_refused_by_name() -> None:
    with pytest.raises(packs.PacksRefused, match=r"things\.one"):
        write("things", {"code": "one", "label": 10**20})
