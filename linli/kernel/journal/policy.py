"""Every surface may add to the journal; none may read it. The auditor's login comes with the walls."""

from linli.plumbing.policy import Anyone, Login, Policy, declare

_ADD = Login(verbs="insert", rows=Anyone())
_LOGINS = {"public": _ADD, "desk": _ADD, "worker": _ADD, "ingest": _ADD}

declare(
    Policy(table="journal_line", logins=_LOGINS),
    Policy(table="journal_payload", logins=_LOGINS),
)
