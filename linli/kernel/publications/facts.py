"""What happens around public faces, as facts that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("follow.asked")
@dataclass(frozen=True, slots=True)
class FollowAsked(Fact):
    """Somebody left a phone to follow a matter; its owner has yet to say that it is theirs."""

    follower_id: int
    case_id: int


@fact("photo.released")
@dataclass(frozen=True, slots=True)
class PhotoReleased(Fact):
    """Staff let everybody see a photo; a copy for the public is made as soon as it is clean."""

    case_id: int
    paper_id: int
    scope_id: int
