"""The pages about the standards are what the tests say, and SECURITY.md says what the code does."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from linli.gates.identity import codes, passwords
from linli.gates.mail import receiver, taking
from linli.gates.open311 import keys
from linli.gates.outbound import client
from linli.kernel.cases.actions import limiting
from linli.kernel.papers import sniff
from linli.kernel.people.actions import codes as one_time
from linli.kit import room_left, sessions
from linli.kit.counter import forms
from linli.kit.imports import handing_in
from linli.main import cli, compliance
from linli.main.compliance import REPOSITORY, STANDARDS, Standard, Unreadable
from linli.plumbing.tabular import workbooks

SECURITY = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda one: one.mark)
def test_the_page_is_what_the_tests_say(standard: Standard) -> None:
    rows = compliance.rows(standard)
    assert compliance.unsettled(rows) == []
    page = (REPOSITORY / standard.page).read_text(encoding="utf-8")
    assert page == compliance.page(standard, rows), "run: .venv/bin/linli compliance --write"


def test_no_number_of_the_standard_is_left_out() -> None:
    """The standard has 253 requirements of levels 1 and 2, 70 of them of level 1."""
    rows = compliance.rows(STANDARDS[0])
    assert (len(rows), sum(row.level == 1 for row in rows)) == (253, 70)
    for row in rows:
        assert re.fullmatch(r"V\d+\.\d+\.\d+", row.id)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout with one standard of three rows and two tests."""
    (tmp_path / "docs" / "standards").mkdir(parents=True)
    row = '"V1.1.1" = {{ level = 1, words = "one"{0} }}\n"V1.1.2" = {{ level = 2, words = "two", absent = "none" }}\n'
    for standard in STANDARDS:
        (tmp_path / standard.source).write_text('["V1"]\n' + row.format(""), "utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "linli").mkdir()
    marked = "".join(f"@pytest.mark.{one.mark}('V1.1.1')\n" for one in STANDARDS)
    (tmp_path / "tests" / "test_x.py").write_text(
        f"import pytest\n\n\n{marked}def test_one():\n    assert 1\n", "utf-8"
    )
    return tmp_path


def test_the_command_writes_the_pages_and_says_when_they_are_old(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["compliance", "--checkout", str(checkout)]
    assert cli.run(asked) == 1
    assert "docs/reference/asvs.md" in capsys.readouterr().err
    assert cli.run([*asked, "--write"]) == 0
    assert "[test_one](../../tests/test_x.py)" in (checkout / "docs/reference/asvs.md").read_text("utf-8")
    capsys.readouterr()
    assert cli.run([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["state"] for row in told["asvs"]] == ["proven", "absent"]
    (checkout / "tests" / "test_x.py").write_text("def test_one():\n    assert 1\n", "utf-8")
    assert cli.run(asked) == 1
    assert "V1.1.1 has no test and no reason" in capsys.readouterr().err


def test_a_mark_of_a_number_nobody_has_is_named(checkout: Path) -> None:
    (checkout / "tests" / "test_y.py").write_text(
        "import pytest\n\n@pytest.mark.asvs('V99.9.9')\ndef test_y(): ...\n", "utf-8"
    )
    with pytest.raises(Unreadable, match=r"test_y.py::test_y is marked asvs\('V99.9.9'\)"):
        compliance.rows(STANDARDS[0], checkout)


def test_a_row_with_a_test_and_a_reason_is_named(checkout: Path) -> None:
    path = checkout / STANDARDS[0].source
    path.write_text('["V1"]\n"V1.1.1" = { level = 1, words = "one", open = "later" }\n', "utf-8")
    (said,) = compliance.unsettled(compliance.rows(STANDARDS[0], checkout))
    assert "take its reason away" in said


# -- SECURITY.md says what the code does

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def says(*words: object) -> None:
    """The page has a line with all of these words."""
    plain = [str(one) for one in words]
    assert any(all(one in line for one in plain) for line in [*SECURITY.replace("\n", " ").split("|"), SECURITY]), plain


@pytest.mark.asvs("V6.1.1", "V6.1.3", "V6.3.4", "V7.1.1")
@pytest.mark.dengbao("8.1.4.1 b")
def test_the_page_tells_the_ways_in_and_how_guessing_is_held_up() -> None:
    assert one_time.HOLDS == 10 * MINUTE
    says("6 digits", f"{one_time.HOLDS // MINUTE} minutes", f"{one_time.TRIES} tries")
    says(f"{codes.AN_HOUR_BY_PHONE} an hour for a phone", f"{codes.AN_HOUR_BY_ADDRESS} an hour for an address")
    says(
        f"{passwords.TRIES_FROM_HERE} tries in {passwords.SPAN // MINUTE} minutes",
        f"{passwords.TRIES_FROM_ANYWHERE} from anywhere",
    )
    says(f"{passwords.TRIES_OF_AN_ADDRESS} from one address")
    says(f"{keys.LONGEST // DAY} days", f"{keys.PER_HOUR} requests an hour")
    assert f"{sessions.IDLE // MINUTE} idle minutes and after {sessions.ABSOLUTE // HOUR} hours" in SECURITY.replace(
        "\n", " "
    )


@pytest.mark.asvs("V5.1.1", "V15.1.3")
def test_the_page_tells_what_may_be_sent() -> None:
    assert (sniff.MAX_BYTES, settings.UPLOAD_MOST) == (20 << 20, 20 << 20)
    says("20 MB", f"{sniff.MAX_PIXELS // 1_000_000} million pixels", f"{forms.MOST_PHOTOS} a form")
    assert (handing_in.MOST_BYTES, workbooks.LARGEST) == (50 << 20, 1 << 30)
    says("50 MB", "1 GB unpacked", f"{workbooks.DENSEST} times", f"{workbooks.MOST_PARTS:,} parts")
    says(f"{receiver.MOST_BYTES >> 20} MB", f"{taking.AN_HOUR} an hour from one sender")
    gb = room_left.GB
    says(
        f"{room_left.OF_AN_ADDRESS['public'] // gb} GB an hour",
        f"{room_left.OF_ALL // gb} GB from all",
        f"{room_left.RESERVE // gb} GB of the disk",
    )
    says(f"{limiting.MOST} a day")


@pytest.mark.asvs("V13.1.1", "V8.1.1", "V8.1.2", "V14.1.2", "V15.1.1", "V16.1.1", "V16.2.3")
def test_the_page_tells_whom_is_called_what_is_written_and_who_decides() -> None:
    plain = SECURITY.replace("\n", " ")
    assert f"{client.SECONDS:.0f} seconds and {client.MOST >> 20} MB" in plain
    assert "LINLI_OUTBOUND_HOSTS" in plain
    for head in ("## Who may do what", "## Ways in", "## Whom Linli calls", "## What is written down"):
        assert head in SECURITY
    assert "(public, internal, personal, sensitive, secret)" in plain
    assert "within 7 days" in plain
    assert "`var/logs`" in plain
