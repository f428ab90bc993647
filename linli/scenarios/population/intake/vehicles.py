"""Vehicles by their plate, each kept by a person or an organisation the register knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.assets import actions as assets
from linli.kernel.assets import plates
from linli.kernel.assets.actions import NewVehicle
from linli.kernel.assets.models import Vehicle
from linli.kernel.imports.kinds import Field, Row, Run, one_of
from linli.kernel.imports.saying import Reason
from linli.kernel.people import documents, id_numbers
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.queries import KnownPeople
from linli.plumbing.tabular import Said, values
from linli.scenarios.population.intake.fields import STANDING, WITHIN
from linli.scenarios.population.intake.persons.columns import name
from linli.scenarios.population.intake.senders import since, source_of
from linli.scenarios.population.intake.spots import Spot
from linli.scenarios.population.intake.things import Known, Things, first_words

SORTS = {
    "小型汽车": "car", "小轿车": "car", "轿车": "car", "小客车": "car", "汽车": "car", "面包车": "van",
    "小型货车": "van", "货车": "truck", "大型货车": "truck", "大客车": "bus", "大型客车": "bus",
    "摩托车": "motorcycle", "电动自行车": "electric", "电动车": "electric", "其他": "other",
}  # fmt: skip
ENERGIES = {
    "汽油": "petrol", "柴油": "diesel", "纯电动": "electric", "电动": "electric", "新能源": "electric",
    "纯电": "electric", "混合动力": "hybrid", "插电混动": "hybrid", "油电混合": "hybrid", "天然气": "gas",
    "氢能": "hydrogen",
}  # fmt: skip


class VehiclesKind(Things):
    """Vehicles at the door, the building or the community they are kept in."""

    code, action = "vehicles", "vehicle.register"
    label: str | Promise = _("Vehicles")
    told = ("kind", "energy")
    words: Mapping[str, Mapping[str, str]] = {"kind": first_words(SORTS), "energy": first_words(ENERGIES)}
    options: tuple[Field, ...] = (WITHIN,)
    fields: tuple[Field, ...] = (
        Field("plate", _("Plate"), ("车牌号", "号牌号码", "车牌号码", "车牌"), plates.checked, "plate", required=True),
        Field("kind", _("Sort of vehicle"), ("车辆类型", "车型", "车辆种类"), one_of(SORTS), "choice"),
        Field("energy", _("Energy"), ("能源类型", "燃料类型", "动力类型"), one_of(ENERGIES), "choice"),
        Field("keeper", _("Keeper"), ("车主", "车主姓名", "所有人", "使用人"), longest=120, form="name"),
        Field("number", _("Number of the keeper"), ("车主证件号码", "证件号码", "车主身份证号", "单位代码"),
              id_numbers.tidy, "document", required=True, exact=True, longest=40,
              help=_("identity number of a person, credit code of an organisation")),
        Field("address", _("Address"), ("地址", "停放地址", "住址", "登记地址")),
        *STANDING,
        Field("since", _("Here since"), ("登记日期", "起始日期"), values.day, "day"),
    )  # fmt: skip

    def key(self, row: Row, run: Run) -> str:  # noqa: ARG002
        return str(row["plate"])

    def known(self, rows: Sequence[Row], where: Sequence[Spot | Reason], run: Run) -> list[Known | None]:  # noqa: ARG002
        blinds = [plates.index(row["plate"]) for row in rows]
        running = Vehicle.objects.filter(plate_blind__in=blinds, until__isnull=True)
        found = {bytes(one.plate_blind): _known(one) for one in running}
        return [found.get(blind) for blind in blinds]

    def more(self, rows: Sequence[Row], where: Sequence[Spot | Reason], run: Run) -> list[Mapping[str, Any] | Reason]:  # noqa: ARG002
        """Who keeps each: a person by their number, an organisation by its credit code. Six statements at most."""
        numbers = [row["number"] for row in rows]
        known = people.known_people(numbers=[one for one in numbers if documents.guess(one) != "none"], places=())
        bodies = {one.code: one.id for one in Organisation.objects.filter(code__in=numbers, until__isnull=True)}
        return [self._keeper(row, known, bodies) for row in rows]

    def _keeper(self, row: Row, known: KnownPeople, bodies: Mapping[str, int]) -> Mapping[str, Any] | Reason:
        if row["number"] in bodies:
            return {"organisation_id": bodies[row["number"]]}
        person = known.by_number.get(row["number"])
        if person is None:
            said = _("The register knows no keeper of this number. Have people or organisations taken in first.")
            return Reason(Said(said), "number")
        if row["keeper"] and not people.same_name(person.name, name(row["keeper"])):
            words = {"name": people.masked_name(person.name)}
            said = _("In the register this number is %(name)s's. Compare number and name with the card.")
            return Reason(Said(said, words), "number")
        return {"person_id": person.id}

    def records(self, numbers: Sequence[int]) -> dict[int, Known]:
        return {one.id: _known(one) for one in Vehicle.objects.filter(id__in=numbers, until__isnull=True)}

    def write(self, plans: Sequence[Any], run: Run) -> list[int]:
        source = source_of(run)
        rows = [
            NewVehicle(
                plan.row["plate"],
                plan.spot.place_id,
                since(plan.row["since"], run),
                source,
                plan.row["kind"] or "car",
                plan.row["energy"] or "",
                **plan.more,
            )
            for plan in plans
        ]
        return assets.write_vehicles(rows, by=run.by, now=run.now)

    def put_right(self, known: Known, changes: Mapping[str, Any], run: Run, *, confirmed: datetime | None) -> None:
        source = source_of(run)
        assets.put_vehicle_right(known.id, changes, source=source, by=run.by, now=run.now, confirmed=confirmed)

    def remove(self, numbers: Sequence[int], run: Run) -> None:
        assets.remove_vehicles(numbers, by=run.by, now=run.now)


def _known(one: Vehicle) -> Known:
    return Known(one.id, one.scope_id, {"kind": one.kind, "energy": one.energy}, one, one.confirmed)
