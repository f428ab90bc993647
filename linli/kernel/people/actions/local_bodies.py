"""Bodies of a community's register: enterprises, social organisations, stationed units (驻区单位)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

FIELDS = ("name", "code", "phone")
LONGEST = {"name": 120, "phone": 20}


class BodyRefused(ValueError):
    """A body cannot be like this. ``row`` counts from 0; ``str()`` says why."""

    def __init__(self, sentence: str | Promise, *, row: int = 0, **words: object) -> None:
        super().__init__(row, words)
        self.row, self.sentence, self.words = row, sentence, words

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
        return write_bodies(
            [
                Organisation(
                    kind=row.kind,
                    name=row.name.strip(),
                    code=code,
                    phone=phones.tidy(row.phone),
                    place_id=row.place_id,
                    since=row.since or now,
                    confirmed=row.confirmed or now,
                    source=row.source,
                )
                for row, code in zip(rows, codes, strict=True)
            ],
            by=by,
            now=now,
        )


def correct_body(*, body_id: int, changes: Mapping[str, str], source: str, by: Hat, now: datetime) -> list[str]:
    """Put name, credit code or phone right; returns which really changed."""
    policy.require(by, "organisation.register")
    if not changes.keys() <= set(FIELDS) or not changes.get("name", "-").strip():
        raise BodyRefused(_("Say what it is and what it is called."))
    with scope.writing(by, now=now):
        body = _locked(body_id, by)
        values = {field: value.strip() for field, value in changes.items()}
        if values.get("code"):
            values["code"] = _code(0, values["code"])
        changed = {field: value for field, value in values.items() if getattr(body, field) != value}
        if changed.get("code"):
            _check_once([changed["code"]])
        put_body_right(body, changed, source=source, by=by, now=now)
    return sorted(changed)


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
    if row.kind not in REGISTERED:
        raise BodyRefused(_("“%(kind)s” is no kind of body a community registers."), row=number, kind=row.kind)
    if not row.name.strip() or len(row.name.strip()) > LONGEST["name"]:
        raise BodyRefused(_("Say what it is and what it is called."), row=number)
    if row.place_id not in scopes:
        raise BodyRefused(_("The place of “%(name)s” is not known."), row=number, name=row.name)
    if row.since is not None and row.since > now:
        raise BodyRefused(_("“%(name)s” has not begun yet."), row=number, name=row.name)
    return _code(number, row.code) if row.code.strip() else ""


def _code(number: int, typed: str) -> str:
    try:
        return id_numbers.checked_credit_code(typed)
    except NumberWrong as wrong:
        raise BodyRefused(str(wrong).replace("%", "%%"), row=number) from wrong


def _check_once(codes: Sequence[str]) -> None:
    given = [code for code in codes if code]
    running = Organisation.objects.filter(code__in=given, until__isnull=True)
    taken = set(running.values_list("code", flat=True))
    for number, code in enumerate(codes):
        if code and (code in taken or code in codes[:number]):
            raise BodyRefused(_("A body with the code %(code)s is registered already."), row=number, code=code)


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
