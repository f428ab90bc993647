"""Looking behind a mask: first it is written down who looked and why, then the value is opened.

A look holds for a quarter of an hour. So many a day one person has alone; beyond that a second one has to agree, or,
where it cannot wait, to say within a day that it was fit. The person whose mask it is can read all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.facts import PersonLooked
from linli.kernel.people.models import Person, Proposal, Subject
from linli.kernel.people.models_looks import Look
from linli.kernel.people.packs import Looking, looking
from linli.kernel.people.queries import name_of, person_field, phone_of
from linli.kernel.rights.actions import tell_subjects
from linli.plumbing import bulk, facts, ids, policy, scope
from linli.plumbing.days import begin_of, day_of
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

OF_SUBJECT = ("name", "phone")
OF_PERSON = ("name", "phone", "id_number")
OF_PROPOSAL = ("proposal",)
FIELDS = {"subject": OF_SUBJECT, "person": OF_PERSON, "proposal": OF_PROPOSAL}
MOST = 200  # signs of a reason


class ReasonMissing(ValueError):
    """Nobody looks behind a mask without saying why."""

    sentence = _("Write down why you need to see this. The person can read it.")

    def __str__(self) -> str:
        return str(self.sentence)


class SecondPersonNeeded(ReasonMissing):
    """The day's number is used up: a second person has to agree, who sees it from now on."""

    sentence = _(
        "You have looked %(most)s times today. Somebody who oversees your desk has been asked to agree; "
        "then try again. If it cannot wait, say so: it opens at once, and a second person looks at it within a day."
    )

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return str(self.sentence) % {"most": self.most}


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose mask, which fields, why, because of which case; ``urgent``: it cannot wait for a second person."""

    kind: str
    record: int
    what: Sequence[str]
    reason: str
    case_id: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Revealed:
    """The clear values, and until when they may be looked at."""

    values: dict[str, str]
    until: datetime


def look(*, wish: Wish, by: Hat, now: datetime) -> Look:
    """Write a look down: a new one with its reason, or another glance of one that still holds.

    Raises ``ReasonMissing``, and ``SecondPersonNeeded`` after the second person has been asked.
    """
    policy.require(by, "person.see")
    if not wish.what or not set(wish.what) <= set(FIELDS.get(wish.kind, ())):
        raise NotAllowed
    rule = looking(now)
    with scope.writing(by, now=now):
        whom = _whom(wish)
        _one_at_a_time(by.account)
        found = _holding(wish, by, now)
        if found is None:
            found = _begin(wish, whom, rule, by=by, now=now)
        if found.state == "open":
            _note(found, wish.what, by=by, now=now)
    if found.state != "open":
        raise SecondPersonNeeded(rule.most(by.role))
    return found


def reveal_many(*, wish: Wish, by: Hat, now: datetime) -> Revealed:
    """The clear fields of a reporter or a person."""
    held = look(wish=wish, by=by, now=now)
    with scope.reading(by, now=now):  # no line, no look
        values = {what: _clear(wish.kind, wish.record, what) for what in wish.what}
    return Revealed(values, held.until or now)


def reveal(
    *,
    what: str,
    reason: str,
    subject_id: int | None = None,
    person_id: int | None = None,
    by: Hat,
    now: datetime,
) -> str:
    """The clear name or phone of a reporter, or name, phone or identity number of a person."""
    kind, record = ("subject", subject_id) if subject_id is not None else ("person", person_id)
    wish = Wish(kind, record or 0, (what,), reason)
    return reveal_many(wish=wish, by=by, now=now).values[what]


def _whom(wish: Wish) -> int | None:
    """The subject a look is told; ``NotAllowed`` where the hat does not see whose mask it is."""
    found: tuple[int | None] | None
    if wish.kind == "subject":
        subject = Subject.objects.filter(id=wish.record).first()
        found = (subject.id,) if subject else None
    elif wish.kind == "person":
        found = Person.objects.filter(id=wish.record).values_list("subject_id").first()
    else:
        proposal = Proposal.objects.filter(id=wish.record).first()
        found = (_subject_of(proposal),) if proposal else None
    if found is None:
        raise NotAllowed
    return found[0]


def _subject_of(proposal: Proposal) -> int | None:
    """Whom a proposal is about, where it is about a person the hat sees; else the resident who made it."""
    if proposal.kind == "person":
        about = Person.objects.filter(id=proposal.record).values_list("subject_id", flat=True).first()
        if about is not None:
            return about
    return proposal.subject_id or None


def _one_at_a_time(account: int) -> None:
    """Two looks of one person at the same moment count as two."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('people_look'), %s)", [account % 2**31])


def _holding(wish: Wish, by: Hat, now: datetime) -> Look | None:
    """A look of the same desk at the same record that holds still, or has waited for a second person since today."""
    mine = Look.objects.filter(account=by.account, kind=wish.kind, record=wish.record).order_by("-id")
    found = mine.filter(state="open", until__gt=now).first()
    if found is None and not wish.urgent:
        found = mine.filter(state="waiting", at__gte=begin_of(day_of(now))).first()
    return found


def _begin(wish: Wish, whom: int | None, rule: Looking, *, by: Hat, now: datetime) -> Look:
    reason = wish.reason.strip()[:MOST]
    if not reason:
        raise ReasonMissing
    today = Look.objects.filter(account=by.account, at__gte=begin_of(day_of(now))).exclude(state="refused").count()
    beyond = today >= rule.most(by.role)
    opens = wish.urgent or not beyond
    number = ids.reserve("people_look")
    verb = "person.look" if opens else "person.look_asked"
    payload = {"kind": wish.kind, "record": wish.record, "what": list(wish.what), "reason": reason}
    payload |= {"case": wish.case_id, "urgent": beyond and wish.urgent}
    line = journal.append(verb=verb, kind="look", record=number, by=by, at=now, payload=payload)
    found = Look(
        id=number,
        kind=wish.kind,
        record=wish.record,
        subject_id=whom,
        scope_id=by.place if by.place in by.scopes else by.scopes[0],
        account=by.account,
        role=by.role,
        unit_id=by.unit,
        who=by.label[:80],
        what=",".join(wish.what),
        reason=reason,
        case_id=wish.case_id,
        line=line,
        at=now,
        state="open" if opens else "waiting",
        until=now + timedelta(minutes=rule.minutes) if opens else None,
        urgent=beyond and wish.urgent,
        review_due=now + timedelta(hours=rule.review_hours) if beyond and wish.urgent else None,
    )
    bulk.add([found])
    if opens:
        facts.tell(PersonLooked(number, whom or 0), line=line, by=by, at=now)
    return found


def _note(found: Look, what: Sequence[str], *, by: Hat, now: datetime) -> None:
    """A line for each field that is opened, in the transaction that lets it be opened."""
    lines = [
        journal.Doing(
            "person.reveal", found.kind, found.record, {"what": one, "reason": found.reason, "look": found.id}
        )
        for one in what
    ]
    written = journal.append_many(lines, by=by, at=now)
    whom = [found.subject_id] if found.subject_id else []
    tell_subjects(whom, line=written[0], verb="person.reveal", what=list(what), reason=found.reason, by=by, at=now)


def _clear(kind: str, record: int, what: str) -> str:
    if kind == "person":
        return person_field(Person.objects.get(id=record), what)
    subject = Subject.objects.get(id=record)
    return name_of(subject) if what == "name" else phone_of(subject)
