"""What this room holds of a person, and the tables of the ground floor, which hold keys and hashes.

Who looked stays for three years, also when everything else goes: it is the proof the person has (PIPL article 56).
"""

from linli.plumbing.held import YEAR, Held, Keep, NotHeld, Stays, declare, not_held

_RECORD = 3 * YEAR

declare(
    Held("rights_look", "looked", "duty", Stays("proof"), keep=Keep(_RECORD, "t.at")),
    Held("rights_erasure", "asked", "duty", Stays("proof"), keep=Keep(_RECORD, "coalesce(t.done, t.decided)")),
    NotHeld("rights_assessment", "what the city thought through before it holds anything",
            keep=Keep(_RECORD, "t.at", "t.keep_until < %(now)s and exists (select 1 from rights_assessment n"
                                       " where n.root = t.root and n.version > t.version)")),
)  # fmt: skip
not_held("the journal of the city: it can be proved and not searched; looks tell a person what it says of them",
         "journal_line", "journal_payload", "journal_seal", "journal_node", "journal_checkpoint")  # fmt: skip
not_held("keyed pieces of names and texts that lead to a record and go with it",
         "plumbing_search_token", "plumbing_name_token")  # fmt: skip
not_held("a session: an account and when it began, gone when it ends", "django_session")
