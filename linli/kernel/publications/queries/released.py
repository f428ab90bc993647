"""Opening released photos. Their files stand apart from the papers they were copied from, under the city's own key."""

from __future__ import annotations

from linli.kernel.papers import files
from linli.kernel.publications.models import PublicPhoto
from linli.plumbing import crypto

FOLDER = "released"


def open_photo(photo: PublicPhoto) -> bytes:
    """The photo everybody may see, of ``photo.media_type``; ``FileNotFoundError`` when it was taken back."""
    if not photo.file:
        raise FileNotFoundError
    return crypto.unseal(files.read(FOLDER, photo.file), bound=bound(photo.file))


def bound(name: str) -> str:
    return f"released file:{name}"
