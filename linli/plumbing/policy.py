"""Who may see and do what, declared once per record type.

A room's ``policy.py`` holds :class:`Policy` declarations. From each of them come the queryset filter, the
object check and the row-level security of the table (:mod:`linli.plumbing.walls`); ``why`` says in words who may
see its rows. Whatever nobody declared is denied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.plumbing import robots
from linli.plumbing.scope import ROBOT, Hat

Record = TypeVar("Record", bound=Model)


class NotAllowed(Exception):
    """The hat may not do this. The sentence says what it would take."""

    sentence = _("Your post does not allow this. Ask the street office if it should.")

    def __str__(self) -> str:
        return str(self.sentence)


class ProofNeeded(NotAllowed):
    """The hat may do this once a second factor has been shown again."""

    sentence = _("Show your second factor once more, then this can be done.")


@dataclass(frozen=True, slots=True)
class ByScope:
    """Rows of the divisions the hat works for.

    ``once``: the list is read from its text once a statement and not for every row. The planner then takes it for ten
    divisions; measure every question of such a table (decision 0043).
    """

    column: str = "scope_id"
    once: bool = False

    def sql(self, table: str) -> str:  # noqa: ARG002
        scopes = "nullif(current_setting('app.scopes', true), '')::int[]"
        return f"{self.column} = any({f'(select {scopes} as asked)::int[]' if self.once else scopes})"


@dataclass(frozen=True, slots=True)
class BySubject:
    """Rows of the subjects the hat stands behind: oneself, a running mandate, an opened receipt."""

    column: str = "subject_id"

    def sql(self, table: str) -> str:  # noqa: ARG002
        return f"{self.column} = any(nullif(current_setting('app.subjects', true), '')::bigint[])"


@dataclass(frozen=True, slots=True)
class ByAccount:
    """Rows of the account that has logged in."""

    column: str = "account_id"

    def sql(self, table: str) -> str:  # noqa: ARG002
        return f"{self.column} = nullif(current_setting('app.account', true), '')::bigint"


@dataclass(frozen=True, slots=True)
class OwnAt:
    """Rows of the account that has logged in, as far as they belong to one surface: what opens one opens no other."""

    surface: str
    column: str = "account_id"

    def sql(self, table: str) -> str:
        return f"{ByAccount(self.column).sql(table)} and surface = '{self.surface}'"


@dataclass(frozen=True, slots=True)
class Through:
    """Rows to which a linking row leads that the hat may see: ``exists`` by key, under the link's own wall.

    ``running``: only links that have not ended lead there.
    """

    link: str
    link_column: str
    column: str = "id"
    running: bool = False

    def sql(self, table: str) -> str:
        runs = " and link.until is null" if self.running else ""
        return f"exists (select 1 from {self.link} link where link.{self.link_column} = {table}.{self.column}{runs})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Anyone:
    """Every row. Only for rows that hold nothing about a person, or for inserting what nobody may read."""

    def sql(self, table: str) -> str:  # noqa: ARG002
        return "true"


@dataclass(frozen=True, slots=True)
class ByBeginning:
    """Rows whose key begins with the login's own mark: the sessions of its surface."""

    mark: str
    column: str

    def sql(self, table: str) -> str:  # noqa: ARG002
        return f"starts_with({self.column}, '{self.mark}')"


@dataclass(frozen=True, slots=True)
class ToRoles:
    """Every row, to sessions that wear one of these roles: an auditor, a robot with a name of its own."""

    roles: tuple[str, ...]

    def sql(self, table: str) -> str:  # noqa: ARG002
        named = ", ".join(f"'{role}'" for role in self.roles)
        return f"current_setting('app.role', true) = any (array[{named}])"


@dataclass(frozen=True, slots=True)
class NotAbout:
    """Rows that are not about the hat's own unit or account: a report about staff is hidden from them.

    Both are read once a statement. Almost every row is about nobody, so the migration of such a table tells the planner
    how many units there may be (``n_distinct``); else it takes "not this one" for hardly any row.
    """

    unit: str = "about_unit"
    account: str = "about_account"

    def sql(self, table: str) -> str:  # noqa: ARG002
        unit, account = (f"(select {_setting(name)} as asked)" for name in ("app.unit", "app.account"))
        return f"{self.unit} <> {unit} and {self.account} <> {account}"


@dataclass(frozen=True, slots=True)
class KeptFor:
    """Rows that nobody asked to keep secret, and of secret ones those kept for the hat's unit, in one role."""

    role: str
    column: str = "kept_for"

    def sql(self, table: str) -> str:  # noqa: ARG002
        role = f"current_setting('app.role', true) = '{self.role}'"
        return f"({self.column} = 0 or ({self.column} = {_setting('app.unit')} and {role}))"


@dataclass(frozen=True, slots=True)
class Both:
    """Rows that two rules allow."""

    first: ByScope | Through
    second: NotAbout | KeptFor

    def sql(self, table: str) -> str:
        return f"{self.first.sql(table)} and {self.second.sql(table)}"


def _setting(name: str) -> str:
    """A number the session has said of itself; -1, which is nobody's, where it has said none."""
    return f"coalesce(nullif(nullif(current_setting('{name}', true), ''), '0'), '-1')::bigint"


Rule = Both | KeptFor | NotAbout | ByScope | BySubject | ByAccount | OwnAt | ByBeginning | Through | ToRoles | Anyone


@dataclass(frozen=True, slots=True)
class Login:
    """What one database login may do with a table: its verbs, and for walled tables which rows.

    ``changes`` are the columns it may change where it may not change whole rows; ``reads`` the rows it may see where
    those are fewer than what it may add.
    """

    verbs: str = "select"
    rows: Rule | None = None
    changes: tuple[str, ...] = ()
    reads: Rule | None = None

    @property
    def seen(self) -> Rule | None:
        """Which rows it sees."""
        return self.reads or self.rows


@dataclass(frozen=True, slots=True)
class Policy:
    """One record type: its table, what each login may do, and which roles may take which action.

    ``fresh`` are the actions that give rights, unmask, or let something out of the house: whoever takes one at the
    desk has shown a second factor within the last quarter of an hour.
    """

    table: str
    logins: Mapping[str, Login]
    walled: bool = True
    actions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fresh: tuple[str, ...] = ()
    why: str = ""


_policies: dict[str, Policy] = {}
_actions: dict[str, frozenset[str]] = {}
_fresh: set[str] = set()


def declare(*policies: Policy) -> None:
    """Add declarations; a table or an action can be declared once."""
    for policy in policies:
        if _policies.setdefault(policy.table, policy) != policy:
            raise ValueError(f"{policy.table} has two policies")
        for action, roles in policy.actions.items():
            if _actions.setdefault(action, roles) != roles:
                raise ValueError(f"{action} is declared twice")
        if not policy.actions.keys() >= set(policy.fresh):
            raise ValueError(f"{policy.table} asks for a factor before an action it does not declare")
        _fresh.update(policy.fresh)


def open_table(table: str, **verbs: str) -> Policy:
    """A table without personal or case data: which login may use which verbs, no row wall."""
    return Policy(table=table, walled=False, logins={login: Login(verbs=v) for login, v in verbs.items()})


def policies() -> list[Policy]:
    """Every declaration, by table name."""
    return [_policies[table] for table in sorted(_policies)]


def of(table: str) -> Policy:
    """The declaration of a table; ``KeyError`` where nobody declared it."""
    return _policies[table]


def actions() -> Mapping[str, frozenset[str]]:
    """Every declared action with the roles that may take it."""
    return dict(_actions)


def fresh() -> frozenset[str]:
    """The actions before which a factor is shown once more."""
    return frozenset(_fresh)


def roles_for(action: str) -> frozenset[str]:
    """The roles that may take this action; empty for an undeclared one, so it is refused."""
    return _actions.get(action, frozenset())


def may(hat: Hat, action: str) -> bool:
    """Whether the hat's role may take this action at all. Rows are decided by the record's own rule.

    A robot takes only what is declared under its own name (:mod:`linli.plumbing.robots`).
    """
    return hat.role in roles_for(action) and (hat.role != ROBOT or robots.allowed(hat.purpose, action))


def require(hat: Hat, action: str) -> None:
    """Refuse with :class:`NotAllowed` unless the role may do this, and has proven itself where it must."""
    if not may(hat, action):
        raise NotAllowed
    if action in _fresh and not hat.proven:
        raise ProofNeeded


def visible(rows: QuerySet[Record], hat: Hat, *, column: str = "scope_id") -> QuerySet[Record]:
    """The hat's part of a scoped list: the first wall.

    One scope is asked for by equality, which the planner needs. Several are left to row-level security:
    repeating its list multiplies the selectivity twice and the plan collapses (measured, 100 times).
    """
    if not hat.scopes:
        return rows.none()
    if len(hat.scopes) == 1:
        return rows.filter(**{column: hat.scopes[0]})
    return rows


def within(hat: Hat, record: Any, *, column: str = "scope_id") -> bool:
    """The object check that belongs to :func:`visible`."""
    return getattr(record, column) in hat.scopes
