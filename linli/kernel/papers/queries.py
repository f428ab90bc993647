"""Finding papers and opening what is in them. Called inside the transaction of a page or an action."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from linli.kernel.papers import files
from linli.kernel.papers.models import READY, OwnerKey, Paper
from linli.plumbing import crypto

FOLDER = "papers"


class NotToBeShown(Exception):
    """A photo that waits in quarantine, was refused, or whose owner was erased."""

    sentence = _("This photo cannot be shown: it is still being checked, was refused, or has been erased.")

    def __str__(self) -> str:
        return str(self.sentence)


def by_ids(papers: Iterable[int]) -> list[Paper]:
    """The papers of these ids that the hat may see, in order of their ids."""
    return list(Paper.objects.filter(id__in=set(papers)).order_by("id"))


def of_case(case: int) -> list[Paper]:
    return list(Paper.objects.filter(case_id=case).order_by("id"))


def open_paper(paper: Paper) -> bytes:
    """The clean photo, of ``paper.media_type``. Raises ``NotToBeShown``; what is in quarantine never opens."""
    return _shown(paper, paper.file)


def open_thumb(paper: Paper) -> bytes:
    """The small form of the photo for lists, at most 320 pixels long, of the same media type."""
    return _shown(paper, paper.thumb)


def owner_key(subject: int) -> bytes:
    """The key of a subject's papers; ``OwnerKey.DoesNotExist`` when they were erased or are not to be seen."""
    return unsealed(subject, OwnerKey.objects.values_list("sealed", flat=True).get(subject=subject))


def unsealed(subject: int, sealed: crypto.Blob) -> bytes:
    return crypto.unseal(sealed, bound=key_bound(subject))


def key_bound(subject: int) -> str:
    return f"papers_owner_key.sealed:{subject}"


def file_bound(name: str) -> str:
    return f"papers file:{name}"


def opened(name: str, key: bytes) -> bytes:
    """What is in a sealed file, by its owner's key."""
    return crypto.unseal_under(key, files.read(FOLDER, name), bound=file_bound(name))


def _shown(paper: Paper, name: str) -> bytes:
    if paper.state != READY:
        raise NotToBeShown
    try:
        return opened(name, owner_key(paper.owner_subject))
    except (OwnerKey.DoesNotExist, FileNotFoundError) as exc:
        raise NotToBeShown from exc
