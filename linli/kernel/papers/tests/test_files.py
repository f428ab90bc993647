"""Sealed files appear whole or not at all, readable by nobody else."""

import os
import stat
from pathlib import Path

import pytest

from linli.kernel.papers import files

NAME = "ab" * 16


def test_a_file_is_written_read_and_taken_away(home: Path) -> None:
    files.write("papers", NAME, b"one")
    files.write("papers", NAME, b"two")
    assert files.read("papers", NAME) == b"two"
    path = home / "papers" / "ab" / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, home / "papers")} == {0o700}
    files.remove("papers", NAME)
    files.remove("papers", NAME)
    assert list(path.parent.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        files.read("papers", NAME)


def test_a_write_that_fails_leaves_what_was_there(home: Path) -> None:
    files.write("papers", NAME, b"one")
    folder = home / "papers" / "ab"
    inside = folder / NAME
    inside.unlink()
    inside.mkdir()  # nothing can be renamed over a folder
    with pytest.raises(OSError, match="directory"):
        files.write("papers", NAME, b"two")
    assert [path.name for path in folder.iterdir()] == [NAME]


@pytest.mark.parametrize("name", ["", "..", "../keys.json", "/etc/passwd", "a/b", "ab\0"])
def test_a_name_never_leads_out_of_the_folder(home: Path, name: str) -> None:
    for use in (files.read, files.remove):
        with pytest.raises(ValueError, match="not the name"):
            use("papers", name)


def test_the_file_and_its_folder_are_on_the_disk_before_a_write_returns(home: Path) -> None:
    """The system call that flushes is listened to: new folders first, then the file, then its name."""
    flushed: list[str] = []
    real = os.fsync

    def noted(handle: int) -> None:
        flushed.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", noted)
        files.write("papers", NAME, b"one")
    folder = home / "papers" / "ab"
    new_folders, (draft, shelf) = flushed[:2], flushed[2:]
    assert [Path(path) for path in new_folders] == [home, home / "papers"]
    assert Path(draft).parent == Path(shelf) == folder
    assert Path(draft).name.startswith(".")
