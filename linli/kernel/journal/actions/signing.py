"""Signing what is sealed: a checkpoint says how many lines there are and the root over them, in the city's name."""

from __future__ import annotations

from datetime import datetime

from linli.engines.merkle import notes
from linli.engines.merkle.notes import Note, Signer
from linli.kernel.journal import stored
from linli.kernel.journal.models import Checkpoint
from linli.plumbing import keys, policy, scope
from linli.plumbing.scope import Hat

PURPOSE = "checkpoint"
SIGN_WITH = 2  # the newest key and the one before it, so that whoever knows only that one learns the new one by it


def sign(*, city: str, by: Hat, now: datetime) -> Checkpoint | None:
    """A checkpoint of what is sealed; None where nothing was sealed since the last one.

    ``city`` names the journal the first time; it keeps that name for good.
    """
    policy.require(by, "journal.seal")
    with scope.writing(by, now=now):
        head, last = stored.head(), Checkpoint.objects.order_by("-size").first()
        if head.size <= (last.size if last else 0):
            return None
        origin = notes.Checkpoint.read(Note.read(last.note).text).origin if last else name_of(city)
        text = notes.Checkpoint(origin, head.size, head.root).text
        in_use = min(SIGN_WITH, len(keys.ring().by_head))  # a retired key signs no more
        note = notes.signed(text, signers(origin)[:in_use])
        made = Checkpoint(size=head.size, root=head.root, note=note, made=now)
        made.save(force_insert=True)
        return made


def name_of(city: str) -> str:
    """The name of a journal: that of its city, and the mark of its keys file, so that no two cities share one."""
    return f"linli/{city or 'city'}/{keys.ring().fingerprint}"


def signers(origin: str) -> list[Signer]:
    """The keys the city signs with and has signed with, the newest first."""
    return [Signer(origin, seed) for seed in keys.ring().seeds(PURPOSE)]
