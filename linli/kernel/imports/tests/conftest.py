"""These tests build what they need from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.kernel.imports import kinds
from linli.kernel.imports.tests.shelf import Shelf
from tests.world import wants_a_bare_city


@pytest.fixture(autouse=True)
def from_nothing(request: pytest.FixtureRequest) -> None:
    """A database without the world in it."""
    wants_a_bare_city(request)


@pytest.fixture
def shelf(db: None, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A kind of list that keeps books on a shelf, in a table of its own."""
    one = Shelf()
    one.build()
    monkeypatch.setitem(kinds._kinds, one.code, one)
    return one


@pytest.fixture
def book_list(tmp_path: Path) -> Path:
    path = tmp_path / "books.csv"
    path.write_text("书号,书名,页数,备注\nB1,红楼梦,1606,\nB2,围城,359,\nB3,边城,134,\n", encoding="utf-8")
    return path
