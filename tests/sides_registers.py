"""What two communities have in their registers and talk about: families and cars, topics, rounds, letters."""

from __future__ import annotations

from datetime import timedelta

from linli.gates.mail import keeping, threads
from linli.gates.unread import actions as unread
from linli.kernel.assets import actions as assets
from linli.kernel.people import actions as people
from linli.kernel.places import queries as places
from linli.kernel.publications import actions as publications
from linli.kernel.publications.actions import Said
from linli.kernel.publications.models_talks import Publication
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from linli.scenarios.population.quality import counting
from tests.world import World


def talked(world: World, number: int, clerk: Hat, at: int) -> None:
    """A topic that was shown with a reply below it, and one that still waits."""
    resident, now = world.resident(number), clock()
    subject = world.residents[number].subject
    for title in ("院里的树挡了路灯", "想要一个晾衣的地方"):
        said = Said("大家看看怎么办好。", "三楼老覃", now + timedelta(days=1), title, at)
        sent = publications.submit(said=said, subject=subject, by=resident, now=now)
    year = timedelta(days=365)
    words = publications.Words(at, "院里的树挡了路灯", "大家看看怎么办好。", now + year, "NN", year, year)
    publications.accept(submission=sent, words=words, answer_due=now + year, by=clerk, now=now)
    with scope.reading(clerk, now=now):
        shown = Publication.objects.filter(scope_id=at).latest("id")
    publications.answer(number=shown.number, text="下周修枝。", unit_name="居委会", by=clerk, now=now)


def registered(world: World, number: int, building: int) -> None:
    """A family behind a door: their dwelling, household, car and letting; a number put right; a change proposed."""
    robot, now = scope.robot(world.scopes()), clock()
    person, door = world.residents[number].person, world.residents[number].dwelling
    people.correct_dwelling(place_id=door, changes={"rooms": "3"}, source="visit", by=robot, now=now)
    people.correct_person(person_id=person, changes={"phone": ""}, source="visit", by=robot, now=now)
    people.register_letting(row=people.NewLetting(door, person, now, "owner"), by=robot, now=now)
    members = (people.NewMember(person, "head"),)
    people.form_household(row=people.NewHousehold("living", door, members, now, "visit"), by=robot, now=now)
    car = assets.NewVehicle(f"桂A1234{number}", building, now, "visit", person_id=person)
    assets.register_vehicle(row=car, by=robot, now=now)
    change = people.NewProposal("change", "person", person, {"phone": "13900000000"})
    people.propose(row=change, by=world.resident(number), now=now)


def looked_through(world: World, number: int, at: int, building: int) -> None:
    """How well the register is kept was counted, and a tenant without a letting found."""
    robot, now = world.hat("robot"), clock()
    door = places.children(building)[-1].id
    tenant = people.NewResidence(door, at, "tenant", now, "visit")
    people.add_person(row=people.NewPerson("农玉兰", (tenant,)), by=robot, now=now)
    counting.count_quality(by=robot, now=now + timedelta(days=2 + 2 * number))


def written(world: World, case: int, place: int) -> None:
    """A letter about the case has come, and an answer to one of ours may come."""
    fate = keeping.Fate("added", place, case)
    keeping.keep(fate, digest=f"{case:032}".encode(), raw=b"", trust="", by=scope.VISITOR, now=clock())
    raw, door = f"{case}".encode(), scope.VISITOR
    unread.keep(source="mail", raw=raw, sender="", reason="-", scope_id=place, by=door, now=clock())
    threads.remember(world.case(case), by=scope.robot((place,)), now=clock())
