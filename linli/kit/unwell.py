"""When what the city stands on fails: a full disk, a database that is away. A sentence for whoever meets it."""

from __future__ import annotations

import errno

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

STATUS, RETRY_SECONDS = 503, 30
NO_ROOM_STATES = frozenset({"53100", "53200"})  # disk full, out of memory
AWAY_STATES = frozenset({"57P01", "57P02", "57P03", "53300"})  # going down, killed, coming up, no connection left
NO_ROOM_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT})


def sentence_of(problem: BaseException | None) -> str:
    """What to tell; empty when it is something else."""
    seen: BaseException | None = problem
    while seen is not None:
        if getattr(seen, "sqlstate", None) in NO_ROOM_STATES or getattr(seen, "errno", None) in NO_ROOM_ERRORS:
            return _("There is no room left to keep this, so nothing was kept. Send it later.")
        if isinstance(seen, OperationalError | InterfaceError) and _is_away(seen):
            return _("The city is just being started again, so nothing was kept. Send it once more in half a minute.")
        seen = seen.__cause__ or seen.__context__
    return ""


def _is_away(trouble: OperationalError | InterfaceError) -> bool:
    """Whether the database did not answer at all, or is on its way down or up."""
    state = getattr(trouble.__cause__, "sqlstate", None)
    return state is None or state in AWAY_STATES
