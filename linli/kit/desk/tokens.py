"""Marks that stand for a row in a form. Keys never leave the house, so a form carries a mark of its task instead."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from linli.kernel.cases.models import Task
from linli.kernel.people.queries import Owner

Row = TypeVar("Row")


def mark(kind: str, *parts: object) -> str:
    """32 characters that only this city can make, and that tell nothing about the row they stand for."""
    made = _begun(settings.SECRET_KEY, kind).copy()
    made.update("\x1f".join(map(str, parts)).encode())
    return made.hexdigest()[:32]


@lru_cache(maxsize=64)
def _begun(secret: str, kind: str) -> hmac.HMAC:
    """What every mark of a kind begins with: a page of a hundred rows makes a hundred of them."""
    return salted_hmac(f"linli.desk.{kind}", "", secret=secret, algorithm="sha256")


def task_mark(task: Task | None) -> str:
    """The mark of the task a person saw; empty where there was none."""
    return mark("task", task.id) if task else ""


def task_of(tasks: Iterable[Task], given: str) -> Task | None:
    """The task of a case whose mark this is."""
    return next((task for task in tasks if constant_time_compare(task_mark(task), given)), None)


def owner_of(owners: Iterable[Owner], given: str) -> Owner | None:
    """The desk whose mark this is."""
    return next((one for one in owners if given and constant_time_compare(owner_mark(one), given)), None)


def owner_mark(owner: Owner) -> str:
    """The mark of a desk somebody may be handed to."""
    return mark("owner", owner.duty_id)
