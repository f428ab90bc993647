"""Ways round the walls that a database offers: views, functions with their owner's rights, owners, partitions.

Each function returns sentences, one for each way that stands open; an empty list is good. Beside
:mod:`linli.main.doctor.catalog`, which compares the walls themselves with the declarations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from linli.plumbing import walls

_VIEWS = """
select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
  and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1']
order by 1
"""
_COPIES = """
select c.relname, r.rolname from pg_class c
join pg_roles r on r.rolname like 'linli\\_%%' and r.rolname <> 'linli_owner'
where c.relnamespace = 'public'::regnamespace and c.relkind = 'm'
  and has_table_privilege(r.oid, c.oid, 'select') order by 1, 2
"""
_UNPINNED = """
select p.oid::regprocedure::text from pg_proc p
where p.pronamespace = 'public'::regnamespace and p.prosecdef
  and not exists (select 1 from unnest(p.proconfig) c where c like 'search\\_path=%') order by 1
"""
_LEAKPROOF = """
select p.oid::regprocedure::text from pg_proc p
where p.pronamespace = 'public'::regnamespace and p.proleakproof order by 1
"""
_BLIND = """
select c.relname, i.relname, min(f.oid::regprocedure::text) from pg_index x
join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
join pg_opclass k on k.oid = any(x.indclass::oid[])
join pg_amop a on a.amopfamily = k.opcfamily and a.amoplefttype = k.opcintype and a.amoprighttype = k.opcintype
join pg_operator o on o.oid = a.amopopr join pg_proc f on f.oid = o.oprcode
where c.relnamespace = 'public'::regnamespace and c.relrowsecurity and not f.proleakproof
group by 1, 2 order by 1, 2
"""
_OWNERS = """
select c.relname, r.rolname from pg_class c join pg_roles r on r.oid = c.relowner
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and r.rolname in
  (select rolname from pg_roles where rolname like 'linli\\_%%' and rolname <> 'linli_owner') order by 1
"""
_PARTITIONS = """
select c.relname, r.rolname from pg_class c join pg_inherits i on i.inhrelid = c.oid, aclexplode(c.relacl) a
join pg_roles r on r.oid = a.grantee where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and r.rolname like 'linli\\_%%' and a.grantee <> c.relowner order by 1, 2
"""
_UNWALLED = """
select c.relname, r.rolname from pg_class c join pg_roles r on r.rolname = any(%s)
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
  and (has_table_privilege(r.oid, c.oid, 'select') or has_table_privilege(r.oid, c.oid, 'insert')
       or has_table_privilege(r.oid, c.oid, 'update') or has_table_privilege(r.oid, c.oid, 'delete'))
  and not exists (select 1 from pg_policy p where p.polrelid = c.oid and r.oid = any(p.polroles)) order by 1, 2
"""
_OR = """
select c.relname, r.rolname from pg_policy p join pg_class c on c.oid = p.polrelid
join pg_roles r on r.rolname = any(%s) and r.oid = any(p.polroles)
where c.relnamespace = 'public'::regnamespace and p.polpermissive and p.polcmd in ('*', 'r')
group by 1, 2 having count(*) > 1 order by 1, 2
"""


def problems() -> list[str]:
    """Every way round the walls that stands open in this database."""
    return [sentence for look in LOOKS for sentence in look()]


def views() -> list[str]:
    """Views that ask with their owner's rights: whoever may read one reads past the walls."""
    said = "{} is a view that asks with its owner's rights: make it with security_invoker"
    return [said.format(name) for (name,) in _rows(_VIEWS)]


def copies() -> list[str]:
    """Materialised views a login may read: a copy has no walls of its own."""
    said = "{} may read {}, a copy of rows that no wall protects: revoke it"
    return [said.format(login, name) for name, login in _rows(_COPIES)]


def unpinned() -> list[str]:
    """Functions with their owner's rights that look names up where their caller says."""
    said = "{} runs with its owner's rights and does not say where it looks names up: set its search_path"
    return [said.format(name) for (name,) in _rows(_UNPINNED)]


def leakproof() -> list[str]:
    """Functions of ours that claim to give nothing away: the planner would ask them before the wall."""
    said = "{} claims to be leakproof, so it is asked about rows before the wall is: take the mark away"
    return [said.format(name) for (name,) in _rows(_LEAKPROOF)]


def blind() -> list[str]:
    """Indexes of walled tables that no search uses: what they compare by is asked only of rows past the wall."""
    said = "{} has the index {}, and {} is not leakproof: behind the wall no search uses it"
    return [said.format(*row) for row in _rows(_BLIND)]


def owners() -> list[str]:
    """Tables that belong to a login a surface uses: an owner changes its own walls."""
    said = "{} belongs to {}, which can change its walls: give it to linli_owner"
    return [said.format(name, login) for name, login in _rows(_OWNERS)]


def partitions() -> list[str]:
    """Partitions with grants of their own: asked directly, they answer without the walls of their table."""
    said = "{} may ask the partition {} past the walls of its table: revoke it"
    return [said.format(login, name) for name, login in _rows(_PARTITIONS)]


def unspoken() -> list[str]:
    """Walled tables a login has rights to and no policy speaks of it: it gets nothing, and nobody meant that."""
    said = "{} may use {}, and no policy says which rows: declare them or revoke it"
    return [said.format(login, name) for name, login in _rows(_UNWALLED, [_logins()])]


def joined() -> list[str]:
    """Tables on which a login reads by two policies, which add up like an OR and lose their index."""
    said = "{} reads {} by two policies, which add up: a login has one policy, without OR"
    return [said.format(login, name) for name, login in _rows(_OR, [_logins()])]


LOOKS: tuple[Callable[[], list[str]], ...] = (
    views,
    copies,
    unpinned,
    leakproof,
    blind,
    owners,
    partitions,
    unspoken,
    joined,
)


def _logins() -> list[str]:
    return [f"linli_{login}" for login in walls.LOGINS]


def _rows(sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql if values else sql.replace("%%", "%"), values)
        return list(cursor.fetchall())
