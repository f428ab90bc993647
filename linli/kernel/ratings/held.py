"""A grade counts for the office it was given to; it says nothing of who gave it but through the matter."""

from linli.plumbing.held import Behind, Held, Stays, declare, not_held

_OF_CASE = Behind("cases_case", "id", "case_id")

declare(
    Held("ratings_rating", "matters", "duty", Stays("files"), of=_OF_CASE),
    Held("ratings_follow_up", "matters", "duty", Stays("files"), of=_OF_CASE),
    Held("ratings_rectification", "matters", "duty", Stays("files"), of=_OF_CASE),
)
not_held("why a grade does not count for an office", "ratings_exclusion")
