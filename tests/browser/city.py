"""A running city for browser tests: real processes, a real database, the small world of tests/world.py inside.

One for all tests of a pytest process; they share the xdist group ``city``, so that there is one. What moves in the
city is moved by the tests: no simulator, no demo life. Run as a program it settles a city that is up.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from linli.main.launcher import env, processes, trial

if TYPE_CHECKING:
    from linli.kernel.cases.actions import Opened
    from tests.world import World

LONG_PLACE = "桃源路36号院2栋2单元三层东侧楼梯拐角消火栓箱旁边靠近垃圾收集点和电动车棚的那一段走道，" * 3
LONG_TEXT = "二单元三层的楼道灯不亮两天了，老人晚上下楼怕摔，孩子上学出门也看不见台阶。" * 190
LONG_NAME = "住在二单元三层东侧的热心街坊兼楼栋长兼晨跑队队长"
GRID, LEAD, CLERK, FIRM, EDITOR = "grid_worker", "street_lead", "clerk", "property_staff", "catalogue_editor"


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
    sessions: dict[str, Any] = field(default_factory=dict)  # cookies by login: the door counts every try

    def take(self, pool: str) -> Standing:
        """A case nobody else uses: ``handled`` by the property firm, ``mine`` or ``answered`` of the third resident."""
        return self.there.pools[pool].pop()

    def reported(self) -> int:
        """How many matters were reported, walls aside; what the register finds by itself is not among them."""
        with psycopg.connect(env.read(self.home)["LINLI_DATABASE_ADMIN"]) as connection:
            row = connection.execute("select count(*) from cases_case where channel <> 'register'").fetchone()
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
def city() -> Iterator[City]:
    """The city of this test process."""
    with running() as started:
        yield started


@contextmanager
def running(*options: str) -> Iterator[City]:
    """Start a city, settle it, and end it."""
    with trial.home() as environment, trial.up(environment, *options):
        home = Path(environment["LINLI_HOME"])
        yield City(environment["PUBLIC_URL"], environment["DESK_URL"], home, _settled(environment))


def _settled(environment: dict[str, str]) -> Settled:
    """Fill the city from a process of its own, because this one belongs to the database of the tests."""
    home = Path(environment["LINLI_HOME"])
    surroundings = {**environment, **env.of_surface(home, "admin"), "LINLI_ASSUME_LOGIN": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.browser.city"]
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


def settle() -> Settled:
    """In the other process: the small world, and cases in every state."""
    from linli.plumbing.time import now as clock
    from tests import lists
    from tests import world as small

    world = small.build(clock())
    logins = {role: world.login(world.hat(role)) for role in (EDITOR, "catalogue_publisher", "supervisor")}
    here = world.community()
    above = (GRID, LEAD, CLERK, FIRM, "street_clerk", "coordinator", "enforcement_staff", "emergency_staff")
    logins |= {role: _login_above(world, role, here) for role in above}
    logins["data_officer"] = world.login(lists.officer(world))
    logins |= {f"{role}_xinghu": world.login(world.hat(role, "星湖社区")) for role in (CLERK, GRID)}
    there = Settled(small.PASSWORD, logins, [one.phone for one in world.residents], here)
    there.cases = _cases(world, clock())
    there.pools = _pools(world)
    return there


def _login_above(world: World, role: str, community: int) -> str:
    """Whoever has that role where the stories happen; of grid workers the one of 桃源路36号院2栋."""
    from linli.kernel.places import queries as places
    from linli.plumbing.time import now as clock

    grid = places.grid_of(building_id=world.building(), at=clock())
    posts = Counter(hat.account for hat in world.desks.hats)  # whoever has several is asked which one to wear
    fitting = [hat for hat in world.desks.hats if hat.role == role and community in hat.scopes]
    hats = sorted(fitting, key=lambda hat: posts[hat.account])
    if role == GRID:
        hats = [hat for hat in hats if grid is not None and grid.id in hat.areas]
    return world.login(hats[0])


def _cases(world: World, now: datetime) -> dict[str, Standing]:
    from linli.kernel.cases.actions import calling
    from linli.kernel.cases.reports import Reporter
    from linli.kernel.publications import actions as publications
    from linli.plumbing.pointers import pointer
    from tests import lists

    week = timedelta(days=7)
    made = {
        "fresh": world.an_open_case(item="hotline.rubbish", text="垃圾桶满了，没人清。"),
        "unplaced": world.an_open_case(place=None, where="江边绿道第三个凉亭"),
        "handled": world.an_open_case(until="handle"),
        "answered": world.an_open_case(until="confirm", reporter=world.a_named()),
        "late": world.an_open_case(item="hotline.noise", text="夜里一点还放音响。", at=now - 2 * week),
        "closed": world.an_open_case(until="confirm", item="hotline.blocked_exit", text="消防通道又停满了车。"),
        "reopened": world.an_open_case(until="confirm", item="hotline.ebike_charging", text="一楼飞线充电。"),
    }
    alias = Reporter("alias", alias=LONG_NAME[:40])
    made["long"] = world.an_open_case(
        until="confirm", item="hotline.other", text=LONG_TEXT[:7000], where=LONG_PLACE[:120], reporter=alias
    )
    world.rate(made["closed"], 5)
    world.rate(made["reopened"], 1, text="第二天又拉上了。")
    _waiting(world, now)
    faces = {name: _face(opened) for name, opened in made.items()}
    standing = {name: Standing(opened.number, opened.receipt, faces[name]) for name, opened in made.items()}
    long_topic = world.a_topic(LONG_NAME[:60], LONG_TEXT[:7000])
    clerk = world.hat("clerk", "桃源北社区")
    publications.answer(number=long_topic, text=LONG_TEXT[:2000], unit_name=LONG_PLACE[:100], by=clerk, now=now)
    topic = Standing(long_topic, "")
    call = calling.ring(phone="13912345678", rang=now, take=True, by=clerk, now=now)
    calling.ring(phone="077155500010017", rang=now, by=clerk, now=now)
    return {
        **standing,
        "followed": _followed(world, standing["fresh"], now),
        "topic": topic,
        "call": Standing("", call),
        **_doors(world),
        "list": Standing("", pointer("import", lists.handed_in(world).id)),
    }


def _waiting(world: World, now: datetime) -> None:
    """A dozen more that nobody has looked at yet."""
    for number in range(12):
        item = ("hotline.rubbish", "hotline.noise", "hotline.other")[number % 3]
        world.an_open_case(item=item, text=f"第{number + 1}件，等人来看。", at=now - timedelta(hours=5 * number))


def _doors(world: World) -> dict[str, Standing]:
    """The first resident's door, its building and community, and the address of the resident's page at the desk."""
    from linli.plumbing.pointers import pointer
    from tests.addresses import a_body, a_proposal, a_vehicle

    first = world.residents[0]
    said = Standing("", pointer("proposal", a_proposal(world)))
    home = Standing(str(first.dwelling), pointer("person", first.person), str(world.building()))
    return {
        "home": home,
        "proposal": said,
        "community": Standing(str(world.community()), str(world.areas["taoyuanbei-1"])),
        "body": Standing(str(a_body(world)), pointer("vehicle", a_vehicle(world))),
        "street": Standing(str(world.places["xinzhu"]), ""),
    }


def _face(opened: Opened) -> str:
    from linli.kernel.publications.models import PublicFace

    return PublicFace.objects.filter(case_id=opened.case_id).values_list("code", flat=True).first() or ""


def _followed(world: World, case: Standing, now: datetime) -> Standing:
    """The secret link of somebody who left a phone to follow a case, and has yet to say that it is theirs."""
    from linli.kernel.publications import actions
    from linli.kernel.publications.models import Follower
    from linli.kernel.publications.queries import followers
    from linli.plumbing import scope

    actions.ask_to_follow(code=case.face, phone="13912345678", by=world.hat("visitor"), now=now)
    with scope.reading(world.hat("robot"), now=now):
        row = Follower.objects.get(since__isnull=True)
        code = followers.listeners_of(row.case_id, asked=row.id)[0].code
    return Standing(case.number, code, case.face)


def _pools(world: World) -> dict[str, list[Standing]]:
    """Cases a test may use up."""
    own: dict[str, Any] = {"by": world.resident(2), "reporter": world.a_named(2)}
    made = {
        "handled": [world.an_open_case(until="handle") for _ in range(3)],
        "mine": [world.an_open_case(until="handle", **own) for _ in range(4)],
        "answered": [world.an_open_case(until="confirm", **own) for _ in range(2)],
    }
    return {name: [Standing(one.number, one.receipt, _face(one)) for one in pool] for name, pool in made.items()}


def main() -> None:
    """Settle the city of this environment and print what stands in it."""
    from linli.main.django_setup import enter

    enter("worker")
    print(json.dumps(asdict(settle()), ensure_ascii=False))  # noqa: T201  read by the test process


if __name__ == "__main__":
    main()
