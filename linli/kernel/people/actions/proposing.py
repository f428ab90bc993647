"""Proposing a change and deciding it. What is accepted goes through the same verbs as everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import documents, facts
from linli.kernel.people.actions.adding import NewPerson, NewResidence, write_people
from linli.kernel.people.actions.correcting import put_person_right
from linli.kernel.people.actions.dwellings import declare_lived_in, put_dwelling_right
from linli.kernel.people.actions.residences import (
    NumberOfAnother,
    confirm_links,
    end_link,
    link_by_number,
    note_mistakes,
)
from linli.kernel.people.id_numbers import NumberWrong
from linli.kernel.people.knowledge import ChangeRefused, checked
from linli.kernel.people.models import Residence
from linli.kernel.people.models_proposals import Act, Proposal, Proposer
from linli.kernel.people.proposing import FIELDS, Body, body_of, known_now, lines_of, moment_of, sealed
from linli.kernel.people.queries import is_the_same, own_subject
from linli.kernel.places.models import Level, Place
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.facts import tell
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

REASON_LENGTH = 200
TENANT = ("name", "phone", "id_number", "born", "sex", "registered_in")


class ProposalRefused(ValueError):
    """A proposal cannot be made or decided like this. ``str()`` says why."""

    def __init__(self, sentence: str | Promise, **words: object) -> None:
        super().__init__(words)
        self.sentence, self.words = sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


class ProposalStale(ProposalRefused):
    """What it wants to replace has been replaced since. ``fields`` says which."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(_("This has been changed since it was proposed. Look at both and decide once more."))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A change to propose about a record: ``person`` or ``residence`` by id, ``dwelling`` by its place.

    ``changes`` are texts by field, as in :mod:`linli.kernel.people.knowledge`; for a dwelling also ``occupancy``; of a
    tenant to add or to end, what is known of the person. ``since`` and ``until`` are days: of a tenancy, of moving out.
    """

    act: str
    kind: str
    record: int
    changes: dict[str, str] = field(default_factory=dict)
    until: str = ""
    since: str = ""
    organisation_id: int = 0


def propose(*, row: NewProposal, by: Hat, now: datetime) -> int:
    """Propose one change; returns its id. A resident's own "still true" is accepted at once.

    Raises ``ProposalRefused``, ``ChangeRefused`` for a value that cannot be right, ``NotAllowed`` for a record the
    hat does not see.
    """
    policy.require(by, "proposal.make")
    with scope.writing(by, now=now):
        place_id, scope_id = _where(row, by, now)
        subject = own_subject(by) if by.surface == "public" else 0
        changes = _checked(row)
        was = known_now(row.kind, row.record, changes) if row.act == Act.CHANGE else {}
        number = ids.reserve("people_proposal")
        proposal = Proposal(
            id=number,
            scope_id=scope_id,
            place_id=place_id,
            subject_id=subject,
            account_id=by.account,
            organisation_id=row.organisation_id or by.unit,
            record=row.record,
            made=now,
            proposer=_proposer(row, by),
            kind=row.kind,
            act=row.act,
            state="open",
            body_sealed=sealed(number, Body(changes, was, row.until, row.since)),
        )
        if row.act == Act.STILL_TRUE:
            confirm_links([row.record], by=by, now=now)
            proposal.state, proposal.decided, proposal.decided_by = "accepted", now, by.account
        bulk.add([proposal])
        line = journal.append(verb="proposal.make", kind="proposal", record=number, by=by, at=now)
        if proposal.state == "open":
            tell(facts.ProposalMade(number, scope_id), line=line, by=by, at=now)
    return number


def accept_proposal(*, proposal_id: int, anyway: bool = False, by: Hat, now: datetime) -> None:
    """Do what is proposed. Raises ``ProposalStale`` where a value was changed meanwhile, unless ``anyway``."""
    policy.require(by, "proposal.decide")
    try:
        with scope.writing(by, now=now):
            proposal = _locked(proposal_id, by)
            body = body_of(proposal)
            stale = [line.field for line in lines_of(proposal, body) if line.is_stale]
            if proposal.act == Act.CHANGE and stale and not anyway:
                raise ProposalStale(stale)
            _do(proposal, body, by, now)
            _decide(proposal, "accepted", "", by, now)
    except NumberOfAnother as wrong:
        with scope.writing(by, now=now):  # what was begun is gone; that the number was tried stays
            note_mistakes([wrong.person_id], by=by, now=now)
        raise


def refuse_proposal(*, proposal_id: int, reason: str, by: Hat, now: datetime) -> None:
    """Refuse what is proposed, with the reason the proposer reads."""
    policy.require(by, "proposal.decide")
    if not reason.strip():
        raise ProposalRefused(_("Write why. Whoever proposed it reads the reason."))
    with scope.writing(by, now=now):
        _decide(_locked(proposal_id, by), "refused", reason.strip()[:REASON_LENGTH], by, now)


def _where(row: NewProposal, by: Hat, now: datetime) -> tuple[int, int]:
    """Place and division of the record, which the hat must see; a resident's dwelling is one they are linked to."""
    links = Residence.objects.filter(until__isnull=True, since__lte=now)
    if row.kind == "residence":
        found = links.filter(id=row.record)
    elif row.kind == "person":
        found = links.filter(person_id=row.record)
    elif row.kind == "dwelling" and by.surface == "public":
        found = links.filter(place_id=row.record, kind="owner")
    elif row.kind == "dwelling":
        place = Place.objects.filter(id=row.record, level=Level.DWELLING, scope_id__in=by.scopes).first()
        if place is None:
            raise NotAllowed
        return place.id, place.scope_id
    else:
        raise NotAllowed
    link = found.order_by("id").values_list("place_id", "scope_id").first()
    if link is None:
        raise NotAllowed
    return link


_ABOUT = {
    Act.STILL_TRUE: "residence",
    Act.MOVED_OUT: "residence",
    Act.ADD_TENANT: "dwelling",
    Act.END_TENANT: "dwelling",
}


def _checked(row: NewProposal) -> dict[str, str]:
    """The proposed values as they would be kept."""
    if row.act not in Act.values or row.kind != _ABOUT.get(Act(row.act), row.kind):
        raise ProposalRefused(_("This cannot be proposed about this record."))
    if row.act == Act.CHANGE:
        changes = checked(FIELDS.get(row.kind, {}), row.changes)
        if not changes:
            raise ProposalRefused(_("Say what should be changed."))
        return _with_a_right_number(changes)
    for day in (row.since, row.until):
        _a_day(day)
    if row.act in (Act.ADD_TENANT, Act.END_TENANT):
        tenant = {name: value for name, value in row.changes.items() if value}
        fields = {name: FIELDS["person"][name] for name in TENANT}
        return _with_a_right_number(checked(fields, {"name": "", **tenant}))
    return {}


def _a_day(text: str) -> None:
    """A day or a moment as ISO writes it, or nothing."""
    try:
        datetime.fromisoformat(text or "1970-01-01")
    except ValueError:
        raise ProposalRefused(_("“%(day)s” is not a day. Write it like 2026-11-27."), day=text) from None


def _with_a_right_number(changes: dict[str, str]) -> dict[str, str]:
    """The changes, their number as it is kept. It is looked at now, while whoever typed it can compare."""
    if not changes.get("id_number"):
        return changes
    try:
        return {**changes, "id_number": documents.checked(changes["id_number"], changes.get("document", "")).number}
    except NumberWrong as wrong:
        raise ChangeRefused("id_number", str(wrong).replace("%", "%%")) from wrong


def _proposer(row: NewProposal, by: Hat) -> str:
    if by.surface != "public":
        return Proposer.VISIT if by.role == "grid_worker" else Proposer.DEPARTMENT
    return Proposer.LANDLORD if row.kind == "dwelling" else Proposer.RESIDENT


def _do(proposal: Proposal, body: Body, by: Hat, now: datetime) -> None:
    source = str(proposal.proposer)
    if proposal.act == Act.STILL_TRUE:
        confirm_links([proposal.record], by=by, now=now)
    elif proposal.act == Act.MOVED_OUT:
        end_link(proposal.record, until=moment_of(body.until), source=source, by=by, now=now)
    elif proposal.act == Act.ADD_TENANT:
        _add_tenant(proposal, body, source, by, now)
    elif proposal.act == Act.END_TENANT:
        _end_tenant(proposal, body, source, by, now)
    elif proposal.kind == "person":
        put_person_right(proposal.record, body.changes, source=source, by=by, now=now)
    else:
        _change_dwelling(proposal.record, body.changes, source, by, now)


def _change_dwelling(place_id: int, changes: dict[str, str], source: str, by: Hat, now: datetime) -> None:
    facts_of = {name: value for name, value in changes.items() if name != "occupancy"}
    if facts_of:
        put_dwelling_right(place_id, facts_of, source=source, by=by, now=now)
    if "occupancy" in changes:
        declare_lived_in(place_id, changes["occupancy"], source=source, by=by, now=now)


def _add_tenant(proposal: Proposal, body: Body, source: str, by: Hat, now: datetime) -> None:
    """The tenant as a person with a link; whom the register holds under this number is linked, not added twice."""
    since = min(moment_of(body.since) or now, now)
    link = NewResidence(proposal.place_id, proposal.scope_id, "tenant", since, source)
    given = body.changes
    number = given.get("id_number", "")
    if number and link_by_number(number, link, name=given["name"], by=by, now=now) is not None:
        return
    row = NewPerson(
        given["name"],
        (link,),
        number,
        given.get("phone", ""),
        sex=given.get("sex", ""),
        born=date.fromisoformat(given["born"]) if len(given.get("born", "")) > len("1949") else None,
        registered_in=given.get("registered_in", ""),
        source=source,
    )
    write_people([row], by=by, now=now)


def _end_tenant(proposal: Proposal, body: Body, source: str, by: Hat, now: datetime) -> None:
    """The link of the tenant the landlord named ends; who is not known there under this number or name is told."""
    links = Residence.objects.filter(place_id=proposal.place_id, kind="tenant", until__isnull=True)
    number, name = body.changes.get("id_number", ""), body.changes.get("name", "")
    for link in links.select_related("person"):
        if is_the_same(link.person, number, name):
            end_link(link.id, until=moment_of(body.until), source=source, by=by, now=now)
            return
    raise ProposalRefused(_("No tenant of this name or number is linked to the dwelling any more."))


def _locked(proposal_id: int, by: Hat) -> Proposal:
    found = Proposal.objects.select_for_update().filter(id=proposal_id).first()
    if found is None:
        raise NotAllowed
    if found.state != "open":
        raise ProposalRefused(_("This has been decided already."))
    if found.account_id == by.account and by.account:
        raise ProposalRefused(_("You proposed this yourself. A colleague decides, so that two have seen it."))
    return found


def _decide(proposal: Proposal, state: str, reason: str, by: Hat, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_proposal set state = %s, reason = %s, decided = %s, decided_by = %s, decided_who = %s"
            " where id = %s",
            [state, reason, now, by.account, by.label[:80], proposal.id],
        )
    line = journal.append(
        verb=f"proposal.{'accept' if state == 'accepted' else 'refuse'}",
        kind="proposal",
        record=proposal.id,
        by=by,
        at=now,
    )
    decided = facts.ProposalDecided(proposal.id, proposal.scope_id, proposal.subject_id, state == "accepted")
    tell(decided, line=line, by=by, at=now)
