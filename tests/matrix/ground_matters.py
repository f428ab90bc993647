"""Matters on the ground: one that waits, one that is closed, one at the property firm; and topics of the neighbours."""

from __future__ import annotations

from datetime import timedelta

from linli.kernel.cases.actions import Opened
from linli.kernel.cases.actions.releasing import choose_public_photos
from linli.kernel.cases.models import EventBody
from linli.kernel.cases.models_oversight import Pledge
from linli.kernel.papers import actions as papers
from linli.kernel.papers.models import Paper
from linli.kernel.publications import actions as publications
from linli.kernel.publications.models import Follower, PublicFace, PublicPhoto
from linli.kernel.publications.models_talks import Publication, Submission
from linli.kernel.publications.queries.followers import bound
from linli.kit.desk import tokens
from linli.plumbing import crypto, scope
from linli.plumbing.days import day_of
from linli.plumbing.time import now as clock
from tests.before_walls import as_superuser
from tests.matrix.records import Record
from tests.matrix.town import NO_PHOTO, NOBODYS, YEAR, Side, Town, reporter
from tests.world import World


def matters(town: Town, side: Side) -> None:
    """A matter that waits for its reporter's word, one that is closed, one whose step waits for the property firm."""
    world, by = town.world, reporter(town, side)
    where = {"scope": world.community(side.community), "place": world.building(side.building)}
    named = {"reporter": world.a_named(side.resident)} if side.resident is not None else {}
    for name, until in (("", "handle"), ("_waits", "confirm"), ("_closed", "confirm")):
        said = town.token()
        opened = world.an_open_case(by=by, until="answer" if until == "confirm" else until, text=said, **where, **named)
        if until == "confirm":
            world.act(opened, "answer", promised=day_of(clock()))
        rated = world.rate(opened, 5, by=by).id if name == "_closed" else 0
        words = _words_of(world, opened)
        case = town.add(
            "case", side.name + name, opened.case_id, {**words, "rating": rated}, said, ended=name == "_closed"
        )
        _behind(town, opened, case)
    lead = town.of("case", side.name)
    other = world.an_open_case(by=by, until="handle", text=town.token(), **where, **named)
    town.add("pair", side.name, lead.key, {"number": lead.words["number"], "other": other.number})


def _words_of(world: World, opened: Opened) -> dict[str, object]:
    """What stands for a case and its parts in addresses: its number, a photo's place, a day an answer has named."""
    robot = world.hat("robot")
    with scope.reading(robot, now=clock()):
        waiting = list(Paper.objects.filter(case_id=opened.case_id).values_list("id", flat=True))
    papers.clean_many(papers=waiting, by=robot, now=clock())
    as_superuser()
    shown = [one.papers for one in EventBody.objects.filter(case_id=opened.case_id).order_by("event_id")]
    event = next((at for at, found in enumerate(shown, 1) if found), 1)
    pledge = Pledge.objects.filter(case_id=opened.case_id).values_list("id", flat=True).first() or NOBODYS
    face = PublicFace.objects.get(case_id=opened.case_id).code
    photo = _released(world, opened.case_id, waiting)
    return {"photo": photo, "number": opened.number, "event": event, "place": 1, "pledge": pledge, "face": face,
            "receipt": opened.receipt}  # fmt: skip


def _released(world: World, case_id: int, papers_of: list[int]) -> str:
    """The name of a photo of the case that everybody may see; of a case without photos, of none."""
    if not papers_of:
        return NO_PHOTO
    choose_public_photos(case_id=case_id, papers=papers_of[:1], by=world.hat("supervisor"), now=clock())
    publications.copy_released(paper_id=papers_of[0], by=world.hat("robot"), now=clock())
    as_superuser()
    return PublicPhoto.objects.get(paper_id=papers_of[0]).code


def _behind(town: Town, opened: Opened, case: Record) -> None:
    """The same case by its receipt, its photo, its public face with a released photo, a day it has named."""
    words, side = case.words, case.side
    if words["photo"] != NO_PHOTO:
        town.add("photo", side, PublicPhoto.objects.get(code=words["photo"]).id, words)
    town.add("receipt", side, opened.case_id, {"code": opened.receipt, "number": opened.number}, case.token)
    town.add("face", side, opened.case_id, {"code": words["face"]}, words["face"], ended=case.ended)
    if words["pledge"] != str(NOBODYS):
        town.add("paper", side, opened.case_id, words, ended=case.ended)
        town.add("pledge", side, int(words["pledge"]), words, ended=case.ended)
    if case.ended:
        town.add("rating", side, int(words["rating"]), words, ended=True)
        return
    as_superuser()
    publications.ask_to_follow(code=words["face"], phone=town.phone(), by=scope.VISITOR, now=clock())
    as_superuser()
    row = Follower.objects.filter(case_id=opened.case_id).latest("id")
    secret = crypto.unseal_text(bytes(row.code_sealed or b""), bound=bound("code", row.id))
    town.add("follower", side, row.id, {"code": secret}, words["face"])


def talks(town: Town, side: Side) -> None:
    """A topic that everybody reads, and one that still waits."""
    world, now = town.world, clock()
    at, clerk = world.community(side.community), world.hat("clerk", side.community)
    number = side.resident if side.resident is not None else 1
    resident, subject = world.resident(number), world.residents[number].subject
    for shown in (True, False):
        said = town.token()
        words = publications.Said("大家看看怎么办好。", "三楼老覃", now + timedelta(days=1), said, at)
        sent = publications.submit(said=words, subject=subject, by=resident, now=now)
        if shown:
            shows = publications.Words(at, said, "大家看看怎么办好。", now + YEAR, "NN", YEAR, YEAR)
            publications.accept(submission=sent, words=shows, answer_due=now + YEAR, by=clerk, now=now)
            as_superuser()
            topic = Publication.objects.get(title=said)
            town.add("publication", side.name, topic.id, {"number": topic.number}, said)
        else:
            as_superuser()
            row = Submission.objects.get(title=said)
            town.add("submission", side.name, row.id, {"mark": tokens.mark("submission", row.id)}, said)
