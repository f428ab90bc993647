"""Legal holds: what an authority asks to be kept is kept until a day, and everybody can see who asked and why.

Placed, prolonged and ended by an act each; no act is changed. A hold that nobody prolongs ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.rights.actions.refusing import FieldRefused
from linli.kernel.rights.models import LegalHold
from linli.kernel.rights.queries.holds import acts_of, is_about
from linli.plumbing import ids, policy, scope
from linli.plumbing.days import begin_of, day_of
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

KIND = "hold"
LONGEST = timedelta(days=365)
DAY = timedelta(days=1)
SHORT, LONG = 80, 300
_STAYS = ("subject_id", "told_subject_id", "scope_id", "authority", "document", "silence", "since")
Act = LegalHold.Act


class HoldRefused(FieldRefused):
    """It cannot be kept, prolonged or ended like this."""


@dataclass(frozen=True, slots=True)
class NewHold:
    """Who asked, by which paper, until which day; ``silence`` says why the person may not be told."""

    authority: str
    document: str
    last_day: date
    about: str = ""
    silence: str = ""


def place_hold(*, subject_id: int, scope_id: int, row: NewHold, by: Hat, now: datetime) -> int:
    """Keep everything about a person from now on; returns the hold. Nobody does this to themselves."""
    policy.require(by, "hold.place")
    _check(row)
    _check_day(row.last_day, now)
    with scope.writing(by, now=now):
        _not_oneself(subject_id, by)
        number = ids.reserve("rights_hold")
        first = LegalHold(
            id=number, root=number, subject_id=subject_id, scope_id=scope_id, authority=row.authority.strip(),
            document=row.document.strip(), reason=row.about.strip(), silence=row.silence.strip(), since=now,
            told_subject_id=0 if row.silence.strip() else subject_id, until=begin_of(row.last_day + DAY),
            at=now, by_account=by.account, who=by.label[:80],
        )  # fmt: skip
        _write(first, "hold.place", by, now)
    return number


def prolong_hold(*, hold_id: int, last_day: date, reason: str, by: Hat, now: datetime) -> None:
    """Keep it longer than was said; at most a year from today."""
    policy.require(by, "hold.place")
    _check_day(last_day, now)
    until = begin_of(last_day + DAY)
    with _one_at_a_time(), scope.writing(by, now=now):
        last = _running(hold_id, by, now)
        if until <= last.until:
            raise HoldRefused("last_day", _("It is kept until then already. Choose a later day."))
        _add(last, Act.PROLONGED, "hold.prolong", until, reason, by, now)


def end_hold(*, hold_id: int, reason: str, by: Hat, now: datetime) -> None:
    """From now on nothing is kept by it; what waited goes on by itself."""
    policy.require(by, "hold.end")
    with _one_at_a_time(), scope.writing(by, now=now):
        _add(_running(hold_id, by, now), Act.ENDED, "hold.end", now, reason, by, now)


def _check(row: NewHold) -> None:
    for name, value in (("authority", row.authority), ("document", row.document)):
        if not value.strip():
            raise HoldRefused(
                name, _("Write down who asked and by which paper. Without it nothing may be kept longer.")
            )
        if len(value.strip()) > SHORT:
            raise HoldRefused(name, _("This is too long. 80 characters fit."))
    for name, value in (("about", row.about), ("silence", row.silence)):
        if len(value.strip()) > LONG:
            raise HoldRefused(name, _("This is too long. 300 characters fit."))


def _check_day(last_day: date, now: datetime) -> None:
    today = day_of(now)
    if last_day < today:
        raise HoldRefused("last_day", _("This day is over. Choose a later one."))
    if last_day > today + LONGEST:
        raise HoldRefused("last_day", _("A year at the most. It can be prolonged when the time comes."))


def _running(hold_id: int, by: Hat, now: datetime) -> LegalHold:
    """A part: the last act of a hold that runs and is not about whoever asks."""
    acts = acts_of(hold_id)
    if not acts:
        raise NotAllowed
    if acts[0].until <= now:
        raise HoldRefused("reason", _("This has ended already."))
    _not_oneself(acts[0].subject_id, by)
    return acts[0]


def _not_oneself(subject_id: int, by: Hat) -> None:
    if is_about(subject_id, account=by.account, person=by.person):
        raise HoldRefused("reason", _("This is about yourself. A colleague decides."))


def _add(last: LegalHold, act: Act, verb: str, until: datetime, reason: str, by: Hat, now: datetime) -> None:
    """A part: one act more. Nothing of those before it is changed."""
    said = reason.strip()
    if not said:
        raise HoldRefused("reason", _("Write down why. It stays beside the hold."))
    if len(said) > LONG:
        raise HoldRefused("reason", _("This is too long. 300 characters fit."))
    one = LegalHold(
        id=ids.reserve("rights_hold"), root=last.root, version=last.version + 1, act=act, reason=said, until=until,
        at=now, by_account=by.account, who=by.label[:80], **{name: getattr(last, name) for name in _STAYS},
    )  # fmt: skip
    _write(one, verb, by, now)


def _write(one: LegalHold, verb: str, by: Hat, now: datetime) -> None:
    LegalHold.objects.bulk_create([one])
    payload = {"until": one.until.isoformat(), "document": one.document}
    journal.append(verb=verb, kind=KIND, record=one.root, by=by, at=now, payload=payload)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Of two who change a hold at the same moment, the second looks again."""
    try:
        yield
    except IntegrityError:
        raise HoldRefused("reason", _("A colleague has just changed this. Look at it again.")) from None
