"""What is said when something a form must hold is missing or wrong."""

from __future__ import annotations

from django.utils.functional import Promise


class FieldRefused(ValueError):
    """Something is missing or wrong. ``field`` says where, ``str()`` what to write."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__()
        self.field, self.sentence = field, sentence

    def __str__(self) -> str:
        return str(self.sentence)
