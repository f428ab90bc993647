"""Enterprises, social organisations, institutions, stationed units and self-employed, by credit code (GB 32100)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field, Row, Run, one_of
from linli.kernel.imports.saying import Reason
from linli.kernel.people import actions as people
from linli.kernel.people import id_numbers
from linli.kernel.people.bodies import REGISTERED
from linli.kernel.people.models import Organisation
from linli.plumbing import policy
from linli.plumbing.tabular import values
from linli.scenarios.population.intake.fields import STANDING, WITHIN
from linli.scenarios.population.intake.persons.columns import phone
from linli.scenarios.population.intake.senders import since, source_of
from linli.scenarios.population.intake.spots import Spot
from linli.scenarios.population.intake.things import Known, Things, first_words

SORTS = {
    "企业": "enterprise", "公司": "enterprise", "有限责任公司": "enterprise", "股份有限公司": "enterprise",
    "个人独资企业": "enterprise", "合伙企业": "enterprise", "个体工商户": "self_employed", "个体户": "self_employed",
    "个体": "self_employed", "社会组织": "social_organisation", "社会团体": "social_organisation",
    "社会服务机构": "social_organisation", "民办非企业单位": "social_organisation", "基金会": "social_organisation",
    "事业单位": "institution", "驻区单位": "stationed_unit", "机关": "stationed_unit", "机关单位": "stationed_unit",
}  # fmt: skip


class OrganisationsKind(Things):
    """Bodies that are registered in a community and hold no duty of the city."""

    code, action = "organisations", "organisation.take_in"
    label: str | Promise = _("Organisations")
    told = ("name", "kind", "phone", "code")
    words: Mapping[str, Mapping[str, str]] = {"kind": first_words(SORTS)}
    options: tuple[Field, ...] = (WITHIN,)
    fields: tuple[Field, ...] = (
        Field("name", _("Name of the organisation"), ("单位名称", "企业名称", "组织名称", "机构名称", "名称"),
              required=True, longest=120),
        Field("code", _("Unified social credit code"), ("统一社会信用代码", "信用代码", "社会信用代码"),
              id_numbers.checked_credit_code, exact=True, longest=40),
        Field("kind", _("Sort of organisation"), ("单位类型", "企业类型", "组织类型", "机构类型", "类型"),
              one_of(SORTS), "choice", required=True),
        Field("phone", _("Telephone"), ("联系电话", "电话", "单位电话", "联系方式"), phone, exact=True),
        Field("address", _("Address"), ("地址", "注册地址", "经营地址", "住所", "办公地址", "详细地址")),
        *STANDING,
        Field("since", _("Here since"), ("成立日期", "注册日期", "登记日期", "入驻日期"), values.day, "day"),
    )  # fmt: skip

    def key(self, row: Row, run: Run) -> str:  # noqa: ARG002
        return row["code"] or f"{row['name']}|{row['address'] or row['community'] or ''}"

    def known(self, rows: Sequence[Row], where: Sequence[Spot | Reason], run: Run) -> list[Known | None]:  # noqa: ARG002
        """By credit code; without one by the whole name at the same place."""
        running = Organisation.objects.filter(kind__in=REGISTERED, until__isnull=True).select_related("place")
        coded = {one.code: one for one in running.filter(code__in=[row["code"] for row in rows if row["code"]])}
        called = {
            (one.name, one.place_id): one
            for one in running.filter(name__in=[row["name"] for row in rows], place_id__in=_places(where))
        }
        found: list[Known | None] = []
        for row, spot in zip(rows, where, strict=True):
            one = coded.get(row["code"] or "")
            if one is None and isinstance(spot, Spot):
                one = called.get((row["name"], spot.place_id))
                one = None if one is not None and one.code and row["code"] else one
            found.append(_known(one) if one else None)
        return found

    def records(self, numbers: Sequence[int]) -> dict[int, Known]:
        return {one.id: _known(one) for one in Organisation.objects.filter(id__in=numbers).select_related("place")}

    def write(self, plans: Sequence[Any], run: Run) -> list[int]:
        policy.require(run.by, "organisation.take_in")
        rows = [
            Organisation(
                kind=plan.row["kind"],
                name=plan.row["name"],
                code=plan.row["code"] or "",
                phone=plan.row["phone"] or "",
                place_id=plan.spot.place_id,
                since=since(plan.row["since"], run),
            )
            for plan in plans
        ]
        return people.write_bodies(rows, by=run.by, now=run.now)

    def put_right(self, known: Known, changes: Mapping[str, Any], run: Run, *, confirmed: datetime | None) -> None:  # noqa: ARG002
        people.put_body_right(known.record, changes, source=source_of(run), by=run.by, now=run.now)

    def remove(self, numbers: Sequence[int], run: Run) -> None:
        people.remove_bodies(numbers, by=run.by, now=run.now)


def _places(where: Sequence[Spot | Reason]) -> list[int]:
    return [spot.place_id for spot in where if isinstance(spot, Spot)]


def _known(one: Organisation) -> Known:
    facts = {"name": one.name, "kind": one.kind, "phone": one.phone, "code": one.code}
    return Known(one.id, one.place.scope_id, facts, one)
