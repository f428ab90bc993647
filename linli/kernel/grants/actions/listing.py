"""The open list: an entry is written, its owner department agrees, a data officer publishes, and it may end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from linli.kernel.grants import sources
from linli.kernel.grants.models import ItemRevision, OpenItem, OpenListing, State
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, ids, numbers, policy, scope
from linli.plumbing.classification import INTERNAL, PERSONAL, PUBLIC, SENSITIVE
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

LEVELS = (PUBLIC, INTERNAL, PERSONAL, SENSITIVE)
CLOSE = frozenset({PERSONAL, SENSITIVE})  # of a person: a data officer decides beside the owner
TEXTS = {"title": 80, "title_en": 120, "about": 500, "legal_basis": 300, "conditions": 500, "quality": 300}


@dataclass(frozen=True, slots=True)
class FieldSaid:
    """One column as an entry describes it."""

    code: str
    zh: str
    en: str
    level: str


@dataclass(frozen=True, slots=True)
class NewItem:
    """An entry as it is written. ``code`` with the unit names it: known, this becomes its next revision."""

    code: str
    unit_id: int
    place_id: int
    title: str
    about: str
    fields: Sequence[FieldSaid]
    legal_basis: str
    every_days: int
    title_en: str = ""
    at_least: int = 1
    unverified: bool = True
    conditions: str = ""
    quality: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """How the owner and the place of an entry are called for everybody; this room knows them by number."""

    unit: str
    place: str
    place_code: str = ""


def draft_item(*, row: NewItem, by: Hat, now: datetime) -> int:
    """Write an entry or its next revision; returns the revision. Raises ``DataRefused``."""
    policy.require(by, "open_list.draft")
    if row.place_id not in by.scopes:
        raise DataRefused("place", _("Choose a place your post works for."))
    told = _checked(row)
    with scope.writing(by, now=now):
        item = OpenItem.objects.filter(unit_id=row.unit_id, code=row.code).first()
        if item is None:
            item = OpenItem(
                id=ids.reserve("grants_item"),
                number=numbers.open_code(),
                code=row.code,
                unit_id=row.unit_id,
                place_id=row.place_id,
            )
            bulk.add([item])
        ItemRevision.objects.filter(item_id=item.id, state__in=(State.DRAFT, State.OWNED)).update(
            state=State.REFUSED, reason=str(_("A newer draft took its place.")), ended=now
        )
        last = ItemRevision.objects.filter(item_id=item.id).aggregate(Max("no"))["no__max"] or 0
        revision = ItemRevision(
            id=ids.reserve("grants_revision"),
            item_id=item.id,
            no=last + 1,
            account_id=by.account,
            who=by.label[:120],
            drafted=now,
            **told,
        )
        bulk.add([revision])
        _line("open_item.draft", revision, by, now, code=row.code, no=revision.no)
    return revision.id


def agree_item(*, revision_id: int, by: Hat, now: datetime) -> None:
    """The owner department stands by the entry."""
    policy.require(by, "open_list.own")
    with scope.writing(by, now=now):
        revision = _locked(revision_id, State.DRAFT)
        if revision.item.unit_id != by.unit:
            raise NotAllowed
        ItemRevision.objects.filter(id=revision_id).update(
            state=State.OWNED, owner_by=by.account, owner_who=by.label[:120], owned=now
        )
        _line("open_item.own", revision, by, now)


def publish_item(*, revision_id: int, called: Called, by: Hat, now: datetime) -> None:
    """A data officer of the place, who has neither written nor owned it, lets everybody find it."""
    policy.require(by, "open_list.publish")
    with scope.writing(by, now=now):
        revision = _locked(revision_id, State.OWNED)
        if revision.item.place_id not in by.scopes:
            raise NotAllowed
        if by.account in (revision.account_id, revision.owner_by):
            raise DataRefused("", _("You had a hand in it yourself. Another data officer publishes it."))
        running = ItemRevision.objects.filter(item_id=revision.item_id, state=State.PUBLISHED)
        running.update(state=State.ENDED, ended=now)
        ItemRevision.objects.filter(id=revision_id).update(
            state=State.PUBLISHED, officer_by=by.account, officer_who=by.label[:120], published=now
        )
        _list(revision, called, now)
        _line("open_item.publish", revision, by, now, no=revision.no)


def refuse_item(*, revision_id: int, reason: str, by: Hat, now: datetime) -> None:
    """Send an entry back: its owner department, or a data officer of the place, with the reason."""
    if not (policy.may(by, "open_list.own") or policy.may(by, "open_list.publish")):
        raise NotAllowed
    _reason(reason)
    with scope.writing(by, now=now):
        revision = _locked(revision_id, State.DRAFT, State.OWNED)
        officer = policy.may(by, "open_list.publish") and revision.item.place_id in by.scopes
        if revision.item.unit_id != by.unit and not officer:
            raise NotAllowed
        ItemRevision.objects.filter(id=revision_id).update(state=State.REFUSED, reason=reason.strip()[:300], ended=now)
        _line("open_item.refuse", revision, by, now, reason=reason.strip()[:300])


def end_item(*, revision_id: int, reason: str, by: Hat, now: datetime) -> None:
    """Take an entry off the list: its grants open nothing from the next statement on."""
    policy.require(by, "open_list.own")
    _reason(reason)
    with scope.writing(by, now=now):
        revision = _locked(revision_id, State.PUBLISHED)
        officer = policy.may(by, "open_list.publish") and revision.item.place_id in by.scopes
        if revision.item.unit_id != by.unit and not officer:
            raise NotAllowed
        ItemRevision.objects.filter(id=revision_id).update(state=State.ENDED, reason=reason.strip()[:300], ended=now)
        OpenListing.objects.filter(item_id=revision.item_id).update(until=now, changed=now)
        _line("open_item.end", revision, by, now, reason=reason.strip()[:300])


def _checked(row: NewItem) -> dict[str, Any]:
    """What a revision keeps of an entry, or what has to be put right."""
    for field in ("code", "title", "about"):
        if not getattr(row, field).strip():
            raise DataRefused(field, _("This is missing. Whoever looks for data has to know it."))
    if not row.legal_basis.strip() and not row.unverified:
        raise DataRefused("legal_basis", _("Name the legal basis, or say that it still has to be confirmed."))
    if row.at_least < 1 or row.every_days < 1:
        raise DataRefused("at_least", _("Write a number of 1 or more."))
    texts = {name: str(getattr(row, name)).strip() for name in TEXTS}
    for name, most in TEXTS.items():
        if len(texts[name]) > most:
            raise DataRefused(name, _("This is longer than %(most)s characters. Shorten it."), most=most)
    fields = _fields(row)
    return {
        **texts,
        "fields": fields,
        "classification": sources.closest(one["level"] for one in fields),
        "at_least": row.at_least,
        "every_days": row.every_days,
        "unverified": row.unverified,
        "source": row.source,
    }


def _fields(row: NewItem) -> list[dict[str, str]]:
    """The columns. Where something computes them, it says how closely each is held, and not who writes the entry."""
    if not row.fields:
        raise DataRefused("fields", _("Name at least one field."))
    behind = sources.source(row.source) if row.source else None
    if row.source and behind is None:
        raise DataRefused("source", _("Nothing here computes this data. Choose one of the list, or leave it empty."))
    made = []
    for one in row.fields:
        known = behind.field(one.code) if behind else None
        if behind is not None and known is None:
            raise DataRefused("fields", _("“%(field)s” cannot be delivered. Choose among the fields there are."),
                              field=one.code)  # fmt: skip
        level = known.level if known else one.level
        if level not in LEVELS:
            raise DataRefused("fields", _("Say of every field how closely it is held."))
        made.append({"code": one.code, "zh": one.zh.strip(), "en": one.en.strip(), "level": level})
    return made


def _list(revision: ItemRevision, called: Called, now: datetime) -> None:
    said = {
        name: getattr(revision, name)
        for name in ("no", "title", "title_en", "about", "fields", "classification", "at_least", "every_days",
                     "legal_basis", "unverified", "conditions", "quality")
    }  # fmt: skip
    said |= {"unit_name": called.unit[:120], "place_name": called.place[:120], "place_code": called.place_code[:20]}
    said |= {"changed": now, "until": None}
    if not OpenListing.objects.filter(item_id=revision.item_id).update(**said):
        bulk.add([OpenListing(item_id=revision.item_id, first=now, **said)])


def _locked(revision_id: int, *states: str) -> ItemRevision:
    found = ItemRevision.objects.select_for_update(of=("self",)).select_related("item").filter(id=revision_id).first()
    if found is None:
        raise NotAllowed
    if found.state not in states:
        raise DataRefused("", _("This has been decided already. Look at it as it is now."))
    return found


def _reason(reason: str) -> None:
    if not reason.strip():
        raise DataRefused("reason", _("Write down why. Everybody concerned reads it."))


def _line(verb: str, revision: ItemRevision, by: Hat, now: datetime, **payload: object) -> int:
    return journal.append(verb=verb, kind="open_item", record=revision.id, by=by, at=now, payload=payload)
