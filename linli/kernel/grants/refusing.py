"""Why not: what is wrong with an entry, a request, a use or a consent, in a sentence for whoever meets it."""

from __future__ import annotations

from django.utils.functional import Promise


class DataRefused(ValueError):
    """Something about shared data is not in order. ``field`` is the field of the form; ``str()`` says what to do."""

    def __init__(self, field: str, /, sentence: str | Promise, **words: object) -> None:
        super().__init__(field)
        self.field, self.sentence, self.words = field, sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words if self.words else str(self.sentence)
