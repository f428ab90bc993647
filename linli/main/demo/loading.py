"""Loading the demo city: first what one needs to look round, then, beside the running city, the rest.

Nothing is remembered but what stands in the database: every part finds out by itself what is missing. That all
of it is there is noted in ``demo.json`` of the home, so that the next start need not look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic
from typing import TypeVar

from linli.kernel.assets import actions as assets
from linli.kernel.cases import catalogue
from linli.kernel.cases.packs import SampleReport
from linli.kernel.people import actions as people
from linli.kernel.people import phones
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import NewAccount, NewPerson, NewResidence
from linli.kernel.people.models import Account, Person, Residence
from linli.kernel.places.models import Place
from linli.main import founding
from linli.main.authenticator import secret_of
from linli.main.demo import bodies, commons, folk, ground, registered
from linli.main.demo import doors as doors_
from linli.main.demo.board import Board
from linli.main.demo.desks import Desks
from linli.main.demo.folk import FIRST, NEIGHBOURS, Neighbour, Soul
from linli.main.demo.ground import INGEST, Town
from linli.main.demo.layout import Building, values
from linli.main.demo.life import Life
from linli.main.demo.living import Living
from linli.main.demo.logins import Login, of_neighbours, password_of
from linli.main.demo.packs import Talk
from linli.main.demo.plans import Setting
from linli.main.demo.publishing import publish_past
from linli.main.demo.surfaces import serve
from linli.main.terminal import _
from linli.plumbing import packs
from linli.plumbing.days import begin_of, day_of
from linli.plumbing.manifests import SCENARIOS
from linli.plumbing.time import now as clock

STANDS_SINCE = timedelta(days=400)  # the city and its staff were there before the oldest matter
PAST = 2_000
BATCH = 12
EVERY = 20.0  # seconds between two lines of progress
MORE_NEIGHBOURS = 32
Say = Callable[[str], None]
T = TypeVar("T")


@dataclass(slots=True)
class Demo:
    """One loading: the town of the packs, when the demo first started, and the secret of this installation."""

    town: Town
    start: datetime
    secret: str
    say: Say

    @classmethod
    def open(cls, *, secret: str, say: Say) -> Demo:
        """Read the packs, and find out when the demo was first started: now, if never."""
        files = sorted(SCENARIOS.glob("*/packs/**/*.yaml"))
        town = Town.of(packs.read(files, founding.city_folder()))
        serve("ingest")
        city = Place.objects.filter(level="city").first()
        return cls(town, city.since + STANDS_SINCE if city else clock(), secret, say)

    @property
    def began(self) -> datetime:
        return self.start - STANDS_SINCE

    def password(self, login: str) -> str:
        return password_of(login, secret=self.secret)

    # -- first

    def load_city(self, with_password: set[str]) -> None:
        """Places, bodies, staff, neighbours with a login, and everything that is going on."""
        serve("ingest")
        ground.load_ground(self.town, now=self.began)
        self.say(_("places: %(count)s buildings") % {"count": len(self.town.layout.buildings)})
        ground.load_bodies(self.town, now=self.began)
        ground.load_staff(
            self.town,
            password=lambda login: self.password(login) if login in with_password else "",
            authenticator=lambda login: secret_of(login, secret=self.secret) if login in with_password else "",
            now=self.began,
        )
        self._register(FIRST)
        self.say(
            _("staff: %(staff)s, residents with a login: %(residents)s")
            % {"staff": len(self.town.staff), "residents": len(FIRST)}
        )
        registered.load_buildings(self.town, now=self.start)
        registered.load_facilities(self.town, now=self.start)
        bodies.load_bodies(self.town, now=self.start)
        self.fill_board()
        commons.load_commons(self.town, now=clock())
        living, life = self.living(), self.life()
        done = 0
        for plans in _batches(life.going_on()):
            done += living.carry_out(plans, now=clock())
        for told in life.events():
            living.gather(told, now=clock())
        self.say(_("matters: %(count)s") % {"count": done})

    def fill_board(self) -> None:
        """Announcements and topics of the communities."""
        serve("desk")
        desks = Desks.at(clock())
        serve("ingest")
        places = ground.known(self.town).places
        account = next(account for account in self._accounts(FIRST) if account)
        subject = Account.objects.values_list("subject_id", flat=True).get(id=account)
        serve("public")
        worn = people_queries.hat_for_resident(account)
        assert worn is not None
        board = Board(places, desks, worn.hat, subject or 0)
        board.fill(values(self.town.pieces, Talk), now=clock())

    def living(self) -> Living:
        serve("desk")
        desks = Desks.at(clock())
        serve("ingest")
        return Living(desks, [account for account in self._accounts(FIRST) if account])

    def life(self) -> Life:
        serve("ingest")
        samples: dict[str, list[SampleReport]] = {}
        for one in values(self.town.pieces, SampleReport):
            samples.setdefault(one.item, []).append(one)
        serve("worker")
        setting = Setting(self.start, catalogue.calendar(at=self.start), samples)
        catalogue.matter("hotline.other", at=self.start)  # the catalogue is read here and kept
        return Life(self.town, ground.known(self.town), setting)

    def _accounts(self, neighbours: Sequence[Neighbour]) -> list[int | None]:
        blinds = [phones.index(one.phone) for one in neighbours]
        held = Account.objects.filter(phone_blind__in=blinds).values_list("phone_blind", "id")
        known = {bytes(blind or b""): number for blind, number in held}
        return [known.get(blind) for blind in blinds]

    def _register(self, everybody: Sequence[Neighbour]) -> None:
        """Neighbours as persons with a dwelling, then their logins. Both are looked for first."""
        serve("ingest")
        standing = {building.key for building in self.town.layout.buildings}
        neighbours = [one for one in everybody if one.building in standing]
        blinds = {one.phone: phones.index(one.phone) for one in neighbours}
        held = Person.objects.filter(phone_blind__in=blinds.values()).values_list("phone_blind", "id")
        persons = {bytes(blind or b""): number for blind, number in held}
        missing = [one for one in neighbours if blinds[one.phone] not in persons]
        doors = self._doors({one.building for one in missing})
        rows = [self._neighbour(one, doors[one.building, one.door]) for one in missing]
        added = people.add_people_many(rows=rows, by=INGEST, now=self.began)
        persons |= {blinds[one.phone]: number for one, number in zip(missing, added, strict=True)}
        fresh = [one for one, account in zip(neighbours, self._accounts(neighbours), strict=True) if not account]
        for few in _batches(fresh, 4):
            logins = [
                NewAccount(phone=one.phone, password=self.password(one.phone), person_id=persons[blinds[one.phone]])
                for one in few
            ]
            people.register_accounts_many(rows=logins, by=INGEST, now=self.began)

    def _neighbour(self, one: Neighbour, door: tuple[int, int]) -> NewPerson:
        home = NewResidence(*door, one.kind, self.began, source="login")
        return NewPerson(one.name, (home,), one.id_number, one.phone, registered_in=one.id_number[:6], source="login")

    def _doors(self, buildings: set[str]) -> dict[tuple[str, str], tuple[int, int]]:
        """Dwelling and scope behind every door of these buildings, by building and name."""
        rows = Place.objects.filter(level="dwelling", parent__code__in=buildings)
        found = rows.values_list("parent__code", "name", "id", "scope_id")
        return {(building, name): (number, scope) for building, name, number, scope in found}

    # -- then

    def load_rest(self) -> None:
        """The people behind the doors, more logins, and the matters of the past year."""
        self._register(NEIGHBOURS)
        self.load_people()
        self.load_register()
        self._register(self._further())
        self.load_past()
        publish_past(now=clock())

    def load_people(self) -> None:
        serve("ingest")
        there = ground.known(self.town)
        sources = Residence.objects.filter(source="demo").values_list("place__parent_id", flat=True).distinct()
        full = set(sources)
        todo = [(i, b) for i, b in enumerate(self.town.layout.buildings) if there.places[b.key] not in full]
        report = Reporting(self.say, _("people"), len(todo) * 88)
        for number, building in todo:
            souls = self._souls(number, building)
            doors = self._doors({building.key})
            rows = [self._person(soul, building, doors) for soul in souls]
            numbers = people.add_people_many(rows=rows, by=INGEST, now=self.began)
            known = list(doors_.dwellings(building.key, souls, doors, now=self.start))
            people.add_dwellings_many(rows=known, by=INGEST, now=self.began)
            let = list(doors_.lettings(building.key, souls, numbers, doors, now=self.start))
            people.register_lettings_many(rows=let, by=INGEST, now=self.began)
            families = list(registered.households(souls, numbers, doors, now=self.start))
            people.form_households_many(rows=families, by=INGEST, now=self.start)
            cars = list(registered.vehicles(number, building, souls, numbers, doors, now=self.start))
            assets.register_vehicles_many(rows=cars, by=INGEST, now=self.start)
            report.more(len(rows))
        report.end()

    def load_register(self) -> None:
        """A round that runs, and what waits to be decided."""
        serve("desk")
        desks = Desks.at(clock())
        registered.load_round(self.town, desks, now=clock())
        registered.load_proposals(self.town, desks, now=clock())

    def _souls(self, number: int, building: Building) -> list[Soul]:
        return folk.people_of(building, number, today=day_of(self.start))

    def _person(self, soul: Soul, building: Building, doors: dict[tuple[str, str], tuple[int, int]]) -> NewPerson:
        since = begin_of(soul.since)
        links = tuple(
            NewResidence(*doors[building.key, door], kind, since, "demo", self._seen(building, door))
            for door, kind in soul.links
        )
        return NewPerson(
            soul.name, links, soul.id_number, soul.phone, registered_in=soul.registered_in, source="demo",
            confirmed=max(one.confirmed or since for one in links),
        )  # fmt: skip

    def _seen(self, building: Building, door: str) -> datetime:
        return doors_.seen(building.key, door, now=self.start)

    def neighbours(self) -> list[Login]:
        """The logins of the first residents."""
        return of_neighbours(FIRST, secret=self.secret)

    def more_neighbours(self) -> list[Login]:
        """The logins of the residents who came later; none of them is printed."""
        return [replace(one, shown=False) for one in of_neighbours([*NEIGHBOURS, *self._further()], secret=self.secret)]

    def _further(self) -> list[Neighbour]:
        """Residents who have a login besides the first ones: in every seventh building the first with a telephone."""
        found = []
        for number, building in list(enumerate(self.town.layout.buildings))[::7]:
            for soul in self._souls(number, building):
                if soul.phone and soul.links[0][1] in ("owner", "tenant"):
                    door, kind = soul.links[0]
                    found.append(Neighbour(soul.name, soul.phone, soul.id_number, building.key, door, kind))
                    break
        return found[:MORE_NEIGHBOURS]

    def load_past(self) -> None:
        living, life = self.living(), self.life()
        report = Reporting(self.say, _("matters of the past year"), PAST)
        for plans in _batches(life.past(number) for number in range(PAST)):
            living.carry_out(plans, now=clock())
            report.more(len(plans))
        report.end()


@dataclass(slots=True)
class Reporting:
    """Lines of progress, one every few seconds."""

    say: Say
    what: str
    total: int
    done: int = 0
    due: float = 0.0

    def more(self, count: int) -> None:
        self.done += count
        if monotonic() >= self.due:
            self.due = monotonic() + EVERY
            self.say(f"{self.what}: {self.done:,} / {self.total:,}")

    def end(self) -> None:
        if self.done:
            self.say(f"{self.what}: {self.done:,}")


def _batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    found = iter(rows)
    while batch := list(islice(found, size)):
        yield batch
