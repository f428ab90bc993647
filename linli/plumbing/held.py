"""What is held about a person, declared once per walled table: whose its rows are, on what basis, how long, what goes.

A room's ``held.py`` says it beside its ``policy.py``. From one declaration come the resident's page of what is held,
the copy they take along, what erasing does and what keeps it from being done, and the nightly round that takes
away what is over. Whose a row is follows from the wall of the public surface where that goes by subject or account;
else the declaration says so. A walled table that declares nothing fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from linli.plumbing import policy
from linli.plumbing.policy import ByAccount, BySubject, Through
from linli.plumbing.scope import Hat

DAY, YEAR = timedelta(days=1), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Whose:
    """One person as the tables know them: their own subject, those of their matters, their record, their login."""

    own: int
    subjects: tuple[int, ...]
    person: int = 0
    account: int = 0

    def values(self) -> dict[str, Any]:
        return {"subjects": list(self.subjects), "person": self.person or -1, "account": self.account or -1}


@dataclass(frozen=True, slots=True)
class Who:
    """Whom rows are asked of: what the three ways a person is known by are compared with."""

    subject: str
    person: str
    account: str


ONE = Who("any(%(subjects)s::bigint[])", "%(person)s", "%(account)s")  # with the values of a ``Whose``


@dataclass(frozen=True, slots=True)
class OfSubject:
    """Rows of the person's subjects."""

    column: str = "subject_id"

    def sql(self, row: str, who: Who = ONE) -> str:
        return f"{row}.{self.column} = {who.subject}"


@dataclass(frozen=True, slots=True)
class OfPerson:
    """Rows of the person's record in the register."""

    column: str = "person_id"

    def sql(self, row: str, who: Who = ONE) -> str:
        return f"{row}.{self.column} = {who.person}"


@dataclass(frozen=True, slots=True)
class OfAccount:
    """Rows of the person's login."""

    column: str = "account_id"

    def sql(self, row: str, who: Who = ONE) -> str:
        return f"{row}.{self.column} = {who.account}"


@dataclass(frozen=True, slots=True)
class Behind:
    """Rows behind a row of another table that is the person's; ``running``: that has not ended."""

    table: str
    key: str
    column: str
    running: bool = False

    def sql(self, row: str, who: Who = ONE) -> str:
        other = f"{self.table}_of"
        runs = f" and {other}.until is null" if self.running else ""
        return (
            f"exists (select 1 from {self.table} {other} where {other}.{self.key} = {row}.{self.column}"  # noqa: S608
            f" and {whose(self.table).sql(other, who)}{runs})"
        )


@dataclass(frozen=True, slots=True)
class Either:
    """Rows of the person by one rule or the other."""

    first: OfSubject | OfPerson | OfAccount
    second: OfSubject | OfPerson | OfAccount

    def sql(self, row: str, who: Who = ONE) -> str:
        return f"({self.first.sql(row, who)} or {self.second.sql(row, who)})"


Of = OfSubject | OfPerson | OfAccount | Behind | Either


@dataclass(frozen=True, slots=True)
class Keep:
    """How long a row is kept: so long after ``since``, an expression over the row ``t``. ``where`` narrows the rule."""

    span: timedelta
    since: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps a row from being erased: a condition over the row ``t``. ``code`` names the reason and its clause."""

    code: str
    when: str


@dataclass(frozen=True, slots=True)
class Goes:
    """The row is deleted."""


@dataclass(frozen=True, slots=True)
class Done:
    """The room does it itself: called with the values of ``key`` of the rows that may go."""

    call: Callable[[Sequence[int], Hat, datetime], int]
    key: str


@dataclass(frozen=True, slots=True)
class Stays:
    """Nothing of it is erased. ``code`` names the reason and its clause."""

    code: str


Erase = Goes | Done | Stays


@dataclass(frozen=True, slots=True)
class Held:
    """One table. ``leave_out`` are columns not handed out, ``sealed`` those that are sealed though not called so.

    ``where`` narrows the rows a person is told of, over ``t``; ``with_login`` rows go only with the login itself.
    ``files`` gives what lies behind rows as (row, media type, content). ``lines`` is the kind by which the journal
    speaks of rows: what it says of them in detail goes with them.
    """

    table: str
    group: str
    basis: str
    erase: Erase
    of: Of | None = None
    where: str = ""
    keep: Keep | None = None
    holds: tuple[Hold, ...] = ()
    leave_out: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()
    files: Callable[[Collection[int]], Iterable[tuple[int, str, bytes]]] | None = None
    with_login: bool = False
    lines: str = ""

    def rows(self, row: str = "t", who: Who = ONE) -> str:
        """Whose rows these are, as a condition."""
        return (self.of or whose(self.table)).sql(row, who)


@dataclass(frozen=True, slots=True)
class NotHeld:
    """A walled table that holds nothing to tell one resident of: why, and whether its rows go by themselves.

    Rows that only a robot of their own sees name it as ``by``, and how they go as ``erase``.
    """

    table: str
    why: str
    keep: Keep | None = None
    erase: Done | None = None
    by: Hat | None = None


_held: dict[str, Held | NotHeld] = {}
_one_human_being: list[str] = []


def declare(*declared: Held | NotHeld) -> None:
    """Add declarations; a table is declared once."""
    for one in declared:
        if _held.setdefault(one.table, one) != one:
            raise ValueError(f"{one.table} is declared as held twice")


def not_held(why: str, *tables: str) -> None:
    """Tables that hold nothing of a resident, for one reason."""
    declare(*(NotHeld(table, why) for table in tables))


def one_human_being(function: str) -> None:
    """Name the function of the database that finds everything of a human being from subjects of theirs.

    It takes an array of subjects and answers rows of ``subject``, ``person``, ``account``, each with one of them.
    """
    _one_human_being[:] = [function]


def everybody(subjects: str) -> Who:
    """Everything of the human beings behind these subjects, a query of one column."""
    (function,) = _one_human_being
    found = f"{function}(array({subjects}))"
    return Who(*(
        f"any(array(select k.{name} from {found} k where k.{name} is not null))"  # noqa: S608
        for name in ("subject", "person", "account")
    ))  # fmt: skip


def every() -> list[Held]:
    """What is held about people, by table."""
    return [one for _table, one in sorted(_held.items()) if isinstance(one, Held)]


def rules() -> list[Held | NotHeld]:
    """Every declaration that says how long, by table."""
    return [one for _table, one in sorted(_held.items()) if one.keep is not None]


def of(table: str) -> Held | NotHeld | None:
    return _held.get(table)


def undeclared(policies: Sequence[policy.Policy]) -> list[str]:
    """Walled tables nobody has said of whether they hold anything about a person."""
    return sorted(one.table for one in policies if one.walled and one.table not in _held)


def whose(table: str) -> Of:
    """Whose the rows of a table are: as declared, else as its wall on the public surface says.

    Raises ``ValueError`` where neither tells.
    """
    said = _held.get(table)
    if isinstance(said, Held) and said.of is not None:
        return said.of
    found = next((one for one in policy.policies() if one.table == table), None)
    rows = found.logins["public"].rows if found is not None and "public" in found.logins else None
    if isinstance(rows, BySubject):
        return OfSubject(rows.column)
    if isinstance(rows, ByAccount):
        return OfAccount(rows.column)
    if isinstance(rows, Through):
        return Behind(rows.link, rows.link_column, rows.column, rows.running)
    raise ValueError(f"{table} does not say whose its rows are: give its declaration an `of`")
