"""Whether the journal is sealed, and whether enough others hold what was sealed."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from linli.gates.witnesses import queries as witnesses
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Checkpoint
from linli.main.addresses import LOOPBACK
from linli.main.doctor import GOOD, LOOK, WRONG, Finding
from linli.main.terminal import _

SOON, LATE = timedelta(seconds=10), timedelta(minutes=1)  # a line that waits longer
STATED = timedelta(minutes=1)  # within it a checkpoint has to be with the witnesses
ENOUGH = 2


def seal(*, now: datetime) -> Finding:
    """How long lines wait for their seal."""
    what, waiting = _("journal"), journal.waiting()
    if waiting.since is not None and now - waiting.since > SOON:
        state = WRONG if now - waiting.since > LATE else LOOK
        values = {"count": waiting.count, "since": int((now - waiting.since).total_seconds())}
        sentence = _("%(count)s lines are not sealed, the oldest for %(since)s s. Does linli worker run?")
        return Finding(what, state, sentence % values)
    lag = journal.lag(since=now - timedelta(hours=1))
    if lag is None:
        return Finding(what, GOOD, _("Every line is sealed."))
    values_of_lag = {"lag": f"{lag.most_seals.total_seconds():.1f}"}
    return Finding(what, GOOD, _("Every line is sealed, in the last hour within %(lag)s s.") % values_of_lag)


def witnessed(*, now: datetime) -> Finding:
    """Whether two others hold the newest checkpoint that has had time to reach them."""
    what, standing = _("witnesses"), witnesses.standing()
    due = Checkpoint.objects.filter(made__lte=now - STATED).order_by("-size").values_list("size", flat=True).first()
    if len(standing) < ENOUGH:
        at_home = urlsplit(settings.PUBLIC_URL).hostname in LOOPBACK
        sentence = _("Only %(count)s witnesses keep the journal's checkpoints. Name two others in LINLI_WITNESSES.")
        return Finding(what, LOOK if at_home else WRONG, sentence % {"count": len(standing)})
    behind = [one for one in standing if due is not None and one.size < due]
    if len(standing) - len(behind) >= ENOUGH:
        names = {"names": ", ".join(one.name for one in standing if one not in behind)}
        return Finding(what, LOOK if behind else GOOD, _("The newest checkpoint is with %(names)s.") % names)
    said = "; ".join(f"{one.name}: {one.trouble or _('not reached yet')}" for one in behind)
    return Finding(what, WRONG, _("Fewer than two witnesses have the newest checkpoint. %(said)s") % {"said": said})
