"""Photos for the demo: small flat drawings of stairs, drains, bins and roads, before and after."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from random import Random

from PIL import Image, ImageDraw

SIZE = (480, 360)
DARK = ("#454A45", "#5A5F59", "#2F3430", "#6B706A")  # wall, step, line, light
BRIGHT = ("#EDE3CC", "#D8CBAE", "#B3A27F", "#FFF8E0")
Tones = tuple[str, str, str, str]
# What is to be seen on the photo of a matter. Proof of work on any other shows a road put right.
PICTURES = {
    "hotline.road_damage": "road",
    "hotline.stair_light": "stairs",
    "hotline.lift": "stairs",
    "hotline.blocked_drain": "drain",
    "hotline.rubbish": "bins",
    "community.bulky_waste": "bins",
    "community.stairwell_clutter": "stairs",
}


@cache
def photo(subject: str, *, after: bool = False, take: int = 0) -> bytes:
    """A JPEG of some kilobytes; another ``take`` of the same subject is another picture."""
    tones = BRIGHT if after else DARK
    image = Image.new("RGB", SIZE, tones[0])
    draw = ImageDraw.Draw(image)
    drawn = _SUBJECTS.get(subject, _road)
    drawn(draw, tones, Random(f"{subject} {after} {take}"))  # noqa: S311  a drawing, not a secret
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def _stairs(draw: ImageDraw.ImageDraw, tones: Tones, dice: Random) -> None:
    width, height = SIZE
    left = dice.randint(20, 70)
    for step in range(6):
        x, y = left + step * 62, height - 40 - step * 42
        draw.rectangle((x, y, width, y + 42), fill=tones[1] if step % 2 else tones[2])
    draw.line((left, height - 150, width - 60, 60), fill=tones[2], width=6)
    lamp = width // 2 + dice.randint(-20, 60)
    draw.ellipse((lamp, 40, lamp + 40, 80), fill=tones[3])


def _drain(draw: ImageDraw.ImageDraw, tones: Tones, dice: Random) -> None:
    width, height = SIZE
    for line in range(0, width, 80):
        draw.line((line, 0, line + dice.randint(-10, 10), height), fill=tones[1], width=3)
    middle = (width // 2 + dice.randint(-40, 40), height // 2)
    draw.ellipse((middle[0] - 110, middle[1] - 80, middle[0] + 110, middle[1] + 80), fill=tones[1])
    draw.ellipse((middle[0] - 60, middle[1] - 60, middle[0] + 60, middle[1] + 60), fill=tones[2])
    for slot in range(-40, 41, 20):
        draw.line((middle[0] + slot, middle[1] - 40, middle[0] + slot, middle[1] + 40), fill=tones[3], width=6)


def _bins(draw: ImageDraw.ImageDraw, tones: Tones, dice: Random) -> None:
    width, height = SIZE
    draw.rectangle((0, height - 90, width, height), fill=tones[1])
    for bin_number in range(4):
        x = 30 + bin_number * 110 + dice.randint(-6, 6)
        draw.rectangle((x, 120, x + 84, height - 70), fill=tones[2])
        draw.rectangle((x - 6, 104, x + 90, 126), fill=tones[3])
    if tones is DARK:
        for _bag in range(9):
            x, y = dice.randint(0, width - 60), dice.randint(height - 110, height - 50)
            draw.ellipse((x, y, x + 60, y + 44), fill=tones[3])


def _road(draw: ImageDraw.ImageDraw, tones: Tones, dice: Random) -> None:
    width, height = SIZE
    draw.polygon([(140, 0), (width - 140, 0), (width, height), (0, height)], fill=tones[1])
    for dash in range(5):
        draw.line((width // 2, dash * 80, width // 2, dash * 80 + 40), fill=tones[3], width=8)
    if tones is DARK:
        x, y = dice.randint(120, 260), dice.randint(160, 260)
        draw.polygon([(x, y), (x + 70, y - 20), (x + 130, y + 20), (x + 80, y + 60), (x + 10, y + 50)], fill=tones[2])


_SUBJECTS: dict[str, Callable[[ImageDraw.ImageDraw, Tones, Random], None]] = {
    "stairs": _stairs,
    "drain": _drain,
    "bins": _bins,
    "road": _road,
}
