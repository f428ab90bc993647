"""A body is found by any part of its name, however many there are, without reading every name."""

from __future__ import annotations

import pytest
from django.db import connection

from linli.kernel.people.models import Organisation
from linli.kernel.people.queries import Wanted, registered
from linli.kernel.people.queries.bodies import _registered
from tests.world import World

pytestmark = pytest.mark.django_db


def test_any_part_of_a_name_finds_a_body_by_the_index(world: World) -> None:
    here = world.community()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_organisation (kind, name, code, phone, place_id, scope_id, since)"
            " select 'enterprise', chr(19968 + n / 60) || chr(20500 + n %% 60) || '商贸有限公司', '', '', %s, %s, now()"
            " from generate_series(1, 6000) n",
            [here, here],
        )
        cursor.execute("analyze people_organisation")
    some = Organisation.objects.filter(scope_id=here, kind="enterprise").order_by("id")[3000]
    for typed in (some.name, some.name[:2], some.name[:4]):
        found = registered(Wanted([here], typed=typed), most=20)
        assert some.id in {one.id for one in found}
        assert all(typed in one.name for one in found)
    assert registered(Wanted([here], typed=some.name[1] + some.name[0]), most=20) == []
    plan = _registered(Wanted([here], typed=some.name[:2])).explain()
    assert "organisation_signs" in plan
