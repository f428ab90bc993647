"""Uploads: bombs of pixels and of archives, files that are two things, names that climb, more than the disk holds.

Whatever is sent is told from its own bytes, refused with a sentence or drawn anew, and nothing of a form's words is
lost with its photos.
"""

from __future__ import annotations

import io
import resource
import struct
import zipfile
import zlib
from collections import namedtuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.gates.open311.tests.conftest import Program, a_key
from linli.kernel.papers import photos, sniff
from linli.kernel.papers.models import Paper
from linli.kit import room_left
from linli.main.demo import pictures
from tests import lists
from tests.attacks.asking import Walk, body_of
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

SCRIPT = b"<script>linlix()</script><?php system($_GET['c']); ?>"


def png(wide: int, high: int, data: bytes = b"") -> bytes:
    """A PNG that says it is so large, of hardly any bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data or zlib.compress(b"\0")) + chunk(b"IEND", b"")
    )


def gif(frames: int) -> bytes:
    """A GIF of very many frames."""
    out = io.BytesIO()
    one = Image.new("L", (64, 64))
    one.save(out, "GIF", save_all=True, append_images=[Image.new("L", (64, 64), n % 255) for n in range(frames)])
    return out.getvalue()


BOMBS = {
    "a billion pixels": png(32_000, 32_000),
    "the most a head can say": png(2**31 - 1, 2**31 - 1),
    "no pixels": png(0, 10),
    "pixels that are not there": png(6_000, 6_000),
    "a zip called a photo": b"PK\x03\x04" + bytes(100),
    "a page called a photo": b"<html>" + SCRIPT,
    "a drawing that runs": b"<svg xmlns='http://www.w3.org/2000/svg' onload='linlix()'/>",
    "a drawing that names files": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>",
    "a program": b"MZ" + bytes(200),
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a document": b"%PDF-1.7\n1 0 obj",
    "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "a picture for print": b"II*\x00" + bytes(100),
    "a description of a picture": b"push graphic-context\nviewbox 0 0 1 1\nfill 'url(https://127.0.0.1/\"|id\")'",
    "half a photo": pictures.photo("stairs")[:4000],
    "a photo of thousands of passes": b"\xff\xd8\xff\xc2\x00\x11\x08\x00\x10\x00\x10\x03\x01\x11\x00\x02\x11\x01"
    + b"\x03\x11\x01"
    + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 5_000
    + b"\xff\xd9",
}


@pytest.mark.asvs("V5.2.2", "V1.3.4")
@pytest.mark.dengbao("8.1.4.5")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_a_sentence_and_little_memory(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(sniff.PhotoRefused) as refused:
        photos.redraw(BOMBS[name])
    assert len(str(refused.value)) > 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


@pytest.mark.parametrize("name", list(BOMBS)[:4] + list(BOMBS)[5:8])
def test_the_form_says_so_and_keeps_the_words(world: World, db: None, name: str) -> None:
    with surface("public"):
        visit = Visit()
        file = SimpleUploadedFile("IMG_1.jpg", BOMBS[name], "image/jpeg")
        typed = {"text": "楼道灯不亮两天了", "item": "hotline.stair_light", "act": "send", "photo": [file]}
        answer = visit.send("/report", typed)
        assert answer.status_code == 422
        assert "楼道灯不亮两天了" in body_of(answer).decode()
    with as_login(""):
        assert not Paper.objects.exists()


@pytest.mark.asvs("V5.2.2")
@pytest.mark.dengbao("8.1.4.5")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_that_is_two_things_is_only_a_photo_afterwards(kind: str) -> None:
    """A picture with a page, an archive and a script in it: what is kept is drawn anew and holds none of them."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(pictures.photo("stairs"))) as picture:
        picture.convert("RGB").resize((320, 240)).save(
            out, kind, **({"comment": SCRIPT} if kind in ("JPEG", "GIF") else {})
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("evil.html", SCRIPT)
    drawn = photos.redraw(out.getvalue() + SCRIPT + packed.getvalue())
    assert b"script" not in drawn.content + drawn.thumb
    assert b"PK\x03\x04" not in drawn.content + drawn.thumb
    assert drawn.media_type in ("image/jpeg", "image/webp")


def test_a_picture_of_many_frames_is_drawn_once() -> None:
    drawn = photos.redraw(gif(400))
    with Image.open(io.BytesIO(drawn.content)) as picture:
        assert getattr(picture, "n_frames", 1) == 1


# -- archives


def packed(entries: dict[str, bytes], *, size: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        if size:
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                for _piece in range(size):
                    sheet.write(bytes(1 << 20))
    return out.getvalue()


ARCHIVES = {
    "two hundred megabytes in two hundred kilobytes": lambda: packed({"[Content_Types].xml": b"<Types/>"}, size=200),
    "names that climb": lambda: packed({"../../evil.xml": b"<x/>", "/etc/cron.d/evil": b"* * * * *", "..\\evil": b"x"}),
    "an archive in an archive": lambda: packed({"xl/workbook.xml": packed({"a": bytes(1 << 20)})}),
    "a hundred thousand entries": lambda: packed({f"{n}": b"" for n in range(100_000)}),
    "entities that grow": lambda: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": LAUGHS}),
    "entities from files": lambda: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": OUTSIDE}),
    "cut off": lambda: packed({"xl/workbook.xml": bytes(1 << 16)})[:-40],
    "a bomb that lies about its size": lambda: lying(),
}
LAUGHS = (
    b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><workbook>&j;</workbook>"
)
OUTSIDE = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><workbook>&e;</workbook>"


def lying() -> bytes:
    """A part that unpacks to more than its head says."""
    whole = bytearray(packed({"xl/workbook.xml": bytes(1 << 20)}))
    real, said = struct.pack("<I", 1 << 20), struct.pack("<I", 100)
    return bytes(whole.replace(real, said))


@pytest.mark.asvs("V5.2.3", "V1.5.1")
@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_bites_is_refused_with_a_sentence(world: World, db: None, name: str) -> None:
    officer = lists.officer(world)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = ARCHIVES[name]()
    with surface("desk"):
        desk = Visit()
        desk.enter(login=world.login(officer), password=PASSWORD)
        file = SimpleUploadedFile("名单.xlsx", content, "application/zip")
        answer = desk.send("/imports/new", {"kind": "people", "file": file})
    assert answer.status_code == 422, body_of(answer)[:300]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


# -- more than the disk holds


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk with half a gigabyte left: what the operating system says, and not a word of ours."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage(100 << 30, 99 << 30, 512 << 20))


def a_large_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_2.jpg", pictures.photo("stairs") + bytes(200_000), "image/jpeg")


@pytest.mark.asvs("V16.5.2")
def test_a_full_disk_takes_words_and_no_photos(world: World, db: None, full: None) -> None:
    report = {
        "item": "hotline.stair_light",
        "place": str(world.building()),
        "who": "anonymous",
        "act": "send",
        "asked": "1",
        "community": "unknown",
        "key": "k" * 24,
    }
    with surface("public"):
        visit = Visit()
        answer = visit.send("/report", {**report, "text": "灯坏了两天", "photo": [a_large_photo()]})
        page = body_of(answer).decode()
        assert answer.status_code == 422
        assert "放不下照片" in page
        assert "灯坏了两天" in page
        assert "kept/" not in page, "no photo was put down either"
        assert visit.send("/report", {**report, "text": "灯坏了两天"}).status_code == 302, "words alone are taken"
        api = Visit().api("POST", "matters", {"item": "hotline.noise", "text": "吵", "files": []})
        assert api.status_code == 201
        photo = type("P", (), {"name": "a.jpg", "content": a_large_photo().read()})()
        api = Visit().api("POST", "matters", {"item": "hotline.noise", "text": "吵", "files": [photo]})
        assert (api.status_code, api.json()["field"]) == (422, "photos")
        assert Program(visit, a_key(world)).files(photos=(photo,)).status_code == 400
    with as_login(""):
        assert not Paper.objects.exists()


@pytest.mark.asvs("V2.4.1", "V15.2.2")
def test_one_address_fills_only_its_share(world: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(room_left.OF_AN_ADDRESS, "public", 900)
    told = []
    with surface("public"):
        for _turn in range(5):
            answer = Visit().send("/report", {"text": "灯坏了", "act": "send", "photo": [a_large_photo()]})
            told.append("放不下照片" in body_of(answer).decode())
        other = Visit(REMOTE_ADDR="203.0.113.9")
        answer = other.send("/report", {"text": "灯坏了", "act": "send", "photo": [a_large_photo()]})
    assert told[0] is False
    assert told[-1] is True
    assert "放不下照片" not in body_of(answer).decode(), "another address has its own share"


def test_all_addresses_together_fill_only_so_much(world: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_left, "OF_ALL", 900)
    told = []
    with surface("public"):
        for turn in range(5):
            visit = Visit(REMOTE_ADDR=f"203.0.113.{turn}")
            answer = visit.send("/report", {"text": "灯坏了", "act": "send", "photo": [a_large_photo()]})
            told.append("放不下照片" in body_of(answer).decode())
    assert told[0] is False
    assert told[-1] is True


def test_words_alone_are_never_counted(walk: Walk, full: None) -> None:
    with surface("public"):
        sent = {"text": "灯还是不亮"}
        assert walk.visit("resident").send(f"/case/{walk.matter.opened.number}/add", sent).status_code == 302
