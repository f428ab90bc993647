"""Facts: what has happened, told once in the transaction in which it happened.

A fact is frozen and carries ids only. It lands in the outbox beside the rows it speaks of, so that a fact
of a rolled-back action never exists and a fact of a committed one is never lost. The dispatcher
(:mod:`linli.plumbing.dispatch`) hands it to listeners afterwards, at least once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import msgspec
from django.db import connection

from linli.plumbing import scope


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that has happened. Subclasses name it and list the ids it is about."""

    name: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Told:
    """How a fact came about: outbox row, journal line, who acted wearing what, when."""

    id: int
    line: int
    actor: int
    role: str
    purpose: str
    at: datetime


Listener = Callable[[Any, Told], None]
FactClass = TypeVar("FactClass", bound=type[Fact])
_classes: dict[str, type[Fact]] = {}


def fact(name: str) -> Callable[[FactClass], FactClass]:
    """Register a fact class under its public name, such as ``case.opened``."""

    def register(cls: FactClass) -> FactClass:
        if _classes.setdefault(name, cls) is not cls:
            raise ValueError(f"two facts are called {name}")
        cls.name = name
        return cls

    return register


def known(name: str) -> type[Fact]:
    """The fact class of that name; ``KeyError`` when nobody tells such a fact."""
    return _classes[name]


def names() -> list[str]:
    """Every fact anybody tells, sorted."""
    return sorted(_classes)


def tell(fact: Fact, *, line: int, by: scope.Hat, at: datetime) -> None:
    """Put one fact in the outbox of the running transaction."""
    tell_many([fact], line=line, by=by, at=at)


def tell_many(facts: Iterable[Fact], *, line: int, by: scope.Hat, at: datetime) -> None:
    """Put facts in the outbox of the running transaction, in order, in one statement."""
    tell_each(((fact, line, at) for fact in facts), by=by)


def tell_each(told: Iterable[tuple[Fact, int, datetime]], *, by: scope.Hat) -> None:
    """The same for facts of several lines and moments, each as ``(fact, line, at)``."""
    scope.require_action()
    values: list[Any] = []
    for fact, line, at in told:
        body = msgspec.json.encode(asdict(fact)).decode()
        values += [fact.name, body, line, by.account, by.role, by.purpose, at]
    if not values:
        return
    rows = ", ".join(["(%s, %s::jsonb, %s, %s, %s, %s, %s)"] * (len(values) // 7))
    with connection.cursor() as cursor:
        # By hand, because a surface may add to the outbox and not read it back.
        cursor.execute(
            f"insert into plumbing_outbox (name, body, line, actor, role, purpose, at) values {rows}",  # noqa: S608
            values,
        )
