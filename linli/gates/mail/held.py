"""Letters as they came."""

from linli.plumbing.held import YEAR, Goes, Held, Hold, Keep, OfSubject, declare, not_held

_OPEN = Hold("open_matter", "exists (select 1 from cases_case c where c.id = t.case_id and c.closed is null)")

declare(
    Held(
        "mail_letter", "messages", "service", Goes(), of=OfSubject(), keep=Keep(3 * YEAR, "t.at"), holds=(_OPEN,),
        sealed=frozenset({"raw"}),
    )
)  # fmt: skip
not_held("a keyed hash in the address of one mail", "mail_thread")
