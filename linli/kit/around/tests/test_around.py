"""What is public of the city's matters: the list, one matter, its feeds, and that nothing else is in them."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from PIL import Image

from linli.kernel.cases.actions import Opened
from linli.kernel.papers.models import Paper
from linli.kernel.publications import actions as publications
from linli.kernel.publications import queries
from linli.kernel.publications.models import PublicFace, PublicPhoto
from linli.kit.tests.counter_site import all_powers, counter, draw_photos
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.hearing import hear
from tests.world import World, a_photo

__all__ = ["counter"]

CANARIES = {
    "text": "灯坏了，找三零一的金丝雀甲",
    "name": "金丝雀乙",
    "where": "金丝雀丙室",
    "phone": "13912345670",
    "answer": "金丝雀丁的家里去过了",
}


def face_of(opened: Opened) -> PublicFace:
    all_powers()
    return PublicFace.objects.get(case_id=opened.case_id)


def items_of(feed: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(feed).findall("channel/item")  # noqa: S314  our own


def a_case_with_canaries(world: World) -> Opened:
    reporter = world.a_named(0, alias="")
    named = type(reporter)("named", name=CANARIES["name"], phone=CANARIES["phone"], person=None)
    opened = world.an_open_case(text=CANARIES["text"], where=CANARIES["where"], reporter=named, photos=(a_photo(),))
    world.act(opened, "accept")
    world.act(opened, "handled", text=CANARIES["answer"])
    world.act(opened, "answer", text=CANARIES["answer"])  # not released for everybody
    return opened


def test_the_list_is_read_by_anybody_and_says_how_each_stands(client: Client, counter: World) -> None:
    world = counter
    answered = world.an_open_case(until="answer")
    world.act(answered, "answer", text="灯换好了。", release=True)
    late = world.an_open_case(item="hotline.rubbish", at=clock() - timedelta(days=30))
    page = client.get("/around").content.decode()
    assert "灯换好了。" in page
    assert "按时答复" in page
    assert face_of(late).code in page
    assert 'class="lamp lamp-red"' in page
    only = client.get("/around?group=cleanliness").content.decode()
    assert face_of(late).code in only
    assert face_of(answered).code not in only
    assert face_of(answered).code in client.get("/around?answers=1&state=answered").content.decode()
    nowhere = client.get(f"/around?community={world.community('天桃社区')}&days=7").content.decode()
    assert "这里没有这样的事" in nowhere
    assert client.get("/around?page=99999&group=%00&community=x&days=-1&state=<b>").status_code == 200


def test_a_list_has_pages_and_no_end_beyond_the_thousandth(client: Client, counter: World) -> None:
    now = clock()
    all_powers()
    PublicFace.objects.bulk_create(
        [
            PublicFace(
                case_id=2**40 + n, code=f"P{n:011d}", item="hotline.noise", title="噪声扰民", where="桃源北",
                scope_id=counter.community(), state="open", opened=now - timedelta(minutes=n), changed=now,
            )
            for n in range(1050)
        ]
    )  # fmt: skip
    first = client.get("/around").content.decode()
    assert "1–20" in first
    assert "1,000+" in first
    last = client.get("/around?page=50").content.decode()
    assert "P00000000999" in last
    assert "P00000001000" not in client.get("/around?page=51").content.decode()


def test_one_matter_has_its_states_and_nobody_who_reported(client: Client, counter: World) -> None:
    opened = counter.an_open_case(until="confirm")
    counter.rate(opened, 1)
    face = face_of(opened)
    page = client.get(f"/around/{face.code}").content.decode()
    assert page.index("没办好，重新在办") < page.index("承办单位答复了") < page.index("报上来了")
    assert opened.number not in page
    assert client.get("/around/0123456789AB").status_code == 404
    assert client.get(f"/around/{opened.number}").status_code == 404


def test_feeds_are_xml_a_reader_takes_and_a_cache_may_keep(client: Client, counter: World) -> None:
    answered = counter.an_open_case(until="answer")
    counter.act(answered, "answer", text="灯换好了 <b>&</b>。", release=True)
    face = face_of(answered)
    got = client.get(f"/around/feed?community={counter.community()}&group=common-parts-of-buildings")
    assert got["Content-Type"].startswith("application/rss+xml")
    assert got["Cache-Control"] == "public, max-age=300"
    assert not got.cookies
    items = items_of(got.content)
    assert [item.findtext("link") for item in items] == [f"http://localhost:8000/around/{face.code}"]
    assert "灯换好了 <b>&</b>。" in (items[0].findtext("description") or "")
    again = client.get(f"/around/feed?community={counter.community()}", headers={"If-None-Match": "x"})
    same = client.get(f"/around/feed?community={counter.community()}", headers={"If-None-Match": again["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert len(items_of(client.get(f"/around/{face.code}/feed").content)) == 2
    assert f"/around/{face.code}" in client.get("/sitemap.xml").content.decode()
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /" in robots
    assert "Allow: /around" in robots


def test_a_released_photo_has_no_place_inside_and_is_taken_back_for_good(client: Client, counter: World) -> None:
    world = counter
    opened = world.an_open_case(photos=(a_photo(),))
    paper = Paper.objects.get(case_id=opened.case_id)
    face = face_of(opened)
    clerk = world.hat("clerk", "桃源北社区")

    def say(release: bool) -> None:
        with scope.writing(clerk, now=clock()):
            verb = publications.release if release else publications.take_back
            verb([paper.id], case_id=opened.case_id, by=clerk, now=clock())
        all_powers()

    say(True)
    assert "photo/" not in client.get(f"/around/{face.code}").content.decode()  # not drawn anew yet
    draw_photos(world)
    hear()
    src = re.findall(r'src="(/around/[^"]+/photo/[^"]+)"', client.get(f"/around/{face.code}").content.decode())
    assert len(src) == 1
    got = client.get(src[0])
    assert got["Cache-Control"] == "public, max-age=86400"
    assert not got.cookies
    assert not Image.open(BytesIO(got.content)).getexif()
    assert src[0] in client.get("/around").content.decode()
    say(True)
    assert PublicPhoto.objects.count() == 1
    say(False)
    assert client.get(src[0]).status_code == 404


def test_a_photo_released_before_it_was_sent_again_is_not_another_cases(client: Client, counter: World) -> None:
    """The address of a photo holds only under its own matter."""
    world = counter
    one, other = world.an_open_case(photos=(a_photo(),)), world.an_open_case(item="hotline.rubbish")
    paper = Paper.objects.get(case_id=one.case_id)
    clerk = world.hat("clerk", "桃源北社区")
    draw_photos(world)
    with scope.writing(clerk, now=clock()):
        publications.release([paper.id], case_id=one.case_id, by=clerk, now=clock())
    hear()
    photo = PublicPhoto.objects.get()
    assert client.get(f"/around/{face_of(one).code}/photo/{photo.code}").status_code == 200
    assert client.get(f"/around/{face_of(other).code}/photo/{photo.code}").status_code == 404


@pytest.mark.asvs("V14.2.4", "V15.3.1")
def test_no_canary_sings_in_anything_public(client: Client, counter: World) -> None:
    """Words, name, phone, place and an answer nobody released are in no public page, feed, API answer or tile."""
    opened = a_case_with_canaries(counter)
    face = face_of(opened)
    hear()
    lon, lat = face.lon, face.lat
    paths = [
        "/around", f"/around?community={counter.community()}", "/around?answers=1", f"/around/{face.code}",
        "/around/feed", f"/around/{face.code}/feed", "/sitemap.xml", "/robots.txt",
        f"/report/similar?item=hotline.stair_light&lon={lon}&lat={lat}", "/", "/api/v1/items",
        "/api/v1/openapi.json", "/tiles/16/52490/28566.mvt",
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(f)::text from publications_public_face f")
        kept = " ".join(row[0] for row in cursor.fetchall())
    said = {path: client.get(path).content.decode(errors="replace") for path in paths} | {"the table": kept}
    for path, words in said.items():
        for what, canary in CANARIES.items():
            assert canary not in words, f"{what} in {path}"
        assert opened.number not in words, path
        assert opened.receipt not in words, path


def test_the_place_everybody_sees_is_a_square_and_not_the_door(counter: World) -> None:
    face = face_of(counter.an_open_case())
    all_powers()
    with connection.cursor() as cursor:
        cursor.execute("select lon, lat from cases_case where id = %s", [face.case_id])
        exact = cursor.fetchone()
    assert (face.lon, face.lat) != exact
    assert queries.near(exact, items=[face.item], radius=10)


@pytest.mark.parametrize("path", ["/around", "/around/feed"])
def test_a_hidden_matter_is_nowhere(client: Client, counter: World, path: str) -> None:
    opened = counter.an_open_case()
    face = face_of(opened)
    clerk = counter.hat("clerk", "桃源北社区")
    with scope.writing(clerk, now=clock()):
        publications.hide(opened.case_id)
    all_powers()
    assert face.code not in client.get(path).content.decode()
    assert client.get(f"/around/{face.code}").status_code == 404
