"""What the kit itself holds of a person: the copies they asked for, whose files it keeps."""

from collections.abc import Sequence
from datetime import datetime

from linli.plumbing.held import DAY, Done, Held, Hold, Keep, declare
from linli.plumbing.scope import Hat


def _drop(copies: Sequence[int], by: Hat, now: datetime) -> int:
    from linli.kit.rights.making import drop  # jobs are registered once all declarations are read

    return drop(copies, by, now)


declare(
    Held("rights_copy", "asked", "service", Done(_drop, "id"), keep=Keep(DAY, "t.until", "t.state <> 'over'"),
         holds=(Hold("being_decided", "t.state = 'waiting'"),), leave_out=frozenset({"file"})),
)  # fmt: skip
