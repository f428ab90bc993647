"""The second person: agrees to a look beyond the day's number, and looks at those that could not wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.facts import PersonLooked
from linli.kernel.people.models_looks import Look
from linli.kernel.people.packs import looking
from linli.plumbing import facts, policy, scope
from linli.plumbing.scope import Hat

MOST = 300  # signs of a remark


class LookRefused(ValueError):
    """Why a look cannot be decided; ``str()`` is a sentence for whoever tried."""


def agree(*, look_id: int, by: Hat, now: datetime) -> None:
    """Let a colleague look who has used up the day's number: for a quarter of an hour from now."""
    policy.require(by, "look.agree")
    with scope.writing(by, now=now):
        found = _waiting(look_id, by)
        until = now + timedelta(minutes=looking(now).minutes)
        _decided(found, "open", until=until, by=by, now=now)
        line = journal.append(verb="look.agree", kind="look", record=found.id, by=by, at=now)
        facts.tell(PersonLooked(found.id, found.subject_id or 0), line=line, by=by, at=now)


def refuse(*, look_id: int, by: Hat, now: datetime) -> None:
    """Not this one."""
    policy.require(by, "look.agree")
    with scope.writing(by, now=now):
        found = _waiting(look_id, by)
        _decided(found, "refused", until=None, by=by, now=now)
        journal.append(verb="look.refuse", kind="look", record=found.id, by=by, at=now)


def review(*, look_id: int, fit: bool, remark: str, by: Hat, now: datetime) -> None:
    """Say whether an urgent look was fit; what was not needs a word."""
    policy.require(by, "look.review")
    remark = remark.strip()[:MOST]
    if not fit and not remark:
        raise LookRefused(_("Write what was wrong with it."))
    with scope.writing(by, now=now):
        found = Look.objects.select_for_update().get(id=look_id)
        if found.account == by.account:
            raise LookRefused(_("This was your own look. A colleague says whether it was fit."))
        if found.review_due is None or found.reviewed is not None:
            raise LookRefused(_("Somebody has looked at it meanwhile."))
        Look.objects.filter(id=found.id).update(
            reviewed=now, reviewed_by=by.account, reviewed_who=by.label[:80], fit=fit, remark=remark
        )
        payload = {"fit": fit, "remark": remark}
        journal.append(verb="look.review", kind="look", record=found.id, by=by, at=now, payload=payload)


def _waiting(look_id: int, by: Hat) -> Look:
    found = Look.objects.select_for_update().get(id=look_id)
    if found.account == by.account:
        raise LookRefused(_("You asked for this yourself. A colleague decides."))
    if found.state != "waiting":
        raise LookRefused(_("Somebody has decided it meanwhile. Look at the list as it is now."))
    return found


def _decided(found: Look, state: str, *, until: datetime | None, by: Hat, now: datetime) -> None:
    Look.objects.filter(id=found.id).update(
        state=state, until=until, agreed=now, agreed_by=by.account, agreed_who=by.label[:80]
    )
