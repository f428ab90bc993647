"""What a file really is, told from its own first bytes: format, size in pixels, whether it arrived whole.

Neither its name nor the content type it was sent with is believed. Nothing is decoded here, so it is safe and
cheap on the page that takes the photo in; the worker decodes it later (:mod:`linli.kernel.papers.photos`).
Layouts: ITU-T T.81 annex B (JPEG), W3C PNG 3rd edition, RFC 9649 (WebP), GIF89a, ISO 14496-12 (HEIC, AVIF).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SCANS = 200  # a progressive JPEG has about ten; thousands of empty ones keep a decoder busy for minutes

REASONS = {
    "empty": _("The photo is empty. Choose it again or take a new one."),
    "too_large": _("The photo is larger than 20 MB. Send a smaller one."),
    "too_many_pixels": _("The photo has more than 40 million pixels. Send a smaller one."),
    "not_a_photo": _("This file is not a photo. JPEG, PNG, WebP and GIF photos can be sent."),
    "phone_format": _(
        "This photo is in HEIC or AVIF format and cannot be opened here. "
        "Set the camera to “Most Compatible” and take it again, or send a screenshot of it."
    ),
    "truncated": _("The photo arrived incomplete. Send it again."),
    "damaged": _("The photo is damaged and cannot be opened. Send another one."),
}


class PhotoRefused(Exception):
    """A file that is not taken as a photo; ``reason`` is a key of ``REASONS``, ``str()`` its sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(REASONS[self.reason])


@dataclass(frozen=True, slots=True)
class Look:
    """What the head of a photo says: its real media type and its size in pixels."""

    media_type: str
    width: int
    height: int


def look(content: bytes) -> Look:
    """Take a photo at its head, or raise ``PhotoRefused``."""
    if not content:
        raise PhotoRefused("empty")
    if len(content) > MAX_BYTES:
        raise PhotoRefused("too_large")
    try:
        seen = _by_head(content)
    except (IndexError, struct.error) as exc:
        raise PhotoRefused("truncated") from exc
    check_pixels(seen.width, seen.height)
    return seen


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture of no pixels and one that would fill the memory when it is decoded."""
    if width < 1 or height < 1:
        raise PhotoRefused("damaged")
    if width * height > MAX_PIXELS:
        raise PhotoRefused("too_many_pixels")


def _by_head(content: bytes) -> Look:
    if content.startswith(b"\xff\xd8\xff"):
        return Look("image/jpeg", *_jpeg(content))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Look("image/png", *_png(content))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Look("image/webp", *_webp(content))
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return Look("image/gif", *struct.unpack_from("<HH", content, 6))
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1", b"avif"):
        raise PhotoRefused("phone_format")
    raise PhotoRefused("not_a_photo")


def _png(content: bytes) -> tuple[int, int]:
    """Walk the chunks to the end, each with its checksum: a hole in the middle would else decode to noise."""
    first, width, height = struct.unpack_from(">4sII", content, 12)
    if first != b"IHDR":
        raise PhotoRefused("damaged")
    place, kind = 8, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        (checksum,) = struct.unpack_from(">I", content, place + 8 + length)
        if zlib.crc32(memoryview(content)[place + 4 : place + 8 + length]) != checksum:
            raise PhotoRefused("damaged")
        place += 12 + length
    return width, height


def _jpeg(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header (SOF) and see that the picture has an end."""
    place = 2
    while True:
        if content[place] != 0xFF:
            raise PhotoRefused("damaged")
        marker = content[place + 1]
        if marker == 0xFF:  # fill byte
            place += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, place + 5)
            _check_scans(content, place)
            return width, height
        elif marker in (0xD9, 0xDA):  # the end, or pixels without a frame
            raise PhotoRefused("damaged")
        else:
            (length,) = struct.unpack_from(">H", content, place + 2)
            place += 2 + length


def _check_scans(content: bytes, frame: int) -> None:
    if content.rfind(b"\xff\xd9") < frame:
        raise PhotoRefused("truncated")
    if content.count(b"\xff\xda", frame) > MAX_SCANS:
        raise PhotoRefused("damaged")


def _webp(content: bytes) -> tuple[int, int]:
    (length,) = struct.unpack_from("<I", content, 4)
    if 8 + length > len(content):
        raise PhotoRefused("truncated")
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise PhotoRefused("damaged")
