"""What was said about answers, as facts that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("case.followed_up")
@dataclass(frozen=True, slots=True)
class FollowedUp(Fact):
    """Somebody was called about an answer, or could not be reached after all tries."""

    case_id: int
    follow_up_id: int


@fact("rating.given")
@dataclass(frozen=True, slots=True)
class RatingGiven(Fact):
    """Somebody rated an answer; who, and which grade, is told nobody."""

    case_id: int
    rating_id: int
