"""``linli messages``: the codes a demo sends, one on a line."""

from __future__ import annotations

import json
from argparse import Namespace
from itertools import islice
from pathlib import Path
from threading import Timer

import pytest
from django.test import override_settings

from linli.gates.messages.ways import FileWay
from linli.main.commands import messages
from linli.plumbing.time import now as clock


def a_line(text: str) -> bytes:
    return json.dumps({"channel": "sms", "to": "13800138001", "text": text}, ensure_ascii=False).encode() + b"\n"


def test_the_last_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    assert messages.run(Namespace(follow=False, codes=False)) == 0
    (tmp_path / messages.FILE).write_bytes(b"".join(a_line(f"验证码{n:06d}") for n in range(30)) + b'{"half')
    assert messages.run(Namespace(follow=False, codes=False)) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == messages.LAST
    assert said[-1] == "sms → 13800138001: 验证码000029"


def test_codes_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    with override_settings(HOME=tmp_path):
        for key in ("login-code-1", "notice-7"):
            FileWay().send(channel="sms", address="13800138001", text=key, key=key, at=clock())
    assert messages.run(Namespace(follow=False, codes=True)) == 0
    assert capsys.readouterr().out.splitlines() == ["sms → 13800138001: login-code-1"]


def test_each_new_one_whole(tmp_path: Path) -> None:
    path = tmp_path / messages.FILE
    path.write_bytes(a_line("早先的"))
    new = a_line("验证码123456")

    def add(piece: bytes) -> None:
        with path.open("ab") as file:
            file.write(piece)

    timers = [Timer(0.1, add, [new[:9]]), Timer(0.5, add, [new[9:] + a_line("第二条")])]
    for timer in timers:
        timer.start()
    assert list(islice(messages.coming(path), 2)) == [new, a_line("第二条")]
    for timer in timers:
        timer.join()


def test_what_is_no_message_is_shown_harmless() -> None:
    assert messages.told(b"\x1b[31mred\n") == "[31mred"
    assert messages.told(a_line("两\n行")) == "sms → 13800138001: 两 行"
