"""How often one account may do what is worth guessing at or carrying off: looks at whole names, searches for people.

The limit is declared where the page is (``page(…, pace=…)``) and kept in the shared buckets of the database, counted
before anything is looked at. One record has a limit of its own, so that nobody is looked at all day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from linli.kit import sessions
from linli.plumbing import rates

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many a span by one account, or one address where nobody is logged in; ``of_each`` of one record."""

    what: str
    most: int
    per: timedelta = DAY
    of_each: int = 0

    def is_over(self, request: Any, named: Mapping[str, object]) -> bool:
        """Count one more; whether it is one too many. ``named`` is what the address names."""
        who = f"account {request.hat.account}" if request.hat.account else sessions.address_of(request)
        if not rates.allow(f"pace {self.what}", who, most=self.most, per=self.per, now=request.now):
            return True
        record = " ".join(map(str, named.values()))
        if not self.of_each or not record:
            return False
        key = f"{who} {record}"
        return not rates.allow(f"pace {self.what} of", key, most=self.of_each, per=self.per, now=request.now)


REVEAL = Pace("reveal", 60, of_each=10)  # whole names and numbers
DIAL = Pace("dial", 300, of_each=10)  # the same for whoever calls people all day
SEARCH = Pace("search", 100, per=timedelta(minutes=10))  # for people, by name or number
