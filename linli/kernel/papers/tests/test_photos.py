"""Whatever is sent as a photo either becomes a clean photo or is refused with a sentence; nothing else happens."""

import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from linli.kernel.papers import photos
from linli.kernel.papers.sniff import MAX_BYTES, REASONS, PhotoRefused, look
from linli.kernel.papers.tests import corpus

DROPPED = (b"Exif", b"LinliCam", b"window", b"<script", b"xmp", b"http")


def refused(content: bytes) -> str:
    with pytest.raises(PhotoRefused) as caught:
        photos.redraw(content)
    assert str(caught.value) == str(REASONS[caught.value.reason])
    return caught.value.reason


def is_clean(photo: photos.CleanPhoto) -> bool:
    large, small = corpus.opened(photo.content), corpus.opened(photo.thumb)
    assert large.size == (photo.width, photo.height)
    assert max(large.size) <= photos.LONGEST_SIDE
    assert max(small.size) <= photos.THUMB_SIDE
    assert look(photo.content).media_type == photo.media_type == Image.MIME[str(large.format)]
    for kept in (large, small):
        assert not kept.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & set(kept.info)
    return not any(mark in content for mark in DROPPED for content in (photo.content, photo.thumb))


def test_where_and_with_what_a_photo_was_taken_is_gone() -> None:
    taken = corpus.jpeg(exif=corpus.exif(gps=True), comment=b"<script>alert(1)</script>", icc_profile=b"LinliCam" * 20)
    assert corpus.opened(taken).getexif().get_ifd(0x8825)
    assert is_clean(photos.redraw(taken))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_same_holds_for_other_formats(kind: str) -> None:
    taken = corpus.encoded(corpus.picture(), kind, exif=corpus.exif(gps=True))
    assert b"LinliCam" in taken
    assert is_clean(photos.redraw(taken))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright_whichever_way_the_phone_was_held(orientation: int) -> None:
    undo = {5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE}
    undo |= {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM}
    undo[8] = Image.Transpose.ROTATE_270
    held = corpus.picture()
    held = held.transpose(undo[orientation]) if orientation in undo else held
    taken = corpus.encoded(held, "JPEG", quality=95, subsampling=0, exif=corpus.exif(orientation))
    photo = photos.redraw(taken)
    kept = corpus.opened(photo.content).convert("RGB")
    assert kept.size == (60, 40)
    corners = [kept.getpixel(point) for point in ((5, 5), (55, 5), (5, 35), (55, 35))]
    assert [colour[0] > colour[2] for colour in corners if isinstance(colour, tuple)] == [True, False, False, False]
    assert is_clean(photo)


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_does_not_exist_is_ignored(orientation: int) -> None:
    assert photos.redraw(corpus.jpeg(exif=corpus.exif(orientation))).width == 60


def test_broken_exif_does_not_cost_the_photo() -> None:
    for junk in (b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0" + bytes(range(256))):
        assert is_clean(photos.redraw(corpus.jpeg(exif=junk)))


def test_a_large_photo_comes_out_small_enough_and_in_shape() -> None:
    photo = photos.redraw(corpus.jpeg(4000, 3000))
    assert (photo.width, photo.height) == (2560, 1920)
    assert corpus.opened(photo.thumb).size == (320, 240)
    assert is_clean(photo)


@pytest.mark.parametrize("size", [(1, 1), (1, 30_000), (30_000, 1), (2560, 2560), (2561, 1)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    for kind in ("PNG", "JPEG"):
        assert is_clean(photos.redraw(corpus.encoded(Image.new("RGB", size, "red"), kind)))


def test_cmyk_grey_bilevel_and_palette() -> None:
    for mode in ("CMYK", "L"):
        assert is_clean(photos.redraw(corpus.encoded(corpus.picture(mode=mode), "JPEG")))
    for mode in ("1", "L", "LA", "P", "RGBA"):
        photo = photos.redraw(corpus.encoded(corpus.picture(mode=mode), "PNG"))
        assert is_clean(photo)
        assert photo.media_type == "image/jpeg"


def test_see_through_parts_stay_see_through() -> None:
    half = corpus.picture(mode="RGBA")
    half.putalpha(Image.linear_gradient("L").resize(half.size))
    palette = corpus.picture().quantize(4)
    for content in (
        corpus.encoded(half, "PNG"),
        corpus.encoded(half, "WEBP"),
        corpus.encoded(palette, "PNG", transparency=0),
        corpus.encoded(palette, "GIF", transparency=0),
    ):
        photo = photos.redraw(content)
        assert photo.media_type == "image/webp"
        assert min(corpus.opened(photo.content).getchannel("A").tobytes()) < 20
        assert is_clean(photo)


def test_sixteen_bits_are_divided_and_not_clipped() -> None:
    grey = corpus.opened(photos.redraw(corpus.deep_png()).content).convert("L")
    row = grey.tobytes()[4 * 8 : 5 * 8]
    assert all(abs(value - column * 255 // 7) < 12 for column, value in enumerate(row))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_stays(kind: str) -> None:
    photo = photos.redraw(corpus.animated(kind))
    kept = corpus.opened(photo.content)
    assert getattr(kept, "n_frames", 1) == 1
    red, green, _ = kept.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
    assert red > 200
    assert green < 60
    assert is_clean(photo)


def test_a_page_hidden_behind_a_photo_is_gone() -> None:
    page = b"<html><script>fetch('http://evil')</script></html>"
    for content in (corpus.jpeg() + page, corpus.jpeg(comment=page), corpus.encoded(corpus.picture(), "PNG") + page):
        assert b"<script" in content
        assert is_clean(photos.redraw(content))


@pytest.mark.asvs("V5.2.2")
@pytest.mark.parametrize(
    "content",
    [b"<html>\xff\xd8\xff", b"GIF8", b"%PDF-1.7", b"PK\x03\x04", b"MZ", b"\x7fELF", "照片".encode(), b"BM" + bytes(60),
     b"II*\0" + bytes(60), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\0\0\0\x18ftypmp42" + bytes(60)],
)  # fmt: skip
def test_what_is_no_photo_is_refused_whatever_it_is_called(content: bytes) -> None:
    assert refused(content) == "not_a_photo"


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"avif"])
def test_a_phone_format_is_refused_with_a_way_out(brand: bytes) -> None:
    assert refused(b"\0\0\0\x18ftyp" + brand + bytes(100)) == "phone_format"


def test_empty_and_oversized() -> None:
    assert refused(b"") == "empty"
    assert refused(corpus.jpeg() + bytes(21 * 1024 * 1024)) == "too_large"
    assert is_clean(photos.redraw(corpus.jpeg().ljust(MAX_BYTES, b"\0")))


@pytest.mark.parametrize(
    "content",
    [corpus.png_bomb(30_000, 30_000), corpus.png_bomb(2**31 - 1, 2**31 - 1), corpus.jpeg_bomb(65_535, 65_535),
     corpus.webp_bomb(), corpus.gif_bomb(65_535), corpus.gif_bomb(7_000)],
    ids=["png", "png-max", "jpeg", "webp", "gif-max", "gif"],
)  # fmt: skip
def test_a_head_that_promises_a_huge_picture_is_refused_before_decoding(content: bytes) -> None:
    assert refused(content) == "too_many_pixels"


def test_no_pixels_and_endless_scans_are_refused() -> None:
    assert refused(corpus.png_bomb(0, 10)) == "damaged"
    whole = corpus.jpeg()
    scan = whole.index(b"\xff\xda")
    assert refused(whole[:scan] + whole[scan : scan + 14] * 500 + whole[scan:]) == "damaged"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_photo_that_arrived_in_part_is_refused_at_the_door(kind: str, share: float) -> None:
    whole = corpus.encoded(Image.effect_noise((200, 150), 80).convert("RGB"), kind)
    part = whole[: max(12, int(len(whole) * share))]
    with pytest.raises(PhotoRefused) as caught:
        look(part)
    assert caught.value.reason == "truncated"


def test_a_photo_with_its_middle_missing_is_refused_by_the_worker() -> None:
    whole = corpus.encoded(Image.effect_noise((200, 150), 80).convert("RGB"), "PNG")
    assert refused(whole[:3000] + whole[-3000:]) in ("damaged", "truncated")


KINDS = {
    "jpeg": corpus.jpeg(exif=corpus.exif(6, gps=True)),
    "progressive": corpus.jpeg(progressive=True),
    "png": corpus.encoded(corpus.picture(), "PNG"),
    "palette": corpus.encoded(corpus.picture().quantize(4), "PNG", transparency=0),
    "gif": corpus.animated("GIF"),
    "webp": corpus.animated("WEBP"),
    "lossless": corpus.encoded(corpus.picture(mode="RGBA"), "WEBP", lossless=True),
}


def becomes_a_photo_or_is_refused(content: bytes) -> bool:
    try:
        photo = photos.redraw(content)
    except PhotoRefused as refusal:
        return bool(str(refusal))
    return is_clean(photo)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 2**32), st.integers(1, 30), st.booleans())
def test_broken_photos_never_do_anything_else(kind: str, seed: int, blows: int, cut: bool) -> None:
    chance = random.Random(seed)
    content = bytearray(KINDS[kind])
    for _ in range(blows):
        content[chance.randrange(len(content))] = chance.randrange(256)
    assert becomes_a_photo_or_is_refused(bytes(content[: chance.randrange(len(content))] if cut else content))


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBP"]),
)
def test_noise_is_refused(noise: bytes, head: bytes) -> None:
    assert becomes_a_photo_or_is_refused(head + noise)


def test_only_the_photo_module_reads_pictures() -> None:
    """Every picture passes the same limits: Pillow's own guessing ``open`` is used nowhere in the product."""
    rooms = Path(photos.__file__).parents[2]
    users = {path.name for path in rooms.rglob("*.py") if "from PIL" in path.read_text() and "tests" not in path.parts}
    users.discard("pictures.py")  # the demo draws its own photos and opens nobody's
    assert users == {"photos.py"}
    assert "Image.open" not in Path(photos.__file__).read_text()
    assert io.BytesIO(KINDS["png"]).readable()
