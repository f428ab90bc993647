"""What happens to the register that others may want to hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("proposal.made")
@dataclass(frozen=True, slots=True)
class ProposalMade(Fact):
    """Somebody proposed a change, and the community has to decide."""

    proposal_id: int
    scope_id: int


@fact("proposal.decided")
@dataclass(frozen=True, slots=True)
class ProposalDecided(Fact):
    """A proposal was accepted or refused. ``subject_id`` is the resident who made it; 0 where staff did."""

    proposal_id: int
    scope_id: int
    subject_id: int
    accepted: bool


@fact("person.looked")
@dataclass(frozen=True, slots=True)
class PersonLooked(Fact):
    """Somebody of staff looked behind a mask. ``subject_id`` is whom it is told; 0 where nobody is known."""

    look_id: int
    subject_id: int


@fact("register.changed")
@dataclass(frozen=True, slots=True)
class RegisterChanged(Fact):
    """Something that is known of people, dwellings or vehicles of a division has changed, or was confirmed."""

    scope_id: int


@fact("account.new_browser")
@dataclass(frozen=True, slots=True)
class NewBrowser(Fact):
    """Somebody who has come in before came in with a browser that never had."""

    account_id: int
    sign_in_id: int
