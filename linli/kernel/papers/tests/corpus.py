"""Photos made on the spot for the tests: good ones in every shape, and nasty ones."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

GPS = {1: "N", 2: (22.0, 49.0, 1.0), 3: "E", 4: (108.0, 22.0, 1.0)}


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red in the top left quarter, blue elsewhere: enough to see which way up it stands."""
    drawn = Image.new("RGB", (width, height), (20, 40, 200))
    drawn.paste((220, 30, 30), (0, 0, width // 2, height // 2))
    return drawn.convert(mode)


def encoded(drawn: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


def jpeg(width: int = 60, height: int = 40, **options: Any) -> bytes:
    return encoded(picture(width, height), "JPEG", **({"quality": 95, "subsampling": 0} | options))


def opened(content: bytes) -> Image.Image:
    drawn = Image.open(io.BytesIO(content))
    drawn.load()
    return drawn


def exif(orientation: int = 1, *, gps: bool = False) -> Image.Exif:
    data = Image.Exif()
    data[274] = orientation
    data[271] = "LinliCam"
    data[0x9286] = "taken from my window"
    if gps:
        data.get_ifd(0x8825).update(GPS)
    return data


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises a huge picture."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + png_chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + png_chunk(b"IEND", b"")


def jpeg_bomb(width: int, height: int) -> bytes:
    """A JPEG whose frame header promises a huge picture."""
    content = bytearray(jpeg())
    place = content.index(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def webp_bomb() -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\x3f\0" + b"\xff\x3f\0"
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def gif_bomb(side: int) -> bytes:
    """A small screen with one huge frame."""
    frame = b"," + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + frame + b";"


def deep_png(width: int = 8, height: int = 8) -> bytes:
    """16 bits of grey a pixel, from black on the left to white on the right."""
    row = b"\0" + b"".join(struct.pack(">H", column * 65_535 // (width - 1)) for column in range(width))
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(row * height))
    return b"\x89PNG\r\n\x1a\n" + head + body + png_chunk(b"IEND", b"")


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
