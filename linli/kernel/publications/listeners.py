"""Who is told what of publications: residents what became of theirs, editors what has to be looked at again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kernel.publications.facts import PublicationStale, SubmissionDecided, TopicAnswered
from linli.kernel.publications.models_talks import Publication, Submission
from linli.kernel.publications.policy import EDITORS
from linli.plumbing import pack_catalogue, scope
from linli.plumbing.facts import Told
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact


def on_decided(decided: SubmissionDecided, told: Told) -> None:
    """Whoever sent it learns whether it is shown, and if not, why."""
    now, hat = clock(), robot("tell")
    with scope.reading(hat, now=now):
        sent = Submission.objects.get(id=decided.submission_id)
        below = Publication.objects.filter(id=sent.publication_id or 0).first()
    shown = sent.state == Submission.State.SHOWN
    title = sent.title or (below.title if below else "")
    message = Message(
        "submission_shown" if shown else "submission_refused",
        "app",
        sent.scope_id,
        subject_id=sent.subject_id,
        link=_public(below.number) if below and shown else f"{settings.PUBLIC_URL}/neighbours",
        values={"title": title, "reason": sent.reason},
    )
    _tell(told, [message], hat, now)


def on_answered(answered: TopicAnswered, told: Told) -> None:
    """Whoever raised the topic learns that there is an answer."""
    now, hat = clock(), robot("tell")
    with scope.reading(hat, now=now):
        topic = Publication.objects.get(id=answered.publication_id)
        raised = Submission.objects.filter(publication_id=topic.id).exclude(title="")
        messages = [
            Message(
                "topic_answered",
                "app",
                topic.scope_id,
                subject_id=sent.subject_id,
                link=_public(topic.number),
                values={"title": topic.title},
            )
            for sent in raised
        ]
    _tell(told, messages, hat, now)


def on_stale(stale: PublicationStale, told: Told) -> None:
    """The editors of the place learn what they have to look at."""
    now, hat = clock(), robot("tell")
    with scope.reading(hat, now=now):
        held = Publication.objects.get(id=stale.publication_id)
        accounts = {
            account for role in sorted(EDITORS) for account in people.accounts_at(role, scope_id=held.scope_id, at=now)
        }
    messages = [
        Message(
            "publication_stale",
            "app",
            held.scope_id,
            account_id=account,
            link=f"{settings.DESK_URL}/publications/{held.number}",
            values={"title": held.title},
        )
        for account in sorted(accounts)
    ]
    _tell(told, messages, hat, now)


def robot(name: str = "") -> Hat:
    """The hat of a declared robot of the worker over the whole city, its scopes written out."""
    return scope.robot(places.all_scopes(), purpose=name)


def _public(number: str) -> str:
    return f"{settings.PUBLIC_URL}/neighbours/{number}"


def _tell(told: Told, messages: list[Message], hat: Hat, now: datetime) -> None:
    cities = pack_catalogue.heads("cities", now)
    zone = next(iter(city.value.zone for city in cities.values()), "UTC")
    notices.tell_many(fact=told.id, messages=messages, zone=ZoneInfo(zone), by=hat, now=now)
