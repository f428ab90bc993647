"""Addresses of pictures a program sent with a report."""

from linli.plumbing.held import Goes, Held, Hold, declare

declare(
    Held("open311_media", "matters", "service", Goes(),
         holds=(Hold("open_matter", "exists (select 1 from cases_case c where c.id = t.case_id"
                                    " and c.closed is null)"),)),
)  # fmt: skip
