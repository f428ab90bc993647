"""Public faces: listed, near, one by its own address, and nothing in them of whoever reported."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.places import geo
from linli.kernel.publications import queries
from linli.kernel.publications.models import PublicFace
from linli.kernel.publications.queries import Asked
from linli.plumbing.time import now as clock
from tests.world import World


def face_of(case_id: int) -> PublicFace:
    return PublicFace.objects.get(case_id=case_id)


def test_a_list_is_asked_for_by_item_state_place_and_time(world: World) -> None:
    light = face_of(world.an_open_case(until="confirm").case_id)
    rubbish = face_of(world.an_open_case(item="hotline.rubbish").case_id)
    assert [one.code for one in queries.listed(Asked())] == [rubbish.code, light.code]
    assert [one.code for one in queries.listed(Asked(items=("hotline.rubbish",)))] == [rubbish.code]
    assert [one.code for one in queries.listed(Asked(states=("answered",)))] == [light.code]
    assert queries.listed(Asked(scopes=(world.community("天桃社区"),))) == []
    assert queries.listed(Asked(opened_from=clock())) == []
    assert queries.count(Asked(opened_until=clock())) == 2
    assert len(queries.listed(Asked(), limit=1, offset=1)) == 1
    assert queries.listed(Asked(), limit=20, offset=queries.MOST) == []


def test_one_is_found_by_its_own_address_however_it_is_typed(world: World) -> None:
    opened = world.an_open_case()
    face = face_of(opened.case_id)
    assert queries.one(face.code.lower()) == face
    assert face.code not in opened.number
    with pytest.raises(PublicFace.DoesNotExist):
        queries.one(opened.number)


def test_the_history_of_a_face_is_its_states(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    world.rate(opened, 1)
    world.act(opened, "explain", text="配件明天到")
    for action in ("answer",):
        world.act(opened, action, release=True)
    world.rate(opened, 5)
    face = face_of(opened.case_id)
    assert [turn.state for turn in queries.history_of([face])[face.case_id]] == [
        "answered",
        "open",
        "answered",
        "closed",
    ]
    assert face.answer
    assert face.outcome == "fixed"
    assert face.answered is not None
    assert face.changed == face.closed


def test_a_joined_face_stands_under_the_one_it_is_joined_to(world: World) -> None:
    lead, other = (face_of(world.an_open_case().case_id) for _ in range(2))
    PublicFace.objects.filter(case_id=other.case_id).update(joined_id=lead.case_id)
    assert [one.code for one in queries.listed(Asked())] == [lead.code]
    other.refresh_from_db()
    assert queries.joined_to(other) == lead
    assert lead.lon is not None
    assert lead.lat is not None
    near = queries.near((lead.lon, lead.lat), items=[lead.item], radius=50)
    assert [one.face.code for one in near] == [lead.code]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    away=st.floats(0, 400),
    bearing=st.sampled_from([(1, 0), (0, 1), (-1, 0), (0, -1), (0.7, 0.7), (-0.7, 0.7)]),
    radius=st.integers(10, 300),
)
def test_whatever_lies_within_the_radius_is_found(
    world: World, away: float, bearing: tuple[float, float], radius: int
) -> None:
    """Coarsening never hides a matter that is near, and never brings in one that is far."""
    at = (108.3312, 22.8123)
    lon = at[0] + bearing[0] * away / (111_320 * 0.9218)
    lat = at[1] + bearing[1] * away / 111_320
    shown = geo.coarsen(lon, lat)
    PublicFace.objects.filter(case_id=2**40).delete()
    now = clock()
    PublicFace.objects.create(
        case_id=2**40, code="TESTTEST0000", item="hotline.noise", title="", scope_id=1, lon=shown[0], lat=shown[1],
        cell=geo.cell(*shown), state="open", opened=now - timedelta(days=1), changed=now,
    )  # fmt: skip
    found = queries.near(at, items=["hotline.noise"], radius=radius)
    real = geo.metres(*at, lon, lat)
    if real <= radius:
        assert found
    if real > radius + 2 * queries.faces.COARSE:
        assert not found
