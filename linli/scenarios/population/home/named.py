"""Whom a landlord named is told of it: in their own part of the app, and by a text message where a phone is known.

They are told once it is in the register, where they can object. A text message goes to a phone that nobody has shown
to be theirs, so it names the building and not the door. Neither says who the landlord is.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.people.facts import ProposalDecided
from linli.kernel.people.models import Residence
from linli.kernel.people.models_proposals import Act, Proposal, Proposer
from linli.kernel.people.proposing import Body, body_of
from linli.kernel.people.queries import is_the_same, person_field
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kit import words
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact
from linli.scenarios.population.desk.wheres import where

TEMPLATE = "tenant_named"


def on_decided(decided: ProposalDecided, told: Told) -> None:
    """A tenant whom a landlord named stands in the register now, and learns it."""
    if not decided.accepted:
        return
    now = clock()
    hat = scope.robot(places.all_scopes(), purpose="tell")
    with scope.reading(hat, now=now):
        one = Proposal.objects.filter(id=decided.proposal_id).first()
        if one is None or one.act != Act.ADD_TENANT or one.proposer != Proposer.LANDLORD:
            return
        link = _link(one, body_of(one), now)
        messages = _messages(link) if link is not None else []
    notices.tell_many(fact=told.id, messages=messages, zone=words.city_zone(), by=hat, now=now)


def _link(one: Proposal, body: Body, now: datetime) -> Residence | None:
    """The running link of whom was named; none where it has ended meanwhile, which is no news any more."""
    links = Residence.objects.filter(place_id=one.place_id, kind="tenant", until__isnull=True, since__lte=now)
    number, name = body.changes.get("id_number", ""), body.changes.get("name", "")
    found = links.select_related("person").order_by("-id")
    return next((link for link in found if is_the_same(link.person, number, name)), None)


def _messages(link: Residence) -> list[Message]:
    door = Place.objects.select_related("parent").defer("outline", "parent__outline").get(id=link.place_id)
    home, phone = f"{settings.PUBLIC_URL}/my/home", person_field(link.person, "phone")
    subject = link.person.subject_id
    label = where(door).label
    messages = [
        Message(TEMPLATE, "app", link.scope_id, subject_id=subject, link=home, values={"where": label}),
    ]
    if phone:
        values = {"where": where(door.parent).label if door.parent else label}
        sms = Message(TEMPLATE, "sms", link.scope_id, subject_id=subject, address=phone, link=home, values=values)
        messages.append(sms)
    return messages
