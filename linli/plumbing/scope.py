"""Who is acting, and the one transaction they act in.

A session wears one :class:`Hat`. ``writing`` and ``reading`` open the only transactions the product
has, and tell the database who is acting for exactly as long as they last: row-level security reads
these settings, so a query that forgot its filter still returns nothing foreign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Hat:
    """What a session wears: a visitor, a resident, or one post of a member of staff.

    ``scopes`` are division ids (community level or above) and ``subjects`` the reporter's sides of the
    cases this hat may see. ``label`` is how history names the actor: "黄志强 网格员". ``level`` is how well a resident
    is known: 0 nobody, 1 whoever holds a receipt code, 2 a phone, 3 papers were looked at, 4 that and a passkey or the
    city's own login. ``proven`` is False for a session of staff that has shown no factor for a quarter of an hour.
    """

    surface: str
    role: str
    account: int = 0
    person: int = 0
    post: int = 0
    place: int = 0
    unit: int = 0
    areas: tuple[int, ...] = ()
    scopes: tuple[int, ...] = ()
    subjects: tuple[int, ...] = ()
    label: str = ""
    purpose: str = ""
    level: int = 0
    proven: bool = True

    def seeing(self, *subjects: int) -> Hat:
        """The same hat that may also see these subjects: the case it has just opened."""
        return replace(self, subjects=(*self.subjects, *subjects))

    def reaching(self, *scopes: int) -> Hat:
        """The same hat with these scopes added, for intake anywhere (全城通办)."""
        return replace(self, scopes=tuple(dict.fromkeys((*self.scopes, *scopes))))


VISITOR = Hat(surface="public", role="visitor")
ROBOT = "robot"


def robot(scopes: Iterable[int], *, purpose: str = "") -> Hat:
    """The worker's own hat: a named robot whose scopes are written out, never "everything".

    ``purpose`` is the name of a declared robot (:mod:`linli.plumbing.robots`); a test finds a hat without one.
    """
    return Hat(surface="worker", role=ROBOT, scopes=tuple(scopes), label="邻里", purpose=purpose)


class OutsideAction(RuntimeError):
    """A part of an action was called without the transaction it belongs to."""


@contextmanager
def writing(hat: Hat, *, now: datetime) -> Iterator[None]:
    """The one transaction of an action. Never nested: an action does not call another action."""
    with transaction.atomic(durable=True):
        become(hat, now=now)
        yield
    _take_off()


@contextmanager
def reading(hat: Hat, *, now: datetime) -> Iterator[None]:
    """One read-only transaction: everything on a page is seen at the same moment."""
    with transaction.atomic(durable=True):
        become(hat, now=now, read_only=True)
        yield
    _take_off()


def become(hat: Hat, *, now: datetime, read_only: bool = False) -> None:
    """Tell the running transaction who acts and when; forgotten by the database when it ends."""
    role = f"linli_{hat.surface}" if getattr(settings, "ASSUME_LOGIN", False) else ""
    names = {
        "app.scopes": _array(hat.scopes),
        "app.subjects": _array(hat.subjects),
        "app.account": str(hat.account),
        "app.role": hat.role,
        "app.unit": str(hat.unit),
        "app.now": now.isoformat(),
    }
    if read_only and not role:
        names["transaction_read_only"] = "on"
    if role:
        names["role"] = role
    calls = ", ".join(["set_config(%s, %s, true)"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(f"select {calls}", [part for pair in names.items() for part in pair])


def _take_off() -> None:
    """In a test the whole test is one transaction, so what the database would forget is taken back by hand.

    Asked of the driver itself, so that a test that counts statements does not count this one.
    """
    if connection.in_atomic_block and getattr(settings, "ASSUME_LOGIN", False):
        names = ("app.scopes", "app.subjects", "app.account", "app.role", "app.unit", "app.now")
        calls = ", ".join(f"set_config('{name}', '', true)" for name in names)
        connection.connection.execute(f"select set_config('role', 'none', true), {calls}")


def widen(hat: Hat, scopes: Iterable[int]) -> None:
    """Let the running action also write to these scopes: the desk a matter is handed to (全城通办).

    The right to file or hand on has been checked by then; the wider view ends with the transaction.
    """
    wider = hat.reaching(*scopes)
    if wider.scopes != hat.scopes:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.scopes', %s, true)", [_array(wider.scopes)])


@contextmanager
def beside(scopes: Iterable[int], *, worn: str) -> Iterator[None]:
    """Read what belongs to a record the hat may see, though it lies in other divisions: all tasks of its case.

    ``worn`` is ``app.scopes`` as it was when the record was read; it holds again afterwards. Nothing is asked of
    the database where the hat sees all of it anyway, or sees it by its subject.
    """
    seen = {int(one) for one in worn.strip("{}").split(",") if one}
    if not seen or seen >= set(scopes):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.scopes', %s, true)", [_array(sorted(seen | set(scopes)))])
        yield
        cursor.execute("select set_config('app.scopes', %s, true)", [worn])


def require_action() -> None:
    """Refuse to write outside an action's transaction."""
    if not connection.in_atomic_block:
        raise OutsideAction("this is a part of an action and must run inside its transaction")


def _array(values: Iterable[int]) -> str:
    inside = ",".join(str(int(value)) for value in values)
    return f"{{{inside}}}" if inside else ""
