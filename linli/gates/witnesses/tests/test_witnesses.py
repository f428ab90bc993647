"""Checkpoints leave the house: to a folder, to a machine that cosigns; who is away is asked again, nothing is lost."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from linli.engines.merkle import proves_consistency
from linli.engines.merkle.notes import COSIGNATURE, Checkpoint, Key, Note, Signer
from linli.gates.outbound.tests.listening import Heard, listening
from linli.gates.witnesses import handing, queries
from linli.gates.witnesses.models import WitnessReceipt
from linli.gates.witnesses.naming import Named, named
from linli.kernel.journal.robots import SEALER
from linli.kernel.journal.tests import sealed
from linli.kernel.journal.tests.sealed import seal_all, sign, verified, write
from linli.main.doctor import GOOD, LOOK, WRONG
from linli.main.doctor import seal as doctor
from linli.plumbing import scope
from linli.plumbing.time import now as clock

WITNESS = Signer("witness.example.cn", bytes(range(7, 39)), COSIGNATURE)


@pytest.fixture
def quiet(db: None) -> None:
    sealed.begin()


class Log:
    """A witness as c2sp.org/tlog-witness has it: it remembers one checkpoint and checks what it is asked to cosign."""

    def __init__(self) -> None:
        self.size, self.root, self.said = 0, b"", 0
        self.spoilt = False

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        body = self.heard.calls[-1][2].decode()
        assert self.heard.calls[-1][0].endswith("/add-checkpoint")
        head, _empty, note = body.partition("\n\n")
        old, *proof = head.split("\n")
        answer = self._answer(int(old.removeprefix("old ")), [base64.b64decode(one) for one in proof], note)
        handler.send_response(answer[0])
        handler.send_header("Content-Length", str(len(answer[1])))
        handler.end_headers()
        handler.wfile.write(answer[1])

    def _answer(self, old: int, proof: list[bytes], note: str) -> tuple[int, bytes]:
        if old != self.size:
            return 409, f"{self.size}\n".encode()
        said = Checkpoint.read(Note.read(note).text)
        if not proves_consistency(old, said.size, proof, self.root, said.root):
            return 422, b""
        self.size, self.root, self.said = said.size, said.root, self.said + 1
        line = WITNESS.line(said.text + ("x" if self.spoilt else ""), moment=1_795_000_000)
        return 200, line.encode()

    heard: Heard


@pytest.fixture
def log() -> Iterator[Log]:
    kept = Log()
    with listening(kept) as heard, override_settings(OUTBOUND_HOSTS=(heard.url.removeprefix("http://"),)):
        kept.heard = heard
        yield kept


def standing() -> list[queries.Standing]:
    with scope.reading(SEALER, now=clock()):
        return queries.standing()


def test_two_witnesses_have_every_checkpoint(quiet: None, log: Log, tmp_path: Path) -> None:
    names = (f"审计局={tmp_path}", f"{log.heard.url}/linli {WITNESS.key}")
    with override_settings(WITNESSES=names):
        for count in (5, 300, 1):
            write(count)
            seal_all()
            note = sign()
            assert handing.hand_all(now=clock()) == 2
            assert handing.hand_all(now=clock()) == 0
        assert [(one.name, one.size) for one in standing()] == [("审计局", 306), (log.heard.url[7:], 306)]
        assert (tmp_path / "checkpoint").read_text() == note
        assert (log.size, log.said) == (306, 3)
        cosigned = list(WitnessReceipt.objects.exclude(cosignature="").order_by("size"))
        assert [one.size for one in cosigned] == [5, 305, 306]
        assert Note.read(note + cosigned[-1].cosignature).signed_by([WITNESS.key]) == [WITNESS.key]
        held = list(queries.held())
        assert len(held) == 3
        report = verified(witnessed=held)
        assert (report.problems, report.witnessed) == ([], {"审计局"})


def test_a_witness_that_was_away_gets_the_newest_when_it_is_back(quiet: None, log: Log, tmp_path: Path) -> None:
    away = tmp_path / "not_mounted"
    with override_settings(WITNESSES=(str(away), f"{log.heard.url}/linli")):
        write(3)
        seal_all()
        sign()
        now = clock()
        assert handing.hand_all(now=now) == 1
        (one, _other) = standing()
        assert (one.size, one.failing_since) == (0, now)
        assert "not there" in one.trouble
        assert not away.exists()  # a share that is not mounted is not made up
        away.mkdir()
        assert handing.hand_all(now=now + timedelta(seconds=1)) == 0  # it is left alone for a while
        write(2)
        seal_all()
        sign()
        assert handing.hand_all(now=now + timedelta(seconds=6)) == 2
        (one, _other) = standing()
        assert (one.size, one.trouble, one.failing_since) == (5, "", None)


def test_a_witness_knows_better_how_far_it_is(quiet: None, log: Log) -> None:
    """Its size is believed: the next proof begins there. Another history than it knows is refused, in words."""
    with override_settings(WITNESSES=(f"{log.heard.url}/linli {WITNESS.key}",)):
        write(40)
        seal_all()
        old = Checkpoint.read(Note.read(sign()).text)
        write(2)
        seal_all()
        sign()
        log.size, log.root = old.size, old.root
        assert handing.hand_all(now=clock()) == 1
        assert log.size == 42
        write(1)
        seal_all()
        sign()
        log.root = bytes(32)
        assert handing.hand_all(now=clock()) == 0
        assert "历史" in standing()[0].trouble
        log.size = 99
        assert handing.hand_all(now=clock() + timedelta(hours=1)) == 0
        assert "99" in standing()[0].trouble


def test_a_cosignature_that_is_none_is_not_kept(quiet: None, log: Log) -> None:
    log.spoilt = True
    with override_settings(WITNESSES=(f"{log.heard.url}/linli {WITNESS.key}",)):
        write(1)
        seal_all()
        sign()
        assert handing.hand_all(now=clock()) == 0
        assert not WitnessReceipt.objects.exists()


def test_an_address_inside_the_house_is_not_called(quiet: None) -> None:
    with override_settings(WITNESSES=("http://127.0.0.1:8080/linli", "https://10.0.0.1/x")):
        write(1)
        seal_all()
        sign()
        assert handing.hand_all(now=clock()) == 0
        assert all("LINLI_OUTBOUND_HOSTS" in one.trouble for one in standing())


def test_a_folder_that_was_cut_off_in_the_middle_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    note = {"size": 1, "note": "x\n\n"}
    (tmp_path / "checkpoints.jsonl").write_text(json.dumps(note) + "\n" + json.dumps(note)[:9], encoding="utf-8")
    with override_settings(WITNESSES=(str(tmp_path),)):
        assert [one.note for one in queries.held()] == ["x\n\n"]


def test_how_a_witness_is_named() -> None:
    key = str(WITNESS.key)
    written = ("审计局=/mnt/a/linli/", "/mnt/b", f"https://w.example.cn/x?a=b {key}", f"省厅=https://p.cn {key}")
    with override_settings(WITNESSES=written):
        assert [one.name for one in named()] == ["审计局", "b", "w.example.cn", "省厅"]
        told = ["/mnt/a/linli", "/mnt/b", "https://w.example.cn/x?a=b", "https://p.cn"]
        assert [one.where for one in named()] == told
        assert [one.key for one in named()] == [None, None, Key.read(key), Key.read(key)]
        assert named()[0] == Named("/mnt/a/linli", "审计局")


def test_a_witness_with_a_key_that_is_none_is_told_of_and_not_called(quiet: None, log: Log) -> None:
    with override_settings(WITNESSES=(f"{log.heard.url}/linli nonsense",)):
        write(1)
        seal_all()
        sign()
        assert handing.hand_all(now=clock()) == 0
        assert "LINLI_WITNESSES" in standing()[0].trouble
    assert log.said == 0


def test_the_doctor_asks_for_two_witnesses(quiet: None, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    write(3)
    seal_all()
    sign()

    def said(**settings: Any) -> str:
        with override_settings(**settings), scope.reading(SEALER, now=clock()):
            return doctor.witnessed(now=clock() + timedelta(minutes=2)).state

    assert said(WITNESSES=()) == LOOK  # on a laptop
    assert said(WITNESSES=(), PUBLIC_URL="https://linli.example.cn") == WRONG
    both = tuple(map(str, folders))
    assert said(WITNESSES=both) == WRONG  # nobody has it yet
    with override_settings(WITNESSES=both):
        handing.hand_all(now=clock())
    assert said(WITNESSES=both) == GOOD
    assert said(WITNESSES=(*both, str(tmp_path / "c"))) == LOOK
    write(1)
    seal_all()
    sign()
    assert said(WITNESSES=both) == WRONG  # what is newest is with nobody


def test_the_doctor_sees_when_nothing_is_sealed(quiet: None) -> None:
    write(4)
    with scope.reading(SEALER, now=clock()):
        assert doctor.seal(now=clock()).state == GOOD
        late = doctor.seal(now=clock() + timedelta(minutes=3))
    assert (late.state, "4" in late.sentence) == (WRONG, True)
    seal_all()
    with scope.reading(SEALER, now=clock()):
        assert doctor.seal(now=clock() + timedelta(minutes=3)).state == GOOD
