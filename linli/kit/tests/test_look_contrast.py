"""The colours keep their contrast: text ≥ 4.5, marks and controls ≥ 3 (WCAG 2.2), computed from web/css/tokens.css."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SHEETS = ROOT / "web" / "css"
TOKENS = (SHEETS / "tokens.css").read_text()


def colours(selector: str) -> dict[str, str]:
    """The hex tokens of the first rule with this selector."""
    block = TOKENS[TOKENS.index(selector) :].partition("{")[2].partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


STANDARD = colours(":root {")
WALL = colours(".wall {")
ELDER = STANDARD | colours('[data-edition="elder"] {')


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXTS = [
    *((text, ground) for text in ("ink", "ink-2", "ink-3", "jade", "red") for ground in ("paper", "sheet")),
    ("ink-3", "sunk"),
    ("ink-2", "sunk"),
    ("ink-2", "jade-tint"),
    ("ink-3", "jade-tint"),
    ("jade-deep", "jade-tint"),
    ("jade", "jade-tint"),
    ("amber-ink", "paper"),
    ("amber-ink", "sheet"),
    ("amber-ink", "amber-tint"),
    ("amber-ink", "jade-tint"),
    ("red", "red-tint"),
    ("sheet", "jade"),
    ("sheet", "jade-deep"),
    ("sheet", "ink"),
    ("ink-3", "map-ground"),
    ("ink-2", "map-building"),
]
MARKS = [
    *((mark, ground) for mark in ("edge", "green", "amber", "red", "jade") for ground in ("paper", "sheet")),
    ("green", "jade-tint"),
    ("amber", "jade-tint"),
    ("red", "jade-tint"),
    ("jade", "map-ground"),
]


@pytest.mark.parametrize("tokens", [STANDARD, ELDER], ids=["standard", "elder"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(tokens: dict[str, str], text: str, ground: str) -> None:
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_can_be_seen(mark: str, ground: str) -> None:
    assert contrast(STANDARD[mark], STANDARD[ground]) >= 3


@pytest.mark.parametrize(
    ("text", "ground", "figure"),
    [
        ("ink", "paper", 15.39),
        ("ink-2", "paper", 7.69),
        ("ink-3", "paper", 5.33),
        ("ink-3", "sunk", 4.97),
        ("edge", "paper", 3.52),
        ("jade", "paper", 6.16),
        ("jade-deep", "jade-tint", 8.43),
        ("amber", "sheet", 3.90),
        ("amber-ink", "amber-tint", 6.02),
        ("red", "red-tint", 5.62),
    ],
)
def test_the_figures_of_the_design_guide_are_ours(text: str, ground: str, figure: float) -> None:
    assert contrast(STANDARD[text], STANDARD[ground]) == pytest.approx(figure, abs=0.011)


@pytest.mark.parametrize(
    ("mark", "figure"),
    [
        ("ink", 14.78), ("ink-2", 10.11), ("ink-3", 6.31), ("jade", 8.82), ("jade-line", 3.54),
        ("green", 8.83), ("amber", 9.32), ("red", 7.42),
    ],
)  # fmt: skip
def test_the_wall_is_read_from_afar(mark: str, figure: float) -> None:
    assert contrast(WALL[mark], WALL["paper"]) == pytest.approx(figure, abs=0.011)


def test_sheets_use_tokens_and_no_colour_of_their_own() -> None:
    """Outside tokens.css a colour stands only inside a picture (data: address) or in the dialog's veil."""
    for sheet in SHEETS.glob("*.css"):
        if sheet.name == "tokens.css":
            continue
        text = re.sub(r'url\("data:[^"]*"\)', "", sheet.read_text())
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", text), sheet.name


def test_no_shadow_no_gradient_no_blur_no_italics() -> None:
    for sheet in [*SHEETS.glob("*.css"), ROOT / "web" / "map.css"]:
        text = sheet.read_text()
        for banned in ("-gradient(", "blur(", "text-shadow", "italic"):
            assert banned not in text, (sheet.name, banned)
        assert not re.search(r"box-shadow: (?!none)", text), sheet.name
