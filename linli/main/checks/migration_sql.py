"""SQL written by hand in a migration: the same rules, read off the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from linli.main.checks.migration_fields import VOLATILE

_NAME = r"(?:only\s+)?(?:public\.)?\"?(?P<table>[a-z_][a-z0-9_]*)\"?"
_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_INDEX = re.compile(rf"create\s+(?:unique\s+)?index\s+(?P<how>concurrently\s+)?.*?\bon\s+{_NAME}", re.DOTALL)
_ALTER = re.compile(rf"alter\s+table\s+(?:if\s+exists\s+)?{_NAME}\s+(?P<what>.*)", re.DOTALL)
_ROWS = re.compile(rf"(?P<verb>update|delete\s+from)\s+{_NAME}")
_WHOLE = re.compile(
    rf"(?P<verb>vacuum\s+full|cluster|lock\s+table|lock|truncate(?:\s+table)?|reindex\s+table)\s+{_NAME}"
)
_DROP = re.compile(rf"drop\s+table\s+(?:if\s+exists\s+)?{_NAME}")
_DROPPED = re.compile(r"drop\s+(?:column\s+)?(?:if\s+exists\s+)?\"?([a-z_][a-z0-9_]*)\"?")
_PATIENCE = re.compile(r"\bset\s+(?:local\s+|session\s+)?lock_timeout|set_config\('lock_timeout'")

# What follows "alter table t": what must stand there, what saves it, and the right way.
_CLAUSES = (
    (
        re.compile(r"add\s+(?:constraint\s+\S+\s+)?(?:check|foreign\s+key)\b"),
        re.compile(r"not\s+valid"),
        "adds a constraint that reads the whole table behind a shut door: say 'not valid', validate in the next one",
    ),
    (
        re.compile(r"add\s+(?:constraint\s+\S+\s+)?(?:unique|primary\s+key|exclude)\b"),
        re.compile(r"using\s+index"),
        "builds an index behind a shut door: create it concurrently first, then 'add constraint … using index …'",
    ),
    (
        re.compile(r"alter\s+(?:column\s+)?\S+\s+set\s+not\s+null"),
        None,
        "reads the whole table behind a shut door: NotNullOnline of linli.plumbing.online, atomic = False",
    ),
    (
        re.compile(r"alter\s+(?:column\s+)?\S+\s+(?:set\s+data\s+)?type\b"),
        None,
        "may write every row anew: add a new column, write both, copy by a job, drop the old one in the next release",
    ),
    (
        re.compile(r"rename\b"),
        None,
        "renames what the last release still uses: add the new one beside it, drop the old one in the next release",
    ),
)


def wrong(said: str, tables: Mapping[str, Set[str]]) -> Iterator[str]:
    """What is wrong with the statements, as far as they are about ``tables`` that cities hold, with their columns."""
    plain = _COMMENT.sub(" ", _BODY.sub("''", said)).lower()
    for statement in filter(None, (part.strip() for part in plain.split(";"))):
        if _PATIENCE.search(statement):
            yield "sets lock_timeout by itself: the owner's login has one, and the launcher tries again"
        for table, problem in _about(statement):
            if table in tables:
                yield f"{table}: {problem}"
        if (found := _ALTER.match(statement)) and found["table"] in tables:
            for column in _DROPPED.findall(found["what"]):
                if column in tables[found["table"]]:
                    yield f"{found['table']}: drops {column}, which the last release uses: drop it in the next one"


def _about(statement: str) -> Iterator[tuple[str, str]]:
    """The table a statement is about, and what would be wrong if people write to it."""
    if (found := _INDEX.match(statement)) and not found["how"]:
        yield found["table"], "builds an index while nobody can write: create index concurrently, atomic = False"
    if found := _DROP.match(statement):
        yield found["table"], "drops a table in the release that stops using it: drop it in the next one"
    if found := _WHOLE.match(statement):
        yield found["table"], f"{found['verb']} shuts the table: nothing in a migration needs that"
    if found := _ROWS.match(statement):
        yield found["table"], "changes rows in one go and holds them until the end: by a job in small batches"
    if found := _ALTER.match(statement):
        for problem in _clauses(found["what"]):
            yield found["table"], problem


def _clauses(what: str) -> Iterator[str]:
    for wrong_one, saved, problem in _CLAUSES:
        if wrong_one.search(what) and not (saved and saved.search(what)):
            yield problem
    if re.search(r"add\s+column", what) and VOLATILE.search(what):
        yield "has a default that differs from row to row: add the column without it, fill by a job in batches"
