"""Somebody who collects has read a manual."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from linli.kernel.grants.queries.manuals import manuals
from linli.kernel.journal import actions as journal
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def acknowledge(*, version_ids: Collection[int], by: Hat, now: datetime) -> int:
    """Write down that these versions were read, each once; how many were new. Others than the running ones are not."""
    policy.require(by, "manual.read")
    done = 0
    with scope.writing(by, now=now):
        for one in manuals(at=now):
            if one.id not in version_ids:
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    "insert into grants_acknowledgement (account_id, version_id, code, who, place_id, at)"
                    " values (%s, %s, %s, %s, %s, %s) on conflict (account_id, version_id) do nothing",
                    [by.account, one.id, one.code, by.label[:120], by.place, now],
                )
                new = cursor.rowcount
            if new:
                done += 1
                payload = {"code": one.code, "number": one.number, "hash": one.hash}
                journal.append(verb="manual.acknowledge", kind="manual", record=one.id, by=by, at=now, payload=payload)
    return done
