"""A running city for browser tests: real processes, a real database, the small world of tests/world.py inside.

One for all tests of a pytest process; they share the xdist group ``city``, so that there is one. What moves in the
city is moved by the tests: no simulator, no demo life. What stands in it is put there by ``settling``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, LiteralString

import psycopg
import pytest

from linli.main.launcher import env, processes, testing, trial
from tests import factors

GRID, LEAD, CLERK, FIRM, EDITOR = "grid_worker", "street_lead", "clerk", "property_staff", "catalogue_editor"
FRESH = 600  # seconds


@dataclass(frozen=True, slots=True)
class Standing:
    """A case that stands in the city: its number, the code that opens it, and the address of its public face."""

    number: str
    receipt: str
    face: str = ""


@dataclass(slots=True)
class Settled:
    """What was put into the city: logins by role, phones of residents, ids people choose by, cases by their state."""

    password: str
    logins: dict[str, str]
    phones: list[str]
    community: int
    cases: dict[str, Standing] = field(default_factory=dict)
    pools: dict[str, list[Standing]] = field(default_factory=dict)


@dataclass(slots=True)
class City:
    """Where it answers, its home, and what stands in it."""

    public: str
    desk: str
    home: Path
    there: Settled
    sessions: dict[str, tuple[Any, float]] = field(default_factory=dict)  # cookies and since when: the door counts
    secrets: dict[str, str] = field(default_factory=dict)  # of authenticators that are not of the small world

    def session_of(self, login: str) -> Any:
        """The cookies of a login that came in within the last ten minutes: nothing asks it for a factor again."""
        cookies, since = self.sessions.get(login, (None, 0.0))
        return cookies if monotonic() - since < FRESH else None

    def remember(self, login: str, cookies: Any) -> None:
        self.sessions[login] = (cookies, monotonic())

    def take(self, pool: str) -> Standing:
        """A case nobody else uses: ``handled`` by the property firm, ``mine`` or ``answered`` of the third resident."""
        return self.there.pools[pool].pop()

    def reported(self) -> int:
        """How many matters were reported, walls aside; what the register finds by itself is not among them."""
        return self._counted("select count(*) from cases_case where channel <> 'register'")

    def looks(self) -> int:
        """How many looks at somebody were written down, walls aside."""
        return self._counted("select count(*) from people_look")

    def _counted(self, query: LiteralString) -> int:
        with psycopg.connect(env.read(self.home)["LINLI_DATABASE_ADMIN"]) as connection:
            row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def code_for(self, phone: str) -> str:
        """The one-time code that was sent to a phone last."""
        found: list[str] = []

        def sent() -> bool:
            lines = self.messages(phone)
            found[:] = [code for text in lines if "验证码" in text for code in re.findall(r"\d{6}", text)]
            return bool(found)

        assert processes.wait_for(sent, 10), f"no code was sent to {phone}"
        return found[-1]

    def shown_to(self, login: str, *, least: int = 0) -> str:
        """What the authenticator of a member of staff shows: the first code after ``least`` that nobody has used."""
        with psycopg.connect(env.read(self.home)["LINLI_DATABASE_ADMIN"]) as connection:
            last = factors.last_shown(connection.cursor(), login)
        return factors.code_after(self.secrets.get(login) or factors.secret_of(login), max(last, least))

    def link_for(self, phone: str) -> str:
        """The link of the last message to a phone that carries one. At night it is held back: morning comes for it."""
        found: list[str] = []

        def sent() -> bool:
            self.let_morning_come()
            found[:] = [link for text in self.messages(phone) for link in re.findall(r"https?://\S+", text)]
            return bool(found)

        assert processes.wait_for(sent, 20), f"no link was sent to {phone}"
        return found[-1]

    def let_morning_come(self) -> None:
        """Let what waits for the end of the quiet hours go out now, at whatever hour the tests are run."""
        with psycopg.connect(env.read(self.home)["LINLI_DATABASE_ADMIN"]) as connection:
            connection.execute(
                "update procrastinate_jobs set scheduled_at = now() where queue_name = 'messages' and status = 'todo'"
                " and scheduled_at > now()"
            )

    def messages(self, phone: str) -> list[str]:
        """What was sent to a phone, in order."""
        path = self.home / "messages.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [line["text"] for line in map(json.loads, lines) if line["to"].endswith(phone)]


@pytest.fixture(scope="session")
def city(schema: Path) -> Iterator[City]:
    """The city of this test process."""
    with running(schema) as started:
        yield started


@contextmanager
def running(schema: Path, *options: str) -> Iterator[City]:
    """Start a city, settle it, and end it."""
    with trial.home() as environment:
        home = Path(environment["LINLI_HOME"])
        testing.settle(schema, home)
        with trial.up(environment, *options):
            yield City(environment["PUBLIC_URL"], environment["DESK_URL"], home, _settled(environment))


def _settled(environment: dict[str, str]) -> Settled:
    """Fill the city from a process of its own, because this one belongs to the database of the tests."""
    home = Path(environment["LINLI_HOME"])
    surroundings = {**environment, **env.of_surface(home, "admin"), "LINLI_ASSUME_LOGIN": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.browser.settling"]
    done = subprocess.run(command, env=surroundings, cwd=trial.REPO, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the city was not settled:\n{done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    return read_settled(told)


def read_settled(told: dict[str, Any]) -> Settled:
    """What the other process has printed."""
    told["cases"] = {name: Standing(**one) for name, one in told["cases"].items()}
    told["pools"] = {name: [Standing(**one) for one in pool] for name, pool in told["pools"].items()}
    return Settled(**told)
