"""What matters hold about whoever brought them: the words stay with the files of the city, the name does not.

The rows of lower rooms that a case opens (the reporter's side, the photos) are declared here, as in ``policy.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from linli.kernel.papers import actions as papers
from linli.kernel.papers import queries as kept
from linli.kernel.people.actions.forgetting import forget_subjects
from linli.plumbing.held import YEAR, Behind, Done, Goes, Held, Hold, Keep, OfSubject, Stays, declare, not_held
from linli.plumbing.scope import Hat

_OF_CASE = Behind("cases_case", "id", "case_id")
_OPEN = Hold("open_matter", "exists (select 1 from cases_case c where c.id = t.case_id and c.closed is null)")
_OPENS = Hold("open_matter", "exists (select 1 from cases_case c where c.subject_id = t.id and c.closed is null)")
_NO_MATTER = Hold("with_the_login", "not exists (select 1 from cases_case c where c.subject_id = t.id)")
_CLOSED = "(select max(c.closed) from cases_case c where c.subject_id = t.id)"


def _shred(owners: Sequence[int], by: Hat, now: datetime) -> int:
    """The photos lie sealed under a key of their own: dropping it erases them, backups included."""
    return sum(papers.erase(subject=one, by=by, now=now) for one in sorted(set(owners)))


def _photos(rows: Collection[int]) -> Iterator[tuple[int, str, bytes]]:
    """The photos of these papers, each with its media type; what is not to be shown is left out."""
    for paper in kept.by_ids(rows):
        try:
            yield paper.id, paper.media_type, kept.open_paper(paper)
        except kept.NotToBeShown:
            continue


declare(
    Held("cases_case", "matters", "duty", Stays("files"), leave_out=frozenset({"about_unit", "about_account"})),
    Held("cases_event", "matters", "duty", Stays("files"), of=_OF_CASE, where="t.shown"),
    Held("cases_event_body", "matters", "duty", Stays("files"), of=_OF_CASE, leave_out=frozenset({"papers", "data"}),
         where="exists (select 1 from cases_event e where e.id = t.event_id and e.shown)"),
    Held("cases_call", "matters", "service", Goes(), of=_OF_CASE, keep=Keep(3 * YEAR, "t.rang"), holds=(_OPEN,),
         leave_out=frozenset({"phone", "note"})),  # somebody else may have called about it
    Held("people_subject", "matters", "service", Done(forget_subjects, "id"), of=OfSubject("id"),
         keep=Keep(5 * YEAR, _CLOSED, "t.kind <> 'anonymous' and not (" + _OPENS.when + ")"),
         holds=(_OPENS, _NO_MATTER)),
    Held("papers_paper", "matters", "service", Done(_shred, "owner_subject"), holds=(_OPEN,), files=_photos,
         leave_out=frozenset({"file", "thumb"})),
)  # fmt: skip
not_held("the key of somebody's photos, which goes with them", "papers_owner_key")
not_held(
    "how the desks share out their work; what was done for a matter stands in its events",
    "cases_task", "cases_clock", "cases_handover", "cases_supervision", "cases_escalation", "cases_pledge",
    "cases_cluster_member", "cases_pool_entry",
)  # fmt: skip
not_held("a keyed hash that keeps an import from bringing the same matter twice", "cases_origin")
