"""What a backup place holds: shelves that are copied once and whole, and what goes with time."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from linli.kernel.papers.queries import FOLDER as PAPERS
from linli.kernel.publications.queries.released import FOLDER as RELEASED
from linli.main.recovery import place, shelves, taking
from linli.main.recovery.place import Place
from linli.main.recovery.shelves import Shelves
from linli.main.tests.older_city import clock


def shelf(root: Path, folder: str, shelf: str, name: str, content: bytes) -> Path:
    path = root / folder / shelf / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_shelves_copy_what_is_new_once_and_whole(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    every = Shelves(source, target)
    assert every.copy() == 0
    shelf(source, "papers", "ab", "abcd", b"one")
    shelf(source, "papers", "ab", ".draft", b"half")
    shelf(source, "released", "cd", "cdef", b"two")
    assert (every.copy(), every.copy()) == (2, 0)
    shelf(source, "papers", "ab", "abce", b"three")
    assert every.copy() == 1
    assert sorted(one.name for one in shelves.every(target)) == ["abcd", "abce", "cdef"]


def test_every_folder_the_rooms_keep_files_in_is_backed_up() -> None:
    assert {PAPERS, RELEASED} == set(shelves.FOLDERS)


def test_old_backups_go_and_what_leads_up_to_the_kept_ones_stays(tmp_path: Path) -> None:
    kept, home, now = Place(tmp_path / "place"), tmp_path / "home", clock()
    kept.make()
    for days, segment in ((40, 1), (20, 5), (5, 9)):
        ended = now - timedelta(days=days)
        folder = kept.path / place.name_of(ended)
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps({"ended": ended.isoformat(), "files": {}}))
        (folder / "files.sha256").write_text(f"00  papers/ab/ab{days}\n")
        ranges = [{"Timeline": 1, "Start-LSN": f"0/{segment:X}000028", "End-LSN": "0/0"}]
        (folder / "backup_manifest").write_text(json.dumps({"WAL-Ranges": ranges}))
        shelf(kept.files, "papers", "ab", f"ab{days}", b"x")
    for segment in range(1, 12):
        (kept.timeline(1) / f"00000001{0:08X}{segment:08X}").touch()
    assert taking.prune(kept, home=home, keep=timedelta(days=30), now=now) == 0, "the newest before then leads up to it"
    assert taking.prune(kept, home=home, keep=timedelta(days=10), now=now) == 1
    assert len(kept.backups()) == 2
    assert min(one.name for one in kept.wal.glob("*/*"))[-2:] == "05"
