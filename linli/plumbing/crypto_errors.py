"""What can be wrong with keys, sealed values and signatures."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise


class CryptoError(Exception):
    """Something is wrong with the keys or with a sealed value; ``str()`` is a sentence for the operator."""

    sentence: ClassVar[str | Promise] = ""

    def __init__(self, **words: object) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return str(self.sentence) % self.words
