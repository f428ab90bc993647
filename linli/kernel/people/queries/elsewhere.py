"""Who is in the register of another community: found by the whole number of a document, never by a name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from linli.kernel.people import documents
from linli.kernel.people.queries.known import same_name
from linli.kernel.people.sealing import opened


@dataclass(frozen=True, slots=True)
class KnownElsewhere:
    """Somebody the hat does not see, and may link to a door of its own if the name is theirs."""

    id: int
    subject_id: int
    name: str

    def is_called(self, name: str) -> bool:
        return same_name(self.name, name)


def known_elsewhere(numbers: Collection[str]) -> dict[str, KnownElsewhere]:
    """Whom these numbers belong to, by number; for numbers the hat's own divisions do not know. One statement.

    A registrar's: the database refuses every other role.
    """
    blinds = {number: documents.index(number) for number in numbers}  # a renewed card has the fingerprint of the old
    if not blinds:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select * from people_known_elsewhere(%s)", [list(set(blinds.values()))])
        found = {
            bytes(blind): KnownElsewhere(person, subject, opened("people_person", "name", person, name))
            for blind, person, subject, name in cursor.fetchall()
        }
    return {number: found[blind] for number, blind in blinds.items() if blind in found}
