"""Shared data of a demo city: a district opens four kinds of data, a community and a street have grants, one asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.kernel.grants import actions
from linli.kernel.grants.actions import Called, FieldSaid, NewItem, NewRequest
from linli.kernel.grants.models import Grant, ItemRevision, OpenItem
from linli.kernel.grants.packs import OpenItemEntry
from linli.kernel.people.models import Organisation
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.main.demo import ground
from linli.main.demo.desks import Desks
from linli.main.demo.ground import Town
from linli.main.demo.surfaces import serve
from linli.plumbing import pack_catalogue, scope
from linli.plumbing.scope import Hat

HALF_A_YEAR = timedelta(days=180)
ENTRIES = ("register.quality", "matters.by_month", "people.old_and_alone", "deliver.persons")


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who opens data: who writes the entry, who owns it, and the data officer who publishes it."""

    writer: Hat
    owner: Hat
    officer: Hat

    def publish(self, code: str, *, now: datetime) -> ItemRevision:
        """An entry of the packs, for the place of its owner."""
        with scope.reading(self.owner, now=now):
            kind: OpenItemEntry = pack_catalogue.heads("open_items", now)[code].value
            place = Place.objects.get(id=self.owner.place)
            unit = Organisation.objects.get(id=self.owner.unit).name
        row = NewItem(
            code=code,
            unit_id=self.owner.unit,
            place_id=self.owner.place,
            title=kind.label.zh,
            title_en=kind.label.en,
            about=kind.about.zh,
            fields=[FieldSaid(one.code, one.label.zh, one.label.en, one.level) for one in kind.columns],
            legal_basis=kind.legal_basis,
            every_days=kind.every_days,
            at_least=kind.at_least,
            conditions=kind.conditions,
            source=kind.data,
        )
        revision = actions.draft_item(row=row, by=self.writer, now=now)
        actions.agree_item(revision_id=revision, by=self.owner, now=now)
        called = Called(unit, place.name, place.code or "")
        actions.publish_item(revision_id=revision, called=called, by=self.officer, now=now)
        with scope.reading(self.owner, now=now):
            return ItemRevision.objects.select_related("item").get(id=revision)

    def within(self, entry: ItemRevision, *, now: datetime) -> tuple[int, ...]:
        """The divisions an entry is about."""
        with scope.reading(self.owner, now=now):
            return places.scopes_under(entry.item.place_id)

    def grant(self, entry: ItemRevision, row: NewRequest, *, asker: Hat, now: datetime) -> Grant:
        """Asked for, and granted by everybody who has to agree."""
        request = actions.ask(row=row, within=self.within(entry, now=now), by=asker, now=now)
        granted = actions.decide(request_id=request.id, agrees=True, by=self.owner, now=now)
        granted = granted or actions.release(request_id=request.id, agrees=True, by=self.officer, now=now)
        assert granted is not None
        return granted


def load_commons(town: Town, *, now: datetime) -> int:
    """Fill the open list where it is empty; how many entries that are.

    A city that was founded by an older release has no kinds of data in its packs before somebody takes them over.
    """
    codes = ground.known(town).places
    serve("desk")
    has_kinds = set(ENTRIES) <= pack_catalogue.heads("open_items", now).keys()
    if not set(WHERE) <= codes.keys() or not has_kinds or OpenItem.objects.exists():
        return 0
    desks = Desks.at(now)
    district = codes["qingxiu"]
    sharing = Sharing(
        desks.of("data_officer", place=district),
        desks.of("street_clerk", place=district),
        desks.of("data_officer", place=codes["nanning"]),
    )
    entries = {code: sharing.publish(code, now=now) for code in ENTRIES}
    clerk, street = desks.of("clerk", place=codes["taoyuanbei"]), desks.of("street_clerk", place=codes["zhongshan"])
    entry = entries["register.quality"]
    row = _row(entry, clerk, "核对社区底册", "对照区里的数，看看哪里漏了。", "社区工作任务清单", now)
    sharing.grant(entry, row, asker=clerk, now=now)
    entry = entries["people.old_and_alone"]
    row = _row(entry, street, "独居老人上门照料", "每周上门一次，要知道找谁、住哪里。", "居家养老服务任务", now)
    sharing.grant(entry, row, asker=street, now=now)
    entry = entries["matters.by_month"]
    row = _row(entry, clerk, "编社区服务计划", "看看居民一年里急什么。", "社区工作任务清单", now)
    actions.ask(row=row, within=sharing.within(entry, now=now), by=clerk, now=now)
    return len(entries)


WHERE = ("nanning", "qingxiu", "zhongshan", "taoyuanbei")


def _row(entry: ItemRevision, asker: Hat, purpose: str, why: str, basis: str, now: datetime) -> NewRequest:
    with scope.reading(asker, now=now):
        unit = Organisation.objects.get(id=asker.unit).name
    return NewRequest(
        item_id=entry.item_id,
        unit_name=unit,
        purpose=purpose,
        why=why,
        legal_basis=basis,
        fields=[one["code"] for one in entry.fields],
        places=[asker.place],
        since=now,
        until=now + HALF_A_YEAR,
    )
