"""The bench measures what it says: CPU of whole trees, requests as they are sent, bars as they are set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from linli.main import cli
from linli.main.bench import Row, cases, cpu, requests
from linli.main.bench.load import Ask, Cost, Failed, measure, send
from linli.main.bench.requests import FILTERED, INBOX_15, INBOX_100, OPEN, Peer
from linli.main.commands import bench
from linli.main.launcher import processes

BURN = "import time\nwhile time.process_time() < 0.3: pass\n"


class Handler(BaseHTTPRequestHandler):
    """A server that remembers what it was asked, and refuses one address."""

    asked: list[tuple[str, str, str | None]]

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer()

    def answer(self) -> None:
        self.asked.append((self.command, self.path, self.headers.get("Authorization")))
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal is the tests'."""


@pytest.fixture
def server() -> Iterator[tuple[str, type[Handler]]]:
    handler = type("Asked", (Handler,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}", handler
        running.shutdown()
        thread.join()


def test_the_cpu_of_a_tree_counts_children_and_those_that_have_ended() -> None:
    code = (
        f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])\nprint('burnt', flush=True)\ninput()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"burnt\n"
        read = cpu.of_tree([parent.pid])
        assert 0.25 <= read() <= 3
        parent.communicate(b"\n")
    assert processes.wait_for(lambda: read() == 0, 5)


def test_the_control_is_a_span_of_cpu() -> None:
    assert 1 < cpu.control() < 1000


def test_the_cpu_of_nobody_is_nothing() -> None:
    assert cpu.of_tree([])() == 0
    assert cpu.of_tree([os.getpid()])() > 0


def test_a_load_sends_what_it_counts(server: tuple[str, type[Handler]]) -> None:
    url, handler = server
    cost = measure(lambda number: Ask(f"{url}/{number}"), meters={"web": lambda: 0.0}, count=50, warm=3)
    assert [path for _, path, _ in handler.asked] == ["/-1", "/-2", "/-3", *(f"/{number}" for number in range(50))]
    assert cost.total == 0
    assert 0 < cost.p50 <= cost.p95


def test_a_load_with_an_error_is_worth_nothing(server: tuple[str, type[Handler]]) -> None:
    url, _ = server
    with pytest.raises(Failed, match="500"):
        measure(lambda _number: Ask(f"{url}/broken"), meters={}, count=5)


def test_a_peer_is_asked_for_the_same_things(server: tuple[str, type[Handler]]) -> None:
    url, handler = server
    for ask in Peer(url, (1,), token="t", list_path="/list/{size}", filtered_path="/some").asks().values():
        send(ask)
    bearer = "Bearer t"
    assert handler.asked == [
        ("POST", requests.PEER_OPEN, None),
        ("GET", "/list/15", bearer),
        ("GET", "/list/100", bearer),
        ("GET", "/some", bearer),
    ]


@pytest.mark.parametrize(
    ("value", "unit", "bar", "holds"),
    [(14, "ms", 14, True), (14.1, "ms", 14, False), (9, "×", 10, False), (10, "×", 10, True), (3, "s", None, None)],
)
def test_a_bar_is_the_most_or_of_a_comparison_the_least(
    value: float, unit: str, bar: float | None, holds: bool | None
) -> None:
    assert Row("x", value, unit, bar).holds is holds


def a_measurement(**statements: int) -> cases.Measured:
    cost = Cost({"web": 6.0, "database": 2.0}, p50=9.0, p95=11.0)
    names = [OPEN, *requests.desk_paths("NN-1")]
    counted = {name: statements.get("all", 5) for name in names}
    peer = {name: Cost({"peer": 100.0}, p50=120.0, p95=150.0) for name in (OPEN, INBOX_15, FILTERED)}
    return cases.Measured(10_000, 40.0, dict.fromkeys(names, cost), counted, peer)


def test_the_table_has_bars_and_the_peer_beside() -> None:
    rows = {row.what: row for row in cases.rows(a_measurement())}
    assert rows[f"{OPEN}: CPU"] == Row(f"{OPEN}: CPU", 8.0, "ms", bar=14.0, peer=100.0)
    assert rows[f"{INBOX_15}: CPU, peer to us"].value == 12.5
    assert rows[f"{INBOX_15}: CPU, peer to us"].holds
    assert f"{INBOX_100}: CPU, peer to us" not in rows
    assert all(row.holds is not False for row in rows.values())
    lines = bench.table(list(rows.values()))
    assert len(lines) == len(rows) + 1
    assert "≥ 2.5 ×" in next(line for line in lines if line.startswith(f"{OPEN}: CPU, peer"))


def test_thirteen_statements_are_too_many_for_a_page() -> None:
    failed = {row.what for row in cases.rows(a_measurement(all=13)) if row.holds is False}
    assert f"{INBOX_15}: statements" in failed
    assert f"{OPEN}: statements" not in failed


def test_a_peer_without_processes_is_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["bench", "cases", "--against", "http://127.0.0.1:1"]) == 2
    assert "--peer-pids" in capsys.readouterr().err


@pytest.mark.proof
def test_a_small_bench_measures_a_real_city(
    server: tuple[str, type[Handler]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way, with few cases: every figure is there, statements within their bars, our own process as peer."""
    for name in [name for name in os.environ if name.startswith(("LINLI_", "DJANGO_SETTINGS"))]:
        monkeypatch.delenv(name)
    url, _ = server
    argv = ["bench", "cases", "--json", "--cases", "60", "--rounds", "5"]
    cli.run([*argv, "--against", url, "--peer-pids", str(os.getpid())])
    rows = {row["what"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert set(rows[f"{OPEN}: CPU"]) == {"what", "value", "unit", "bar", "holds", "peer"}
    counted = {name: row for name, row in rows.items() if name.endswith("statements")}
    assert len(counted) == 9
    assert all(row["holds"] for row in counted.values())
    assert rows[f"{INBOX_15}: CPU"]["peer"] is not None
    assert all(row["value"] > 0 for name, row in rows.items() if name.endswith(("p50", "p95")))
