"""Handing out data under a grant: what is covered, the rows, and the line in the journal without which there are none.

The query of every source joins the running grant and the divisions it covers (``OPENED``), so that a grant that was
taken back, an entry that left the list or a consent that was withdrawn opens nothing at the next statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.grants import joining, queries, sources
from linli.kernel.grants.models import Grant
from linli.kernel.grants.queries import Wanted
from linli.kernel.grants.sources import Asked, Given, SourceField
from linli.kernel.places import queries as places
from linli.plumbing import scope
from linli.plumbing.scope import Hat

# The communities inside what was asked for and inside what is granted, while the grant runs; none afterwards.
OPENED = f"""with granted as ({joining.GRANTED}), opened as (
 select distinct c.id as scope_id, c.name as community, granted.agreement_id
 from granted
 join places_place top on top.id = any(granted.places)
 join places_place wanted on wanted.id = any(%(places)s::int[])
 join places_place c on c.lo between top.lo and top.hi and c.lo between wanted.lo and wanted.hi
 where c.level = 'community' and c.until is null)"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a grant. Without fields or places everything that is granted."""

    fields: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of it: columns and rows, or the sentence why not. ``more``: there was more than could be handed out."""

    grant: Grant
    title: str
    fields: tuple[SourceField, ...]
    places: tuple[int, ...]
    rows: tuple[Given, ...] = ()
    more: bool = False
    refused: str = ""

    @property
    def persons(self) -> list[int]:
        """Whom the rows are about, once each."""
        return list(dict.fromkeys(row.person for row in self.rows if row.person))


def covered_by(grant: Grant) -> tuple[int, ...]:
    """The divisions a grant's places come to today."""
    return tuple(dict.fromkeys(one for place in grant.places for one in places.scopes_under(place)))


def hand_out(grant: Grant, wish: Wish, *, by: Hat, now: datetime, most: int) -> Handed:
    """The rows a grant opens, inside an open reading transaction; the wall opens for the granted divisions alone."""
    revision = queries.running_revision(grant.item_id)
    offered = {one["code"] for one in revision.fields} if revision else set()
    fields = wish.fields or tuple(code for code in grant.fields if code in offered)
    wanted, covered = wish.places or tuple(grant.places), covered_by(grant)
    use = Wanted(fields or tuple(grant.fields), wanted, covered, wish.purpose or grant.purpose)
    refused = queries.refusal(grant, revision, use, at=now)
    behind = sources.source(revision.source) if revision else None
    title = revision.title if revision else ""
    known = tuple(one for code in fields if behind and (one := behind.field(code)))
    if not refused and (behind is None or behind.is_inbound or len(known) < len(fields)):
        refused = _("Nothing here computes this data: its owner hands it over another way.")
    if refused or behind is None or revision is None:
        return Handed(grant, title, known, wanted, refused=refused)
    with scope.beside(covered, worn=_worn(by)):
        found = list(islice(behind.rows(Asked(grant.id, fields, wanted, now)), most + 1))
    rows = tuple(sources.without_few(found[:most], known, least=revision.at_least))
    return Handed(grant, title, known, wanted, rows, len(found) > most)


def _worn(by: Hat) -> str:
    return f"{{{','.join(map(str, by.scopes))}}}" if by.scopes else ""


def table(sql: str, asked: Asked, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a source's query that begins with ``OPENED``."""
    with connection.cursor() as cursor:
        cursor.execute(f"{OPENED} {sql}", {**asked.values, **values})
        return list(cursor.fetchall())


def picked(asked: Asked, rows: Sequence[dict[str, Any]], *, person: str = "") -> list[Given]:
    """Rows by name, as the asked fields in their order; ``person`` names what says whom a row is about."""
    return [Given(tuple(row[one] for one in asked.fields), int(row[person]) if person else 0) for row in rows]
