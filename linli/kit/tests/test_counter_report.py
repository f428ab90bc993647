"""报一件事: one form, one case, and nothing that was typed is ever lost."""

from __future__ import annotations

from django.test import Client

from linli.kernel.cases.models import Case
from linli.kit.tests.neighbourhood import City, all_powers, city, form, report  # noqa: F401


def test_the_first_screen_offers_the_catalogue(client: Client, city: City) -> None:
    page = client.get("/").content.decode()
    assert "楼道灯不亮" in page
    assert "/report?item=hotline.stair_light" in page


def test_a_report_becomes_one_case_with_number_and_code(client: Client, city: City) -> None:
    fresh = client.get("/report")
    assert fresh.status_code == 200, fresh.content.decode()
    number = report(client, city)
    case = Case.objects.get(number=number)
    assert (case.item, case.area_id, case.place_id) == ("hotline.stair_light", city["grid"], city["2栋"])
    done = client.get("/report/done").content.decode()
    assert number in done
    assert "/c/" in done
    assert "<svg" in done
