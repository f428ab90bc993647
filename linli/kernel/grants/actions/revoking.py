"""Ending a grant before its time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.kernel.grants import facts
from linli.kernel.grants.models import Grant
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.journal import actions as journal
from linli.plumbing import policy, scope
from linli.plumbing.facts import tell
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


def revoke(*, grant_id: int, reason: str, by: Hat, now: datetime) -> None:
    """The owner or a data officer takes a grant back, or its unit gives it up. The next statement gets nothing."""
    policy.require(by, "grant.revoke")
    if not reason.strip():
        raise DataRefused("reason", _("Write down why. Everybody concerned reads it."))
    with scope.writing(by, now=now):
        grant = Grant.objects.select_related("item").filter(id=grant_id).first()
        if grant is None or not may_revoke(grant, by):
            raise NotAllowed
        with connection.cursor() as cursor:
            cursor.execute(
                "update grants_grant set revoked = %s, revoked_by = %s, reason = %s where id = %s and revoked is null",
                [now, by.account, reason.strip()[:300], grant_id],
            )
            if not cursor.rowcount:
                return
        payload = {"reason": reason.strip()[:300]}
        line = journal.append(verb="grant.revoke", kind="grant", record=grant_id, by=by, at=now, payload=payload)
        tell(facts.GrantRevoked(grant_id), line=line, by=by, at=now)


def may_revoke(grant: Grant, by: Hat) -> bool:
    """Whether the post is of the owner or of the unit that has it, or a data officer of the owner's place."""
    is_officer = policy.may(by, "grant.release") and grant.item.place_id in by.scopes
    return bool(by.unit) and (by.unit in (grant.item.unit_id, grant.unit_id) or is_officer)
