"""What happens to public faces and publications, as facts that others hear."""

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


@fact("publication.shown")
@dataclass(frozen=True, slots=True)
class PublicationShown(Fact):
    """A unit has announced something, or a resident's topic was shown."""

    publication_id: int


@fact("publication.answered")
@dataclass(frozen=True, slots=True)
class TopicAnswered(Fact):
    """A unit has said something official to a topic."""

    publication_id: int


@fact("publication.decided")
@dataclass(frozen=True, slots=True)
class SubmissionDecided(Fact):
    """Staff have looked at what a resident sent, and shown or refused it."""

    submission_id: int


@fact("publication.stale")
@dataclass(frozen=True, slots=True)
class PublicationStale(Fact):
    """The day is near on which somebody has to say whether it is still true."""

    publication_id: int
