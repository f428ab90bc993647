"""News for followers: what everybody may read of a matter, told to those who asked for it and nothing else."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.cases import catalogue
from linli.kernel.cases.facts import CaseAnswered, CaseClosed
from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.places import queries as places
from linli.kernel.publications.facts import FollowAsked
from linli.kernel.publications.models import PublicFace
from linli.kernel.publications.queries import followers
from linli.kernel.publications.queries.followers import Listener
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact

STALE = timedelta(days=2)  # what an import says of the past is no news to anybody today


def on_asked(asked: FollowAsked, told: Told) -> None:
    """The owner of a phone is asked whether it is theirs; the link says yes, and no later on."""
    _tell("follow_asked", asked.case_id, told, asked=asked.follower_id)


def on_answered(answered: CaseAnswered, told: Told) -> None:
    """Followers hear that there is an answer."""
    _tell("follow_answered", answered.case_id, told)


def on_closed(closed: CaseClosed, told: Told) -> None:
    """Followers hear that the matter is done."""
    _tell("follow_closed", closed.case_id, told)


def _tell(template: str, case_id: int, told: Told, *, asked: int | None = None) -> None:
    now = clock()
    if now - told.at > STALE:
        return
    hat = scope.robot(places.all_scopes(), purpose="tell")
    with scope.reading(hat, now=now):
        face = PublicFace.objects.filter(case_id=case_id).first()
        if face is None:
            return
        zone = ZoneInfo(catalogue.city(at=now).zone)
        messages = [_message(template, face, one) for one in followers.listeners_of(case_id, asked=asked)]
    notices.tell_many(fact=told.id, messages=messages, zone=zone, by=hat, now=now)


def _message(template: str, face: PublicFace, to: Listener) -> Message:
    """Made from the public face alone: what nobody may read cannot get into it."""
    return Message(
        template=template,
        channel="sms" if to.phone else "app",
        scope_id=to.scope_id,
        subject_id=to.subject_id,
        address=to.phone,
        link=f"{settings.PUBLIC_URL}/f/{to.code}" if to.phone else f"{settings.PUBLIC_URL}/around/{face.code}",
        values={"title": face.title, "where": face.where},
    )
