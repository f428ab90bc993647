"""The very statements a request sends, text and values apart, as the driver gets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def listened() -> Iterator[list[str]]:
    """The texts of all statements sent in the block; what is a value stands as a mark in them."""
    texts: list[str] = []

    def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        texts.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield texts
