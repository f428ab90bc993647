"""Bodies of a community's register: enterprises, social organisations, stationed units (驻区单位)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import id_numbers, phones
from linli.kernel.people.actions.bodies import KIND, put_body_right, write_bodies
from linli.kernel.people.actions.keeping import Was, keep_of_place
from linli.kernel.people.bodies import REGISTERED
from linli.kernel.people.id_numbers import NumberWrong
from linli.kernel.people.models import Duty, Organisation, Post
from linli.kernel.places.models import Place
from linli.kernel.places.queries import label
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

FIELDS = ("name", "kind", "code", "phone")
LONGEST = {"name": 120, "phone": 20}
TAKEN = _("A body with the code %(code)s is registered already.")


class BodyRefused(ValueError):
    """A body cannot be like this. ``row`` counts from 0; ``str()`` says why.

    ``field`` is what has to be put right where it is one of them, ``standing`` the body that has the number already.
    """

    def __init__(
        self, sentence: str | Promise, *, row: int = 0, field: str = "", standing: int | None = None, **words: object
    ) -> None:
        super().__init__(row, words)
        self.row, self.sentence, self.words = row, sentence, words
        self.field, self.standing = field, standing

    def __str__(self) -> str:
        return str(self.sentence) % self.words


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body to register at a place: a dwelling, a building or a division. ``since`` is when it came; else now."""

    kind: str
    name: str
    place_id: int
    source: str
    code: str = ""
    phone: str = ""
    since: datetime | None = None
    confirmed: datetime | None = None


def register_bodies_many(*, rows: Sequence[NewBody], by: Hat, now: datetime) -> list[int]:
    """Register bodies; returns their ids in order. One transaction.

    Raises ``BodyRefused`` for the first that cannot be, its credit code included; then none is registered.
    """
    policy.require(by, "organisation.register")
    if not rows:
        return []
    with scope.writing(by, now=now):
        found = Place.objects.filter(id__in={row.place_id for row in rows}, until__isnull=True)
        scopes = dict(found.values_list("id", "scope_id"))
        codes = [_checked(number, row, scopes, now) for number, row in enumerate(rows)]
        _require_reach(by, set(scopes.values()))
        _check_once(codes)
        with _once("、".join(code for code in codes if code)):
            return write_bodies([_body(row, code, now) for row, code in zip(rows, codes, strict=True)], by=by, now=now)


def _body(row: NewBody, code: str, now: datetime) -> Organisation:
    return Organisation(
        kind=row.kind,
        name=row.name.strip(),
        code=code,
        phone=phones.tidy(row.phone),
        place_id=row.place_id,
        since=row.since or now,
        confirmed=row.confirmed or now,
        source=row.source,
    )


def correct_body(*, body_id: int, changes: Mapping[str, str], source: str, by: Hat, now: datetime) -> list[str]:
    """Put name, kind, credit code or phone right; returns which really changed. It is known true as of now."""
    policy.require(by, "organisation.register")
    if not changes.keys() <= set(FIELDS):
        raise BodyRefused(_("Say what it is and what it is called."))
    with scope.writing(by, now=now):
        body = _locked(body_id, by)
        values = {field: value.strip() for field, value in changes.items()}
        _check_facts(0, values.get("kind", body.kind), values.get("name", body.name))
        if values.get("code"):
            values["code"] = _code(0, values["code"])
        if values.get("phone"):
            values["phone"] = phones.tidy(values["phone"])
        changed = {field: value for field, value in values.items() if getattr(body, field) != value}
        if changed.get("code"):
            _check_once([changed["code"]])
        with _once(changed.get("code", "")):
            put_body_right(body, changed, source=source, by=by, now=now)
        Organisation.objects.filter(id=body_id).update(confirmed=now)
    return sorted(changed)


def move_body(*, body_id: int, place_id: int, source: str, by: Hat, now: datetime) -> bool:
    """A body is at another place; whether that is new. Whoever keeps either place's register reads where it was."""
    policy.require(by, "organisation.register")
    with scope.writing(by, now=now):
        body = _locked(body_id, by)
        place = Place.objects.filter(id=place_id, until__isnull=True).first()
        if place is None:
            raise BodyRefused(_("The place of “%(name)s” is not known."), name=body.name, field="place")
        _require_reach(by, {place.scope_id})
        if place.id == body.place_id:
            return False
        was = [Was(KIND, body.id, "place", label(body.place_id), body.since, body.source)]
        for scope_id, at in {body.scope_id: body.place_id, place.scope_id: place.id}.items():
            keep_of_place(at, scope_id, was, source=source, by=by, now=now)
        Organisation.objects.filter(id=body_id).update(place_id=place.id, scope_id=place.scope_id, confirmed=now)
        payload = {"fields": ["place"], "source": source}
        journal.append(verb="organisation.correct", kind=KIND, record=body_id, by=by, at=now, payload=payload)
    return True


def confirm_body(*, body_id: int, by: Hat, now: datetime) -> None:
    """A body is where it is entered, as it is entered, as of now."""
    policy.require(by, "organisation.register")
    with scope.writing(by, now=now):
        _locked(body_id, by)
        Organisation.objects.filter(id=body_id).update(confirmed=now)
        journal.append(verb="organisation.confirm", kind=KIND, record=body_id, by=by, at=now, payload={})


def end_body(*, body_id: int, source: str, by: Hat, now: datetime) -> None:
    """A body has gone: closed, or moved out of the community."""
    policy.require(by, "organisation.register")
    with scope.writing(by, now=now):
        body = _locked(body_id, by)
        _keep(body, {"until": ""}, source, by, now)
        Organisation.objects.filter(id=body_id).update(until=now)
        journal.append(verb="organisation.end", kind=KIND, record=body_id, by=by, at=now, payload={"source": source})


def _checked(number: int, row: NewBody, scopes: Mapping[int, int], now: datetime) -> str:
    """The tidy credit code of a row that can be right."""
    _check_facts(number, row.kind, row.name)
    if row.place_id not in scopes:
        raise BodyRefused(_("The place of “%(name)s” is not known."), row=number, field="place", name=row.name)
    if row.since is not None and row.since > now:
        raise BodyRefused(_("“%(name)s” has not begun yet."), row=number, field="since", name=row.name)
    return _code(number, row.code) if row.code.strip() else ""


def _check_facts(number: int, kind: str, name: str) -> None:
    if kind not in REGISTERED:
        raise BodyRefused(
            _("“%(kind)s” is no kind of body a community registers."), row=number, field="kind", kind=kind
        )
    if not name.strip() or len(name.strip()) > LONGEST["name"]:
        raise BodyRefused(_("Say what it is and what it is called."), row=number, field="name")


def _code(number: int, typed: str) -> str:
    try:
        return id_numbers.checked_credit_code(typed)
    except NumberWrong as wrong:
        raise BodyRefused(str(wrong).replace("%", "%%"), row=number, field="code") from wrong


def _check_once(codes: Sequence[str]) -> None:
    given = [code for code in codes if code]
    running = Organisation.objects.filter(code__in=given, until__isnull=True)
    taken: dict[str, int | None] = dict(running.values_list("code", "id"))
    for number, code in enumerate(codes):
        if code in taken:
            raise BodyRefused(TAKEN, row=number, field="code", standing=taken[code], code=code)
        if code:
            taken[code] = None


@contextmanager
def _once(code: str) -> Iterator[None]:
    """Whoever enters the same code at the same moment is refused by the database, in the same words."""
    try:
        yield
    except IntegrityError as twice:
        raise BodyRefused(TAKEN, field="code", code=code) from twice


def _require_reach(by: Hat, scopes: set[int]) -> None:
    """Bodies have no wall, so it is checked here that staff change only those of their own divisions."""
    if by.surface == "desk" and not scopes <= set(by.scopes):
        raise NotAllowed


def _locked(body_id: int, by: Hat) -> Organisation:
    """The running body, one of the register's and none that answers for something."""
    body = Organisation.objects.select_for_update().filter(id=body_id, kind__in=REGISTERED, until__isnull=True).first()
    if body is None:
        raise NotAllowed
    _require_reach(by, {body.scope_id})
    holds = (
        Duty.objects.filter(organisation_id=body_id).exists() or Post.objects.filter(organisation_id=body_id).exists()
    )
    if holds:
        raise NotAllowed
    return body


def _keep(body: Organisation, old: Mapping[str, str], source: str, by: Hat, now: datetime) -> None:
    values = [Was(KIND, body.id, field, value, body.since, body.source) for field, value in old.items()]
    keep_of_place(body.place_id, body.scope_id, values, source=source, by=by, now=now)
