"""Questions about what everybody may read."""

from linli.kernel.publications.queries.faces import (
    MOST,
    Asked,
    Near,
    count,
    history_of,
    joined_to,
    listed,
    near,
    one,
    photos_of,
)

__all__ = [
    "MOST",
    "Asked",
    "Near",
    "count",
    "history_of",
    "joined_to",
    "listed",
    "near",
    "one",
    "photos_of",
]
