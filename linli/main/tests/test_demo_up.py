"""``linli up --demo`` as a person starts it: soon an inbox, a loader that bears being killed, a quick second time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from linli.main.demo import note
from linli.main.demo.browsing import Browser
from linli.main.demo.players import IN_INBOX, Player, Stage
from linli.main.launcher import processes, trial
from linli.main.launcher.roster import Roster


def inbox(environment: dict[str, str]) -> int:
    """How many matters the printed clerk finds."""
    home = Path(environment["LINLI_HOME"])
    clerk = next(one for one in note.read(home).logins if one.login == "huangzhiqiang")
    browser = Browser(environment["DESK_URL"])
    stage = Stage({}, {}, (), Random(1), ZoneInfo("Asia/Shanghai"))
    page = Player(clerk, browser, stage).enter("/?view=mine&size=100", at="/login")
    assert page is not None
    return len(set(IN_INBOX.findall(" ".join([*page.links, page.text]))))


def loader(home: Path) -> int:
    """The process that loads the rest; 0 while there is none."""
    pid, since = Roster.of(home).children.get("loader", (0, ""))
    return pid if processes.is_alive(pid, since) else 0


def stop(process: subprocess.Popen[str]) -> None:
    """As Ctrl-C does it: the children end first."""
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


@pytest.mark.proof
def test_a_demo_is_ready_soon_goes_on_after_a_kill_and_starts_quickly_again() -> None:
    with trial.home() as environment:
        home = Path(environment["LINLI_HOME"])
        began = time.monotonic()
        with trial.up(environment, "--demo") as process:
            first = time.monotonic() - began
            assert inbox(environment) >= 50
            assert processes.wait_for(lambda: loader(home) > 0, 60)
            killed = loader(home)
            os.kill(killed, signal.SIGKILL)
            assert processes.wait_for(lambda: loader(home) not in (0, killed), 60)
            log = home / "logs" / "simulator.log"
            assert processes.wait_for(
                lambda: bool(re.search(r"did|reported|sent|on patrol|on the telephone", log.read_text())), 120
            )
            assert processes.wait_for(lambda: note.read(home).loaded == note.ALL, 1500)
            assert inbox(environment) >= 50
            stop(process)
        began = time.monotonic()
        with trial.up(environment, "--demo") as process:
            second = time.monotonic() - began
            assert inbox(environment) >= 50
            stop(process)
        assert first <= 90
        assert second <= 15
