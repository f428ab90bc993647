"""What happens to notices, as facts that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("notice.told")
@dataclass(frozen=True, slots=True)
class NoticeTold(Fact):
    """A message waits in the app: for an account of the staff, or for a reporter's side."""

    notice_id: int
    account_id: int
    subject_id: int
