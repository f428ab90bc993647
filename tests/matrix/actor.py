"""Somebody who asks, with the browser they signed in with and what the walls compare with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.cookies import SimpleCookie

from django.conf import settings
from django.test import Client

from linli.kit.session_store import SessionStore
from linli.plumbing.time import now as clock
from tests.before_walls import Identity

STALE = timedelta(seconds=50)  # after a minute each request would write down that somebody is still here


@dataclass(slots=True)
class Actor:
    """Somebody at a surface: a name for the report, the role the policies know, what the walls compare with."""

    name: str
    surface: str
    role: str
    identity: Identity
    client: Client
    cookies: dict[str, str]
    place: int = 0  # of the post
    key: str = ""  # of the API of the other standard, sent with whatever is filed there
    stands_for: tuple[int, ...] = ()  # the subjects of others they act for
    fresh: datetime = field(default_factory=clock)  # when they were here last, as their session has it

    @property
    def is_somebody(self) -> bool:
        """Whether anybody is logged in."""
        return bool(self.identity.account)

    @property
    def alone(self) -> Identity:
        """What they are without those they act for."""
        return replace(self.identity, subjects=tuple(set(self.identity.subjects) - set(self.stands_for)))

    def ready(self) -> Client:
        """The browser as it was after the login, whatever the last answer did to it, however long ago that is."""
        if self.is_somebody and clock() - self.fresh > STALE:
            self._stay()
        self.client.cookies = SimpleCookie()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        return self.client

    def _stay(self) -> None:
        """Whatever a request writes is taken back, so that nobody is ever seen: a long run would end every session."""
        self.fresh = clock()
        session = SessionStore(self.cookies[settings.SESSION_COOKIE_NAME])
        for name in ("seen", "proved"):
            if name in session:
                session[name] = self.fresh.isoformat()
        session.save()
