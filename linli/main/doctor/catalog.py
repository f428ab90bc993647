"""The walls as the database itself has them, compared with what the policies declare.

Each function returns sentences, one for each difference; an empty list is good. What a database thinks is
read from its catalogue, so a policy changed by hand or a grant given in a hurry is found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from linli.main.doctor import ways_round
from linli.plumbing import walls
from linli.plumbing.policy import Anyone, Both, KeptFor, Login, NotAbout, Through, ToRoles

# Policies that a migration makes beside the declared ones, as (table, policy): command, logins, using, check.
# They let the owner of the tables find a login, and let anybody add the reporter's side without seeing it.
BESIDE: dict[tuple[str, str], tuple[str, frozenset[str], str, str]] = {
    ("people_account", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_subject", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_subject", "owner_forgets"): ("DELETE", frozenset({"owner"}), "true", ""),
    ("people_factor", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_sign_in", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_recovery_code", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_factor", "owner_ends"): ("UPDATE", frozenset({"owner"}), "true", "true"),
    ("people_sign_in", "owner_ends"): ("UPDATE", frozenset({"owner"}), "true", "true"),
    ("people_recovery_code", "owner_ends"): ("UPDATE", frozenset({"owner"}), "true", "true"),
    ("people_mandate_offer", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_mandate_offer", "owner_ends"): ("UPDATE", frozenset({"owner"}), "true", "true"),
    ("people_mandate", "owner_adds"): ("INSERT", frozenset({"owner"}), "", "true"),
    ("people_city_login", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_identity_check", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_identity_check", "owner_adds"): ("INSERT", frozenset({"owner"}), "", "true"),
    ("people_account", "owner_adds"): ("INSERT", frozenset({"owner"}), "", "true"),
    ("people_mandate", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_person", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_residence", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_subject", "owner_moves"): ("UPDATE", frozenset({"owner"}), "true", "true"),
    ("people_account", "owner_moves"): ("UPDATE", frozenset({"owner"}), "true", "true"),
    ("cases_case", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("cases_task", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("cases_pool_entry", "owner_keeps"): ("ALL", frozenset({"owner"}), "true", "true"),
    ("django_session", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("publications_follower", "owner_finds"): ("SELECT", frozenset({"owner"}), "true", ""),
    ("people_subject", "anybody_adds"): ("INSERT", frozenset({"public"}), "", "true"),
}
LINLI = "linli_"

# Columns a wall decides by whose rows are only ever read by key: no list starts from them.
BY_KEY = frozenset({("notices_notice", "scope_id"), ("plumbing_name_token", "scope_id")})

_TABLES = """
select c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1
"""
_POLICIES = """
select tablename, policyname, cmd, roles, coalesce(qual, ''), coalesce(with_check, ''), permissive,
       (select tableowner from pg_tables t where t.schemaname = p.schemaname and t.tablename = p.tablename)
from pg_policies p where schemaname = 'public' order by 1, 2
"""
_GRANTS = """
select c.relname, coalesce(r.rolname, 'public'), lower(a.privilege_type)
from pg_class c, aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  and a.grantee <> c.relowner and (a.grantee = 0 or r.rolname like 'linli\\_%')
union all
select c.relname || '.' || t.attname, coalesce(r.rolname, 'public'), lower(a.privilege_type)
from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
left join pg_roles r on r.oid = a.grantee
where c.relnamespace = 'public'::regnamespace and (a.grantee = 0 or r.rolname like 'linli\\_%')
"""
_LEADING = """
select c.relname, a.attname from pg_index i join pg_class c on c.oid = i.indrelid
join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
where c.relnamespace = 'public'::regnamespace and i.indisvalid and (i.indpred is null or %s)
"""
_LOOSE_FUNCTIONS = """
select p.oid::regprocedure::text from pg_proc p
where p.pronamespace = 'public'::regnamespace and p.prosecdef
  and has_function_privilege('public', p.oid, 'execute')
"""
_LOGINS = "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname like %s"
_MEMBERS = """
select m.rolname, g.rolname from pg_auth_members a join pg_roles m on m.oid = a.member
join pg_roles g on g.oid = a.roleid where m.rolname like %s
"""


def problems() -> list[str]:
    """Everything in which the walls of this database differ from the declarations."""
    return [*closed(), *policies(), *grants(), *indexes(), *logins(), *functions(), *ways_round.problems()]


def closed() -> list[str]:
    """Declared tables that are missing or whose row-level security is off, not forced, or on without being asked."""
    found = {name: (on, forced) for name, on, forced in _rows(_TABLES)}
    wrong = []
    for declared in walls.declared():
        on, forced = found.get(declared.table, (None, None))
        if on is None:
            wrong.append(f"{declared.table} is declared and is no table of this database: run linli migrate")
        elif declared.walled and not (on and forced):
            wrong.append(f"{declared.table} is not under forced row-level security: run linli migrate")
        elif on and not declared.walled:
            wrong.append(f"{declared.table} is under row-level security, and its policy calls it open")
    return wrong


def policies() -> list[str]:
    """Policies that are missing, differ from the declared text, or that nobody declared."""
    wanted = {
        (declared.table, f"{login}_rows"): _written(login, given, declared.table)
        for declared in walls.declared()
        if declared.walled
        for login, given in declared.logins.items()
        if given.rows is not None
    }
    wanted |= {key: (command, who, using, check) for key, (command, who, using, check) in BESIDE.items()}
    standing = {}
    for table, name, command, roles, using, check, permissive, owner in _rows(_POLICIES):
        who = frozenset("owner" if role == owner else role.removeprefix(LINLI) for role in _names(roles))
        standing[table, name] = (command, who, tidy(using), tidy(check)) if permissive == "PERMISSIVE" else None
    wrong = [f"{table} lacks its policy {name}: run linli migrate" for table, name in sorted(wanted.keys() - standing)]
    wrong += [
        f"{table} has a policy {name} nobody declared: drop it" for table, name in sorted(standing.keys() - wanted)
    ]
    both = sorted(wanted.keys() & standing.keys())
    return wrong + [
        f"the policy {n} of {t} is not as declared: run linli migrate"
        for t, n in both
        if wanted[t, n] != standing[t, n]
    ]


def grants() -> list[str]:
    """What a login may do beyond its declaration, and what it should be able to do and is not."""
    wanted = {
        (declared.table, login, verb.strip())
        for declared in walls.declared()
        for login, given in declared.logins.items()
        for verb in given.verbs.split(",")
    } | {
        (f"{declared.table}.{column}", login, "update")
        for declared in walls.declared()
        for login, given in declared.logins.items()
        for column in given.changes
    }
    standing = {
        (table, grantee.removeprefix(LINLI) if grantee.startswith(LINLI) else "everybody", verb)
        for table, grantee, verb in _rows(_GRANTS)
        if grantee != "linli_owner"
    }
    extra = [
        f"{login} may {verb} {table}, which nobody declared: revoke it"
        for table, login, verb in sorted(standing - wanted)
    ]
    return extra + [
        f"{login} may not {verb} {table}: run linli migrate" for table, login, verb in sorted(wanted - standing)
    ]


def indexes() -> list[str]:
    """Columns by which a policy decides that no index begins with: every list would read the whole table."""
    whole, partial = _leading(whole_only=True), _leading(whole_only=False)
    wrong = set()
    for declared in walls.declared():
        for given in declared.logins.values() if declared.walled else ():
            rule = given.rows.first if isinstance(given.rows, Both) else given.rows
            if rule is None or isinstance(rule, Anyone | KeptFor | NotAbout | ToRoles):
                continue
            table, column = (
                (rule.link, rule.link_column) if isinstance(rule, Through) else (declared.table, rule.column)
            )
            led = whole if isinstance(rule, Through) else partial
            if column not in led[table] and (table, column) not in BY_KEY:
                wrong.add(f"no index begins with {table}.{column}, by which the wall of {declared.table} decides")
    return sorted(wrong)


def logins() -> list[str]:
    """Logins with more power than they need, or members of another login."""
    wrong = []
    for name, is_super, bypasses, makes_roles, makes_databases in _rows(_LOGINS, ["linli\\_%"]):
        if is_super or makes_roles or makes_databases or (bypasses and name != "linli_ingest"):
            wrong.append(f"the login {name} has more power than it needs: run linli up, which sets it right")
    return wrong + [f"{m} is a member of {g}: revoke it" for m, g in _rows(_MEMBERS, ["linli\\_%"])]


def functions() -> list[str]:
    """Functions that run with their owner's rights and that everybody may call."""
    return [f"everybody may call {name}, which runs with its owner's rights" for (name,) in _rows(_LOOSE_FUNCTIONS)]


def tidy(sql: str) -> str:
    """An expression without what PostgreSQL adds when it prints one: brackets, blanks, casts of literals."""
    plain = re.sub(r"[\s()]+", "", sql.lower()).replace("::text", "")
    return plain.replace("::integer[]", "::int[]")


def _written(login: str, given: Login, table: str) -> tuple[str, frozenset[str], str, str]:
    seen, rows = (tidy(rule.sql(table)) if rule else "" for rule in (given.seen, given.rows))
    return "ALL", frozenset({login}), seen, rows


def _leading(*, whole_only: bool) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for table, column in _rows(_LEADING, [not whole_only]):
        found[table].add(column)
    return found


def _names(roles: str | list[str]) -> list[str]:
    """A ``name[]`` as the driver hands it over: a list, or its text."""
    return roles.strip("{}").split(",") if isinstance(roles, str) else list(roles)


def _rows(sql: str, values: Sequence[str | bool] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
