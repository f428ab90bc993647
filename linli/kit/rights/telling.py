"""Whoever asked to have something erased learns what became of it, where their login still opens."""

from __future__ import annotations

from django.conf import settings

from linli.kernel.notices import actions as notices
from linli.kernel.notices.actions import Message
from linli.kernel.places import queries as places
from linli.kernel.rights.facts import ErasureAnswered
from linli.kernel.rights.models import Erasure
from linli.kit import words
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact


def on_answered(answered: ErasureAnswered, told: Told) -> None:
    """A line in the app; the page it leads to says what went, what stays and why."""
    now, hat = clock(), scope.robot(places.all_scopes(), purpose="tell")
    with scope.reading(hat, now=now):
        one = Erasure.objects.filter(id=answered.erasure_id).first()
    if one is None or (one.state == Erasure.State.DONE and one.with_login):
        return
    template = "data_not_erased" if one.state == Erasure.State.REFUSED else "data_erased"
    message = Message(
        template, "app", one.scope_id, subject_id=one.subject_id, link=f"{settings.PUBLIC_URL}/my/data/erase",
        values={"reason": one.reason},
    )  # fmt: skip
    notices.tell_many(fact=told.id, messages=[message], zone=words.city_zone(), by=hat, now=now)
