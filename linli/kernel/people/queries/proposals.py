"""Proposals: what waits for a decision, one beside what is known now, what became of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linli.kernel.people.models_proposals import Proposal
from linli.kernel.people.proposing import Body, Line, body_of, lines_of


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal opened: what it says, and field by field how it stands to what is known now."""

    proposal: Proposal
    body: Body
    lines: tuple[Line, ...]

    @property
    def is_stale(self) -> bool:
        """Whether something it wants to replace has been replaced since."""
        return self.proposal.state == "open" and any(line.is_stale for line in self.lines)


def open_proposals(scope_ids: Sequence[int], *, limit: int = 100) -> list[Proposal]:
    """What waits for a decision in these divisions, the longest wait first."""
    waiting = Proposal.objects.filter(scope_id__in=scope_ids, state="open")
    return list(waiting.defer("body_sealed").order_by("made", "id")[:limit])


def proposals_about(kind: str, record: int, *, scope_id: int) -> list[Proposal]:
    """What has been proposed about one record of this division, the latest first."""
    found = Proposal.objects.filter(scope_id=scope_id, kind=kind, record=record)
    return list(found.defer("body_sealed").order_by("-made", "-id")[:100])


def own_proposals(subject_ids: Sequence[int], *, limit: int = 50) -> list[Proposal]:
    """What a resident has proposed, the latest first, with what became of it."""
    found = Proposal.objects.filter(subject_id__in=subject_ids).exclude(subject_id=0)
    return list(found.order_by("-made", "-id")[:limit])


def proposal_page(proposal_id: int) -> ProposalPage | None:
    """One proposal; None when the hat may not see it."""
    proposal = Proposal.objects.filter(id=proposal_id).first()
    if proposal is None:
        return None
    body = body_of(proposal)
    return ProposalPage(proposal, body, tuple(lines_of(proposal, body)))
