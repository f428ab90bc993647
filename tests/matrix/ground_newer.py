"""Shared data, what residents may ask about themselves, looks and what opens a door: on each side, and what is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from linli.kernel.cases import actions as cases
from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import Report
from linli.kernel.grants import actions as grants
from linli.kernel.grants.actions import Called, FieldSaid, NewItem
from linli.kernel.grants.models import ItemRevision
from linli.kernel.indicators import actions as indicators
from linli.kernel.indicators.models_cubes import CubeVersion
from linli.kernel.indicators.periods import Period
from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import SecondPersonNeeded, Wish
from linli.kernel.people.models import Account
from linli.kernel.people.models_factors import Factor
from linli.kernel.people.models_looks import Look
from linli.kernel.people.packs import looking
from linli.kernel.rights import actions as rights
from linli.kernel.rights.actions import NewAssessment
from linli.kit.desk import tokens
from linli.main.demo import ground
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.held import Whose
from linli.plumbing.pointers import pointer
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests import commons
from tests.before_walls import as_superuser
from tests.matrix.town import NOBODYS, NOBODYS_CODE, Side, Town
from tests.world import PASSWORD

DAYS = timedelta(days=9)


def newer(town: Town, side: Side) -> None:
    """What each side has: a request for data and a grant, an erasure asked for, a look, a session, consents."""
    clerk = town.world.hat("clerk", side.community)
    _shared(town, side, clerk)
    _erasure(town, side)
    _look(town, side, clerk)
    _came_in(town, side, clerk)
    if side.resident is not None:
        _agreed(town, side, side.resident)
        _spoken_for(town, side, side.resident)


# -- shared data


def _shared(town: Town, side: Side, clerk: Hat) -> None:
    """The clerk has a grant for their community, has asked for another one, and had one that was taken back."""
    world, entry = town.world, _entry(town)
    for ended in (False, True):
        purpose, why = town.token(), town.token()
        given = commons.a_grant(world, entry, by=clerk, purpose=purpose, why=why)
        name = side.name + "_over" * ended
        if ended:
            grants.revoke(grant_id=given.id, reason="用完了", by=commons.owner(world), now=clock())
        town.add("grant", name, given.id, {"number": given.number}, purpose, ended=ended)
        as_superuser()
        number = given.request.number
        town.add("data_request", name, given.request_id, {"number": number}, why, ended=True)
    why = town.token()
    row = commons.a_request(world, entry, by=clerk, why=why)
    asked = grants.ask(row=row, within=commons.within(world, entry), by=clerk, now=clock())
    town.add("data_request", f"{side.name}_open", asked.id, {"number": asked.number}, why)


def _entry(town: Town) -> ItemRevision:
    """The entry all of them ask for: published with the first."""
    if town.entry is None:
        town.entry = commons.an_entry(town.world)
    return town.entry


def newer_of_the_city(town: Town) -> None:
    """Two entries of the open list, an assessment, a table everybody may read."""
    world = town.world
    for ended in (False, True):
        title = town.token()
        _listed(town, title, ended=ended)
    title = town.token()
    row = NewAssessment(title, "楼道照明", "other", *("写清楚了，没有别的。",) * 4, "go")
    made = rights.assess(row=row, by=commons.officer(world), now=clock())
    town.add("assessment", "city", made, {"at": pointer("assessment", made)}, title)
    _counted(town, at=clock() - timedelta(days=400))
    as_superuser()
    table = CubeVersion.objects.earliest("id")
    town.add("table", "city", table.id, {"code": table.cube})


def _counted(town: Town, *, at: datetime) -> None:
    """A matter of the past, and the tables of the month it fell into."""
    world, robot = town.world, scope.robot(town.world.scopes())
    past = Report("hotline.other", "去年的事。", world.community("xinghu"), at, "import")
    cases.record_many(records=[cases.Record("past", past)], by=robot, now=clock())
    as_superuser()
    indicators.touch(case_ids=[Case.objects.get(channel="import").id], by=robot, now=clock())
    indicators.measure(by=robot, now=clock())
    indicators.publish_cubes(period=Period.of("month", day_of(at)), by=robot, now=clock())


def _listed(town: Town, title: str, *, ended: bool) -> None:
    world, now = town.world, clock()
    owner = commons.owner(world)
    fields = [FieldSaid("building", "楼栋", "Building", "internal")]
    row = NewItem(title, owner.unit, owner.place, title, "哪些楼道有灯。", fields, "", 30)
    revision = grants.draft_item(row=row, by=commons.writer(world), now=now)
    grants.agree_item(revision_id=revision, by=owner, now=now)
    called = Called("青秀区社会治理服务中心", "青秀区", "450103")
    grants.publish_item(revision_id=revision, called=called, by=commons.officer(world), now=now)
    if ended:
        grants.end_item(revision_id=revision, reason="不做了", by=owner, now=now)
    as_superuser()
    item = ItemRevision.objects.select_related("item").get(id=revision).item
    town.add("open_item", "qingxiu" + "_over" * ended, item.id, {"number": item.number}, title, ended=ended)


# -- what residents ask about themselves


def _erasure(town: Town, side: Side) -> None:
    """Somebody new of the community wants to be forgotten, and says so in words of their own."""
    said, now, phone = town.token(), clock(), town.phone()
    account = people.register_account(
        row=people.NewAccount(phone=phone, password=PASSWORD, label="走的人"), by=ground.INGEST, now=now
    )
    worn = people_queries.hat_for_resident(account)
    assert worn is not None
    as_superuser()
    own = Account.objects.get(id=account).subject_id
    assert own is not None
    whose = Whose(own, (own,), 0, account)
    at = town.world.community(side.community)
    made = rights.ask_erasure(whose=whose, scope_id=at, with_login=False, words=said, found=[], by=worn.hat, now=now)
    town.add("erasure", side.name, made, {"at": pointer("erasure", made)}, said)
    _kept(town, side)


def _kept(town: Town, side: Side) -> None:
    """An audit asks for what is held about somebody else, and another one did."""
    now, at, officer = clock(), town.world.community(side.community), commons.officer(town.world)
    for ended in (False, True):
        said = town.token()
        row = rights.NewHold("审计局", said, day_of(now))
        made = rights.place_hold(subject_id=NOBODYS, scope_id=at, row=row, by=officer, now=now)
        if ended:
            rights.end_hold(hold_id=made, reason="审完了", by=officer, now=now)
        town.add("hold", side.name + "_over" * ended, made, {"at": pointer("hold", made)}, said, ended=ended)


def _agreed(town: Town, side: Side, number: int) -> None:
    """The resident agreed to one thing, and to another one no longer."""
    world, now = town.world, clock()
    resident, subject, officer = world.resident(number), world.residents[number].subject, commons.officer(world)
    for ended in (False, True):
        code = town.token()
        wording = grants.NewAgreement(
            code, officer.unit, "街道", "上门照料", "交给照料单位。", "照料", ("name",), "照料单位", 90
        )
        revision = grants.publish_agreement(row=wording, by=officer, now=now)
        grants.give_consent(revision_id=revision, subject_id=subject, by=resident, now=now)
        as_superuser()
        from linli.kernel.grants.models_consents import Consent

        consent = Consent.objects.get(revision_id=revision, subject_id=subject).id
        if ended:
            grants.withdraw_consent(consent_id=consent, by=resident, now=now)
        name = side.name + "_over" * ended
        town.add("consent", name, consent, {"consent": pointer("consent", consent)}, ended=ended)
    town.add("speaker", side.name, subject, {"subject": pointer("subject", subject), "agreement": _open(town, officer)})


def _open(town: Town, officer: Hat) -> str:
    """The address of an agreement nobody has agreed to yet."""
    wording = grants.NewAgreement(
        town.token(), officer.unit, "街道", "送餐", "交给送餐单位。", "送餐", ("name",), "送餐单位", 90
    )
    return pointer("agreement", grants.publish_agreement(row=wording, by=officer, now=clock()))


def _spoken_for(town: Town, side: Side, number: int) -> None:
    """Somebody nobody else has to do with may act for the resident; and a code for another one lies ready."""
    world, now, resident = town.world, clock(), town.world.resident(number)
    row = people.NewAccount(phone=town.phone(), password=PASSWORD, label="外甥")
    account = people.register_account(row=row, by=ground.INGEST, now=now)
    as_superuser()
    taker = Account.objects.get(id=account).subject_id
    assert taker is not None
    made = people.give_mandate(
        giver_subject=world.residents[number].subject, taker_subject=taker, purpose="代办", until=now + DAYS,
        by=resident, now=now,
    )  # fmt: skip
    town.add("mandate", side.name, made, {"mark": tokens.mark("mandate", made)})
    code = people.offer_mandate(purpose="女儿，办老年卡", until=now + DAYS, by=resident, now=now)
    town.add("offer", side.name, made, {"code": code})


# -- looks, and what opens a door


def _look(town: Town, side: Side, clerk: Hat) -> None:
    """A look beyond the day's number waits for a second person: the number is used up for as long as it takes."""
    world, now, said = town.world, clock(), town.token()
    person = town.of("person", side.name).key
    as_superuser()
    most = looking(now).most(clerk.role)
    before = partial(
        Look, kind="person", scope_id=clerk.scopes[0], account=clerk.account, role=clerk.role, unit_id=clerk.unit,
        who=clerk.label, what="phone", reason="-", line=1, at=now, state="open", until=now, urgent=False,
    )  # fmt: skip
    used = Look.objects.bulk_create(before(record=NOBODYS + number) for number in range(most))
    try:
        people.look(wish=Wish("person", person, ("phone",), said), by=clerk, now=now)
    except SecondPersonNeeded:
        as_superuser()
    Look.objects.filter(id__in=[one.id for one in used]).delete()
    made = Look.objects.get(reason=said)
    assert made.scope_id == world.community(side.community)
    town.add("look", side.name, made.id, {"at": pointer("look", made.id)}, said)


def _came_in(town: Town, side: Side, clerk: Hat) -> None:
    """The clerk is signed in at another computer, and was at a third; and has an authenticator."""
    for ended in (False, True):
        came = people.Came("authenticator", "Firefox Linux", town.token())
        made = people.sign_in(came=came, by=clerk, now=clock())
        if ended:
            people.end_sign_in(sign_in_id=made, by=clerk, now=clock())
        name = side.name + "_over" * ended
        town.add("sign_in", name, made, {"mark": tokens.mark("sign_in", made)}, ended=ended)
    as_superuser()
    factor = Factor.objects.filter(account_id=clerk.account, surface="desk", until=None).earliest("id").id
    town.add("factor", side.name, factor, {"mark": tokens.mark("factor", factor)})


def absent_newer() -> dict[str, dict[str, object]]:
    """One of each of these kinds that does not exist."""
    return {
        **{kind: {"number": "ZZZZZZZZZZZZ"} for kind in ("open_item", "data_request", "grant")},
        **{kind: {"at": pointer(kind, NOBODYS)} for kind in ("erasure", "assessment", "look", "hold")},
        "table": {"code": "nothing"},
        "consent": {"consent": pointer("consent", NOBODYS)},
        "speaker": {"subject": pointer("subject", NOBODYS), "agreement": pointer("agreement", NOBODYS)},
        **{kind: {"mark": tokens.mark(kind, NOBODYS)} for kind in ("mandate", "sign_in", "factor")},
        "offer": {"code": NOBODYS_CODE},
    }
