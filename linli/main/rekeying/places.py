"""Where sealed values lie: every column and every folder, and what each value is bound to.

A test looks through a whole database for blobs and fails for one that lies elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of sealed values. ``bound`` says what one is bound to, with columns of its row in braces.

    What ``passes`` is gone by itself within a month: it is waited for and not sealed anew.
    """

    table: str
    column: str
    bound: str = ""
    key: str = "id"
    passes: bool = False


def _of(table: str, *names: str) -> list[Column]:
    """Columns called ``name_sealed`` that are bound to table, name and row."""
    return [Column(table, f"{name}_sealed", f"{table}.{name}:{{id}}") for name in names]


COLUMNS = (
    *_of("people_person", "name", "id_number", "phone", "born"),
    *_of("people_subject", "name", "phone", "mail", "receipt"),
    *_of("people_household", "booklet"),
    *_of("people_past_value", "old"),
    *_of("people_past_fact", "old"),
    *_of("people_proposal", "body"),
    *_of("people_factor", "secret"),
    *_of("assets_vehicle", "plate"),
    *_of("cases_call", "phone"),
    *_of("publications_follower", "phone", "code"),
    *_of("notices_notice", "address"),
    *_of("open311_media", "url"),
    *_of("population_visit", "note"),
    Column("imports_row", "cells", "imports_row.cells:{id}"),
    Column("imports_row", "told", "imports_row.told:{id}"),
    Column("imports_row", "before", "imports_row.before:{id}"),
    Column("papers_owner_key", "sealed", "papers_owner_key.sealed:{subject}", key="subject"),
    Column("mail_letter", "raw", "mail_letter.raw:{id}"),
    Column("unread_message", "raw", "unread_message.raw:{id}"),
    Column("webhooks_hook", "secret_sealed", "webhooks_hook.secret:{id}:{key_id}"),
    Column("webhooks_hook", "old_secret_sealed", "webhooks_hook.secret:{id}:{old_key_id}"),
    Column("plumbing_kept_form", "body", passes=True),
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the home with sealed files; ``bound`` has the name of the file in braces."""

    name: str
    bound: str = ""
    passes: bool = False


FOLDERS = (
    Folder("released", "released file:{name}"),
    Folder("kept", passes=True),
    Folder("handed_in", passes=True),
)
MONTH = 31  # days after which a session, an answered form and a kept file are gone, and with them what they held sealed
