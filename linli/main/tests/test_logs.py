"""A page that breaks is written down, with nothing in it that belongs to a person."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from linli.main.logs import MORE, Line

BROKEN = """
import django, logging
from django.conf import settings
from linli.main import logs
settings.configure(LOGGING=logs.settings())
django.setup()
logging.getLogger("django.request").warning("Not Found: %s", "/nothing")
try:
    raise ValueError("no such lamp")
except ValueError:
    logging.getLogger("django.request").exception("Internal Server Error: %s", "/c/7K3M-9QXT-4C8W")
"""


@pytest.mark.asvs("V16.3.4", "V16.2.4")
def test_what_broke_is_written_once_and_what_was_refused_is_not(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", BROKEN], capture_output=True, text=True, check=True)
    assert done.stderr.count("Internal Server Error: /c/…") == 1
    assert "no such lamp" in done.stderr
    assert "7K3M" not in done.stderr
    assert "Not Found" not in done.stderr


@pytest.mark.asvs("V16.2.5")
def test_the_contents_of_a_row_are_left_out() -> None:
    said = 'null value in column "step"\nDETAIL:  Failing row contains (7, 覃秀兰, 13800138001).\nand on'
    line = Line().format(logging.LogRecord("x", logging.ERROR, "f", 1, said, None, None))
    assert "覃秀兰" not in line
    assert line.splitlines()[-1] == f"{MORE}and on"


def test_who_somebody_is_and_where_they_are_reached_is_left_out() -> None:
    said = "read 覃秀兰·2, 13800138001, 45010319580312002X, 0771-5550100, q@example.org, %E8%A6%83 of case 1234567"
    line = Line().format(logging.LogRecord("x", logging.ERROR, "f", 1, said, None, None))
    assert line == "read …, …, …, …, …, … of case 1234567"


@pytest.mark.asvs("V16.4.1")
def test_nobody_writes_a_line_of_their_own() -> None:
    record = logging.LogRecord(
        "x", logging.ERROR, "f", 1, "asked for %s", ("a\r\n2026-01-01 ERROR x: all is well",), None
    )
    assert Line().format(record).splitlines() == ["asked for a", f"{MORE}2026-01-01 ERROR x: all is well"]
