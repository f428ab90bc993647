"""The kinds of lists this scenario offers."""

from __future__ import annotations

from linli.kernel.imports.kinds import register
from linli.scenarios.population.intake.areas import AreasKind
from linli.scenarios.population.intake.buildings import BuildingsKind
from linli.scenarios.population.intake.divisions import DivisionsKind
from linli.scenarios.population.intake.dwellings import DwellingsKind
from linli.scenarios.population.intake.facilities import FacilitiesKind
from linli.scenarios.population.intake.organisations import OrganisationsKind
from linli.scenarios.population.intake.persons.kind import People
from linli.scenarios.population.intake.survey import FindingsKind
from linli.scenarios.population.intake.vehicles import VehiclesKind

register(DivisionsKind(), AreasKind(), BuildingsKind(), DwellingsKind())
register(People(), OrganisationsKind(), VehiclesKind(), FacilitiesKind(), FindingsKind())
