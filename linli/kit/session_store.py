"""Where sessions lie: one table, in which each surface has rows of its own and sees no others.

A session's key begins with the name of its surface, and the wall of the table goes by that beginning
(:mod:`linli.plumbing.walls`). So a hole in the residents' surface shows nobody the sessions of staff.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Table
from django.contrib.sessions.models import Session

from linli.plumbing import rows
from linli.plumbing.time import now as clock


class SessionStore(Table):
    """Django's store in the database, with keys of the surface this process serves."""

    def _get_new_session_key(self) -> str:
        """128 random bits; should a key be taken after all, Django draws again."""
        return _mark() + secrets.token_hex(16)

    def _validate_session_key(self, key: str | None) -> bool:
        """A key of another surface is no key here, before the database is asked."""
        return bool(key) and str(key).startswith(_mark())

    def _get_session_from_db(self) -> Session | None:
        """The row of the key this browser brought, asked for at every page; a key without one is forgotten."""
        found = rows.read(Session, "where t.session_key = %s and t.expire_date > %s", [self.session_key, clock()])
        if not found:
            self._session_key = None
        return found[0] if found else None


def _mark() -> str:
    return f"{settings.SURFACE}-"
