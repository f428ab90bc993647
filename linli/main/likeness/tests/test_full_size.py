"""A city of Nanning's size, put down by the product's own path and worked in: nobody lost, everybody found."""

from __future__ import annotations

import os

import pytest

from linli.main import settling
from linli.main.bench import registry
from linli.main.bench.city import City, throw_away
from linli.main.likeness import crew
from linli.main.likeness.crew import Wanted
from linli.main.terminal import Progress

PEOPLE, COMMUNITIES, BYTES = 3_500_000, 222, 6e9
_COUNTS = """
select count(*) filter (where level = 'community' and outline is not null),
    count(*) filter (where level = 'dwelling'),
    (select count(*) from people_person), (select count(*) from people_person where name_sealed is null),
    (select count(distinct id_number_blind) from people_person where id_number_blind is not null)
        - (select count(*) from people_person where id_number_blind is not null),
    (select count(*) from people_person p where not exists
        (select 1 from people_residence r where r.person_id = p.id)),
    pg_database_size(current_database())
from places_place"""


@pytest.mark.proof
@pytest.mark.proves("REG-02", "担得起南宁的规模：222个城市社区、350万常住人口")
def test_a_city_of_nannings_size_is_put_down_and_worked_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealed, filed under tokens, written down in the journal; a clerk finds hers, an officer everybody."""
    for name in [name for name in os.environ if name.startswith(("LINLI_", "DJANGO_SETTINGS"))]:
        monkeypatch.delenv(name)  # the city has logins and settings of its own
    progress = Progress()
    with registry.of_nanning(PEOPLE), throw_away(progress) as city:
        settling.prepare(city.home, progress)
        with crew.long_log(city.database.urls["admin"], is_ours=city.database.server is not None):
            crew.settle(city.home, Wanted(PEOPLE, 1), progress)
        with city.connect() as admin:
            admin.execute("vacuum analyze")
            row = admin.execute(_COUNTS).fetchone()
        assert row is not None
        communities, dwellings, *people, size = row
        assert (communities, *people) == (COMMUNITIES, PEOPLE, 0, 0, 0)
        assert 1_150_000 < dwellings < 1_300_000
        assert size <= BYTES
        _worked_in(city)


def _worked_in(city: City) -> None:
    where = city.stage("ingest", "registry_staff")
    found = city.stage("desk", "registry_found", str(where["community"]))
    assert found["asked"] >= 60
    assert found["missed"] == []
    assert found["foreign"] == 0
    assert city.stage("worker", "registry_scores")["seconds"] < 60
