"""The colours of every page: enough contrast in light and dark, and told apart by the colour-blind too."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import pytest

Colour = tuple[float, float, float]

CSS = files("ennead.report").joinpath("assets", "look.css").read_text(encoding="utf-8")
TOKENS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([a-z-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)", CSS)
}
THEMES = ("light", "dark")
TEXTS = ("ink", "soft", "accent", "now", "soon", "later")
MARKS = ("now", "soon", "later")

# Linear RGB as people without one sort of cone see it (Machado, Oliveira, Fernandes 2009, severity 1.0).
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(name: str, theme: str) -> Colour:
    """A token as linear RGB from 0 to 1."""
    shares = [int(TOKENS[name][theme][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of WCAG 2."""
    high, low = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def seen(colour: Colour, blindness: str) -> Colour:
    """The colour as somebody with that blindness sees it."""
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * share for weight, share in zip(row, colour, strict=True))))
        for row in BLINDNESS[blindness]
    )
    return red, green, blue


def lab(colour: Colour) -> Colour:
    """CIE L*a*b* under D65."""
    red, green, blue = colour
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116 for share in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", TEXTS)
def test_text_has_the_contrast_of_aa(text: str, theme: str) -> None:
    """Each colour of text has 4.5 to 1 on the paper and on panels."""
    for ground in ("paper", "panel"):
        assert contrast(linear(text, theme), linear(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["accent", *MARKS])
def test_text_on_its_tint_has_the_contrast_of_aa(name: str, theme: str) -> None:
    """A colour and the ink can be read on the tint of that colour."""
    for text in (name, "ink"):
        assert contrast(linear(text, theme), linear(f"{name}-tint", theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_black_on_white_also_is_the_other_way_round(theme: str) -> None:
    """Pills and pressed buttons are written in paper on ink."""
    assert contrast(linear("paper", theme), linear("ink", theme)) >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_priorities_differ_for_the_colour_blind(blindness: str, theme: str) -> None:
    """Now, soon and later are at least 15 apart in L*a*b* with each of the three blindnesses, and readable."""
    for one, other in combinations(MARKS, 2):
        here, there = (lab(seen(linear(name, theme), blindness)) for name in (one, other))
        assert sum((a - b) ** 2 for a, b in zip(here, there, strict=True)) ** 0.5 >= 15
    for name in MARKS:
        assert contrast(seen(linear(name, theme), blindness), seen(linear("paper", theme), blindness)) >= 4.5
