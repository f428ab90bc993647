"""Bringing pack files into a running city as drafts, in the name of a catalogue editor who shows who they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from linli.gates.identity import entering
from linli.kernel.journal import actions as journal
from linli.kernel.people import queries as people
from linli.plumbing import pack_versions, packs
from linli.plumbing.pack_versions import EDITOR, Loaded, NotYourPost
from linli.plumbing.scope import Hat

PACKS = Path(__file__).resolve().parents[2] / "packs"


class NoSuchPack(pack_versions.Refused):
    """There is neither a file nor a folder of that name, nor a city."""

    sentence = _("There is no such file or folder, and no such city below packs.")


def editor(login: str, password: str, code: str, *, now: datetime) -> Hat:
    """The hat of a catalogue editor. Raises ``NotLetIn`` at the door, ``NotYourPost`` for anybody else."""
    worn = wearing(EDITOR, login, password, code, now=now)
    if worn is None:
        raise NotYourPost
    return worn


def wearing(role: str, login: str, password: str, code: str, *, now: datetime) -> Hat | None:
    """The hat of the first post of that role, after both steps of the desk's door.

    Raises ``NotLetIn`` at the door; None for whoever holds no such post.
    """
    account, _shown = entering.enter_whole(login, password, code, address="terminal", now=now)
    post = next((held.id for held in people.posts_of(account.id, at=now) if held.role == role), None)
    worn = people.hat_for_post(account.id, post, at=now) if post else None
    return worn.hat if worn else None


def load(words: Sequence[str], *, by: Hat, now: datetime) -> Loaded:
    """Make drafts of what these files and folders change, all or nothing."""
    pieces, problems = packs.gather([found(word) for word in words])
    if problems:
        raise packs.PacksRefused(problems)
    return pack_versions.load(pieces, by=by, now=now, record=journal.append)


def found(word: str) -> Path:
    """A file, a folder, or the city of that name below ``packs``."""
    for path in (Path(word), PACKS / word):
        if path.exists():
            return path
    raise NoSuchPack
