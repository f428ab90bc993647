"""The kind of list that holds people: one row a person and a door."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken
from linli.kernel.imports.saying import Reason
from linli.scenarios.population.intake.persons import looking, taking
from linli.scenarios.population.intake.persons.columns import FIELDS


class People:
    """Persons, the doors they belong to, and the booklets they stand in."""

    code, action = "people", "person.add"
    label: str | Promise = _("People and their doors")
    fields: tuple[Field, ...] = FIELDS
    options: tuple[Field, ...] = ()

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:  # noqa: ARG002
        """A list of people says nothing of itself as a whole."""
        return []

    def key(self, row: Row, run: Run) -> str:  # noqa: ARG002
        return looking.key_of(row)

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        return looking.look(rows, run)

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:  # noqa: ARG002
        return taking.take(looks, run)

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        return taking.give_back(given, run)
