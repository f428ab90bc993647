"""When something happened, as far as a phone that was offline can be believed.

The phone says when it was (``at``) and, with every sending, what its clock shows now. A clock within five minutes of
ours is believed as it is. Another is put right by the difference, and both moments are kept. Nothing happens in the
future, and what is older than thirty days is put to the person instead of being written down as fresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(minutes=5)
OLDEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Moment:
    """``at`` as it is written down, ``claimed`` as the phone said it, ``skew`` how far its clock is ahead of ours."""

    at: datetime
    claimed: datetime
    skew: timedelta = timedelta(0)

    @property
    def was_corrected(self) -> bool:
        """Whether the phone's clock was too far off to be believed."""
        return abs(self.skew) > GRACE

    def is_too_old(self, now: datetime) -> bool:
        return now - self.at > OLDEST


def believe(*, at: datetime, device_now: datetime, now: datetime) -> Moment:
    """The moment an entry is written down under; all three carry their zone."""
    skew = device_now - now
    if abs(skew) <= GRACE:
        return Moment(min(at, now), at, skew)
    return Moment(min(at - skew, now), at, skew)
