"""The grant inside the query: what hands out data joins these, so that what has ended opens nothing any more.

The moment is the one the database was told with the hat (``app.now``); no row is read first and believed later.
"""

from __future__ import annotations

NOW = "nullif(current_setting('app.now', true), '')::timestamptz"
RUNS = f"(g.revoked is null and g.since <= {NOW} and {NOW} < g.until)"

# The one running grant that covers every asked field: its places, and the revision each person must have agreed to.
GRANTED = f"""select g.id, g.places, g.agreement_id from grants_grant g
 where g.id = %(grant)s and {RUNS} and g.fields::text[] @> %(fields)s::text[]
   and exists (select 1 from grants_revision r where r.item_id = g.item_id and r.state = 'published'
     and array(select f ->> 'code' from jsonb_array_elements(r.fields) f) @> %(fields)s::text[])"""  # noqa: S608


def agreed(subject: str, revision: str) -> str:
    """Whether the person behind ``subject`` has agreed, where the grant asks for it; both are SQL of ours."""
    return (
        f"({revision} is null or exists (select 1 from grants_consent k where k.revision_id = {revision}"  # noqa: S608
        f" and k.subject_id = {subject} and k.given <= {NOW} and k.withdrawn is null))"
    )
