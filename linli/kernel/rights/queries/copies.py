"""The copies of a session, and those that are over."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.rights.marks import key_bound, mark_of
from linli.kernel.rights.models import DataCopy
from linli.plumbing import crypto


def copy_of_session(account: int, secret: str, *, at: datetime) -> DataCopy | None:
    """The latest copy this session asked for; None in any other session, and after a day."""
    if not account or not secret:
        return None
    found = DataCopy.objects.filter(account_id=account, mark=mark_of(secret), until__gt=at)
    return found.exclude(state=DataCopy.State.OVER).order_by("-id").first()


def key_of(copy: DataCopy) -> bytes:
    """The key its file is sealed with."""
    return crypto.unseal(bytes(copy.key_sealed or b""), bound=key_bound(copy.id))


def copies_over(*, at: datetime, most: int = 500) -> list[DataCopy]:
    """Copies whose day is over and whose files may still lie there."""
    return list(DataCopy.objects.filter(until__lte=at).exclude(state=DataCopy.State.OVER).order_by("id")[:most])
