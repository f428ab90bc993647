"""The worker's ear inside one test transaction: every fact told so far is handed to whoever listens, in order, once."""

from __future__ import annotations

import json

from django.db import connection

from linli.main import wiring
from linli.plumbing import facts
from tests.surfaces import as_login


def hear(after: int = 0) -> int:
    """Hand on every fact told after a row of the outbox, and those it leads to; returns the last row heard.

    The dispatcher reads below the horizon of running transactions, and a test is one.
    """
    while True:
        with as_login(""), connection.cursor() as cursor:
            cursor.execute(
                "select id, name, body::text, line, actor, role, purpose, at from plumbing_outbox"
                " where id > %s order by id",
                [after],
            )
            rows = cursor.fetchall()
        if not rows:
            return after
        for number, name, body, line, actor, role, purpose, at in rows:
            after = number
            told = facts.Told(number, line, actor, role, purpose, at)
            for listener in wiring.listeners():
                if name in listener.hears:
                    with as_login(""):
                        listener.call(facts.known(name)(**json.loads(body)), told)
