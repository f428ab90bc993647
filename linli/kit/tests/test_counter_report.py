"""报一件事: one form, one case, and nothing that was typed is ever lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from linli.kernel.cases.models import Case, EventBody
from linli.kernel.papers.models import Paper
from linli.kernel.papers.sniff import MAX_BYTES
from linli.kernel.people.models import Subject
from linli.kernel.places.models import Place
from linli.kit.counter.forms import UNKNOWN
from linli.kit.tests.counter_site import DISPUTE, all_powers, code_of, counter, form, send, upload
from tests.world import World

__all__ = ["counter"]


def test_a_report_becomes_one_case_with_number_and_code(client: Client, counter: World) -> None:
    assert client.get("/report").status_code == 200
    case = send(client, counter, where="2单元3层")
    assert (case.item, case.place_id) == ("hotline.stair_light", counter.building())
    assert case.area_id
    assert case.where.endswith("2单元3层")
    done = client.get("/report/done").content.decode()
    assert case.number in done
    assert f"/c/{code_of(client)}" in done
    assert "<svg" in done


def test_the_code_is_shown_for_a_while_and_never_again(client: Client, counter: World) -> None:
    case = send(client, counter)
    assert code_of(client)
    session = client.session
    session["receipt_shown"] = {**session["receipt_shown"], "until": "2026-01-01T00:00:00+00:00"}
    session.save()
    later = client.get("/report/done").content.decode()
    assert case.number in later
    assert "/c/" not in later
    assert client.session["receipt_shown"]["code"] == ""


def test_the_same_form_twice_is_one_case_with_the_same_code(client: Client, counter: World) -> None:
    """A double tap, and a retry after the answer was lost."""
    first = send(client, counter)
    code = code_of(client)
    again = send(client, counter)
    assert again.id == first.id
    assert code_of(client) == code


def test_the_same_key_with_other_words_is_refused_and_kept(client: Client, counter: World) -> None:
    send(client, counter)
    answer = client.post("/report", form(counter, text="又加了一句。"))
    assert answer.status_code == 422
    assert "又加了一句。" in client.get("/report").content.decode()


def test_a_retry_with_photos_finds_its_case_although_the_kept_photos_are_gone(client: Client, counter: World) -> None:
    client.post("/report", {**form(counter, text="", photo=[upload()])})
    first = send(client, counter)
    assert Paper.objects.filter(case_id=first.id).count() == 1
    assert send(client, counter).id == first.id


@pytest.mark.parametrize("text", ["灯", "漏水" * 3500, "灯坏了\u202e很黑\u200f", "灯💡坏了", "ç¯å\x9d\x8fäº†"])
def test_texts_of_every_kind_are_taken(client: Client, counter: World, text: str) -> None:
    case = send(client, counter, text=text)
    assert "\u202e" not in case.text
    assert client.get(f"/case/{case.number}").status_code == 200


def test_a_text_that_is_too_long_is_not_cut(client: Client, counter: World) -> None:
    long = "漏水" * 5001
    answer = client.post("/report", form(counter, text=long))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert long in page
    assert 'href="#f-text"' in page


def test_every_mistake_is_named_at_once_and_everything_comes_back(client: Client, counter: World) -> None:
    nothing = {"text": "", "item": "", "place": "", "community": ""}
    sent = form(counter, **nothing, who="named", phone="1380013800", where="东头", q="桃源")
    page = client.post("/report", {**sent, "photo": [upload()]}).content.decode()
    for field in ("text", "item", "q", "called", "phone"):
        assert f'href="#f-{field}"' in page, field
    assert 'value="东头"' in page
    assert "/kept/" in page
    kept = re.findall(r'src="(/kept/[0-9a-f]+)"', page)
    assert client.get(kept[0])["Content-Type"] == "image/jpeg"
    assert Client().get(kept[0]).status_code == 404


def test_what_is_no_photo_is_named_and_the_rest_is_kept(client: Client, counter: World) -> None:
    lying = upload("cat.jpg", b"<html>not a photo</html>")
    broken = upload("half.jpg", upload().read()[:400])
    answer = client.post("/report", form(counter, photo=[upload(), lying, broken]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cat.jpg" in page
    assert "half.jpg" in page
    assert len(re.findall(r'src="/kept/', page)) == 1
    case = send(client, counter)
    assert Paper.objects.filter(case_id=case.id).count() == 1


def test_a_photo_beyond_twenty_megabytes_is_named(client: Client, counter: World) -> None:
    huge = upload("huge.jpg", upload().read() + b"\0" * MAX_BYTES)
    page = client.post("/report", form(counter, photo=[huge, upload()])).content.decode()
    assert "huge.jpg" in page
    assert len(re.findall(r'src="/kept/', page)) == 1


def test_a_kept_photo_can_be_left_out_and_others_added(client: Client, counter: World) -> None:
    page = client.post("/report", form(counter, text="", photo=[upload(), upload(take=1)])).content.decode()
    first, _second = re.findall(r'name="leave_out" value="([0-9a-f]+)"', page)
    case = send(client, counter, leave_out=first, photo=[upload(take=2)])
    assert Paper.objects.filter(case_id=case.id).count() == 2
    assert client.get(f"/kept/{first}").status_code == 404


def test_no_more_than_nine_photos_are_taken(client: Client, counter: World) -> None:
    client.post("/report", form(counter, text="", photo=[upload(take=take) for take in range(7)]))
    page = client.post("/report", form(counter, photo=[upload(take=take) for take in range(7, 12)])).content.decode()
    assert len(re.findall(r'src="/kept/', page)) == 9
    assert "#f-photo" in page


def test_an_address_is_found_without_scripts(client: Client, counter: World) -> None:
    sent = form(counter, act="find", place="", q="桃源路36号院", photo=[upload()])
    page = client.post("/report", sent).content.decode()
    assert f'name="place" value="{counter.building()}"' in page
    assert "楼道灯坏了两天" in page
    assert "/kept/" in page
    nothing = client.post("/report", form(counter, act="find", place="", q="火星大道")).content.decode()
    assert "火星大道" in nothing


def test_addresses_come_as_they_are_typed(client: Client, counter: World) -> None:
    assert 'type="radio"' in client.get("/report/places?q=桃源路").content.decode()
    assert client.get("/report/places?q=").content.decode().strip() == ""


def test_a_pin_finds_its_grid_and_one_outside_the_city_is_refused(client: Client, counter: World) -> None:
    outside = client.post("/report", form(counter, place="", lon="116.4", lat="39.9"))
    assert outside.status_code == 422
    assert "南宁市" in outside.content.decode()
    for lon, lat in (("nan", "22.81"), ("inf", "22.81"), ("abc", "22.81"), ("", "22.81")):
        assert client.post("/report", form(counter, place="", lon=lon, lat=lat)).status_code == 422
    all_powers()
    there = Place.objects.get(id=counter.building())
    case = send(client, counter, place="", lon=str(there.lon), lat=str(there.lat))
    assert case.area_id
    assert case.place_id is None


def test_what_nobody_can_locate_waits_for_a_clerk(client: Client, counter: World) -> None:
    nowhere = send(client, counter, place="", community=UNKNOWN)
    assert (nowhere.step, nowhere.scope_id) == ("place", counter.city)
    community = send(client, counter, key="x" * 24, place="", community=str(counter.community()))
    assert (community.step, community.scope_id) == ("place", counter.community())


def test_ids_nobody_offered_are_no_places(client: Client, counter: World) -> None:
    for number in ("999999", "-1", "１２", "1 or 1=1", "9" * 30):
        answer = client.post("/report", form(counter, place=number, community=number))
        assert answer.status_code == 422, number


def test_somebody_who_does_not_say_who_they_are_leaves_nothing(client: Client, counter: World) -> None:
    case = send(client, counter)
    subject = Subject.objects.get(id=case.subject_id)
    assert (subject.kind, subject.phone_sealed, subject.name_sealed) == ("anonymous", None, None)
    asked = client.post("/report", form(counter, key="z" * 24, phone="13800138000"))
    assert asked.status_code == 422


def test_an_alias_and_a_name(client: Client, counter: World) -> None:
    alias = send(client, counter, who="alias", called="住三楼的", phone="138 0013 8000")
    assert Subject.objects.get(id=alias.subject_id).alias == "住三楼的"
    assert "138****8000" in client.get("/report/done").content.decode()
    named = send(client, counter, key="n" * 24, who="named", called="覃秀兰", phone="13800138000", asked="1")
    assert Subject.objects.get(id=named.subject_id).kind == "named"


def test_the_same_matter_nearby_is_offered_once_and_never_in_the_way(client: Client, counter: World) -> None:
    send(client, counter)
    other = Client()
    asked = other.post("/report", form(counter, key="o" * 24))
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "是不是这一件" in page
    assert 'name="asked" value="1"' in page
    send(other, counter, key="o" * 24, asked="1")
    all_powers()
    assert Case.objects.filter(item="hotline.stair_light").count() >= 2


def test_what_is_not_public_is_never_offered(client: Client, counter: World) -> None:
    send(client, counter, item=DISPUTE)
    send(Client(), counter, key="o" * 24, item=DISPUTE)
    hidden = send(Client(), counter, key="p" * 24, confidential="1")
    assert hidden.confidential
    answer = Client().post("/report", form(counter, key="q" * 24))
    assert answer.status_code == 302


def test_the_offer_comes_as_the_form_is_filled(client: Client, counter: World) -> None:
    send(client, counter)
    offer = client.get(f"/report/similar?item=hotline.stair_light&place={counter.building()}").content.decode()
    assert "是不是这一件" in offer
    assert client.get("/report/similar", {"item": "nonsense", "place": "x"}).content.decode().strip() == ""


def test_an_old_form_is_kept_and_comes_back(counter: World) -> None:
    """The form's secret is missing: what was typed and the photos come back at the next opening."""
    strict = Client(enforce_csrf_checks=True)
    strict.get("/report")
    refused = strict.post("/report", form(counter, photo=[upload()]))
    assert refused.status_code == 403
    page = strict.get("/report").content.decode()
    assert "楼道灯坏了两天" in page
    assert "/kept/" in page


def test_a_form_can_be_begun_afresh(client: Client, counter: World) -> None:
    client.post("/report", form(counter, text="写了一半", item=""))
    assert "写了一半" in client.get("/report").content.decode()
    client.post("/report", {"act": "fresh"})
    assert "写了一半" not in client.get("/report").content.decode()


def test_the_report_keeps_its_words_in_the_history(client: Client, counter: World) -> None:
    case = send(client, counter)
    assert EventBody.objects.get(case_id=case.id).text == case.text


def test_words_from_the_first_screen_are_in_the_form(client: Client, counter: World) -> None:
    page = client.get("/report", {"text": "楼下积水", "item": "hotline.blocked_drain"}).content.decode()
    assert "楼下积水" in page
    assert '<option value="hotline.blocked_drain" selected>' in page
