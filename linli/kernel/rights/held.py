"""What this room holds of a person, and the tables of the ground floor, which hold keys and hashes.

Who looked stays for three years, also when everything else goes: it is the proof the person has (PIPL article 56).
"""

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.journal.robots import ERASER
from linli.plumbing.held import YEAR, Done, Held, Keep, NotHeld, OfSubject, Stays, declare, not_held
from linli.plumbing.scope import Hat

_RECORD, _DETAIL = 3 * YEAR, 5 * YEAR
# A seal knows its moment and its last line, so that old lines are found by two indexes.
_SEALED = """
t.line_id <= (select s.line from journal_seal s where s.sealed < %(now)s::timestamptz - interval '1825 days'
              order by s.sealed desc limit 1)
and not exists (select 1 from journal_line e where e.id = t.line_id and e.verb = 'journal.erase')
"""


def _erase(lines: Sequence[int], by: Hat, now: datetime) -> int:
    return journal.erase(lines=lines, reason="term", by=by, now=now)


declare(
    Held("rights_look", "looked", "duty", Stays("proof"), keep=Keep(_RECORD, "t.at")),
    Held("rights_erasure", "asked", "duty", Stays("proof"), keep=Keep(_RECORD, "coalesce(t.done, t.decided)")),
    Held("rights_hold", "myself", "duty", Stays("proof"), of=OfSubject("told_subject_id"),
         keep=Keep(_RECORD, "t.until"), leave_out=frozenset({"silence"})),
    NotHeld("rights_sweep", "counts what a night took away and names nobody", keep=Keep(_RECORD, "t.began")),
    NotHeld("rights_assessment", "what the city thought through before it holds anything",
            keep=Keep(_RECORD, "t.at", "t.keep_until < %(now)s and exists (select 1 from rights_assessment n"
                                       " where n.root = t.root and n.version > t.version)")),
)  # fmt: skip
_JOURNAL = "the journal of the city: it can be proved and not searched; looks tell a person what it says of them"
not_held(_JOURNAL, "journal_line", "journal_seal", "journal_node", "journal_checkpoint")
_WRITTEN = "(select l.recorded from journal_line l where l.id = t.line_id)"
declare(NotHeld("journal_payload", _JOURNAL, Keep(_DETAIL, _WRITTEN, _SEALED), Done(_erase, "line_id"), ERASER))
not_held("keyed pieces of names and texts that lead to a record and go with it",
         "plumbing_search_token", "plumbing_name_token")  # fmt: skip
not_held("a session: an account and when it began, gone when it ends", "django_session")
