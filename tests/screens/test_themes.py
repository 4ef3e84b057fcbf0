"""The themes on offer: readable on their ground, and one that tells good from bad without red and green."""

from collections.abc import Mapping
from itertools import combinations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as TextualTheme

from kanban.formats.config_toml.settings import COLOURS, Theme
from kanban.text.messages import Refused
from kanban.widgets.styles import _DARK, _LIGHT
from kanban.widgets.themes import BLUE_ORANGE, OWN, THEMES, textual_theme, theme_wanted

pytestmark = pytest.mark.any_day

MEANINGS = ("accent", "warning", "error", "success", "muted")
FULL_SCREEN = [name for name in THEMES if name != "terminal"]


@pytest.fixture(autouse=True)
def _rich(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")


def theme(name: str) -> TextualTheme:
    found = textual_theme(name, {})
    return BUILTIN_THEMES[found] if isinstance(found, str) else found


def colours(name: str) -> dict[str, str]:
    """What each meaning looks like, and the grounds."""
    of = theme(name)
    usual = _DARK if of.dark else _LIGHT
    grounds = of.to_color_system().generate()
    own = {meaning: of.variables.get(OWN + meaning, usual[meaning]) for meaning in (*MEANINGS, "cursor")}
    return {**own, "background": grounds["background"], "foreground": grounds["foreground"], "panel": grounds["panel"]}


def _linear(colour: str) -> list[float]:
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in Color.parse(colour).normalized]


def luminance(colour: str) -> float:
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), _linear(colour), strict=True))


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", ["background", "cursor", "panel"])
@pytest.mark.parametrize("name", FULL_SCREEN)
def test_every_meaning_is_readable_on_every_ground(name: str, ground: str) -> None:
    found = colours(name)
    least = 4.1 if ground == "panel" else 4.5
    faint = {meaning: round(contrast(found[meaning], found[ground]), 2) for meaning in MEANINGS}
    assert {meaning: value for meaning, value in faint.items() if value < least} == {}
    assert contrast(found["foreground"], found[ground]) >= 3.8


@pytest.mark.parametrize("name", [name for name in FULL_SCREEN if THEMES[name]])
def test_a_theme_of_textuals_is_one(name: str) -> None:
    assert BUILTIN_THEMES[THEMES[name]].background == theme(name).background


# Red-green blindness, simulated as Machado, Oliveira and Fernandes (2009) give it for severity 1.0

PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
Matrix = tuple[tuple[float, ...], ...]
SEEN_APART = 40.0
"""Distance in CIE L*a*b* at which two words of a line are told apart at a glance; 2.3 is just noticeable."""


def seen(colour: str, matrix: Matrix) -> tuple[float, float, float]:
    """A colour in L*a*b*, as somebody sees it."""
    r, g, b = (min(1.0, max(0.0, sum(m * v for m, v in zip(row, _linear(colour), strict=True)))) for row in matrix)
    xyz = ((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047, 0.2126 * r + 0.7152 * g + 0.0722 * b,
           (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)  # fmt: skip
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distances(found: Mapping[str, str], matrix: Matrix) -> dict[tuple[str, str], float]:
    """Between every two meanings that stand beside each other."""
    points = {name: seen(found[name], matrix) for name in ("warning", "error", "success", "accent")}
    return {
        (one, other): sum((a - b) ** 2 for a, b in zip(points[one], points[other], strict=True)) ** 0.5
        for one, other in combinations(points, 2)
    }


@pytest.mark.parametrize("matrix", [PROTAN, DEUTAN], ids=["protan", "deutan"])
def test_in_one_theme_who_sees_no_red_and_green_tells_all_meanings_apart(matrix: Matrix) -> None:
    found = distances(colours("blue-orange"), matrix)
    assert {pair: round(d, 1) for pair, d in found.items() if d < SEEN_APART} == {}


def test_which_the_default_does_not_give() -> None:
    assert min(min(distances(colours("dark"), m).values()) for m in (PROTAN, DEUTAN)) < SEEN_APART


# Choosing


def test_a_theme_of_ones_own_has_the_colours_it_names_and_the_usual_ones_beside_them() -> None:
    own = {"mine": Theme(False, {"background": "#fefefe", "error": "#aa0000"})}
    made = textual_theme(theme_wanted("mine", own), own)
    assert isinstance(made, TextualTheme)
    assert (made.name, made.dark, made.background) == ("kanban-mine", False, "#fefefe")
    assert made.variables[f"{OWN}error"] == "#aa0000"
    assert f"{OWN}success" not in made.variables
    assert set(BLUE_ORANGE.colours) <= set(COLOURS)


def test_an_own_theme_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"mine": Theme(True, {})}
    monkeypatch.setenv("KANBAN_THEME", "mine")
    assert theme_wanted("dark", own) == "mine"
    with pytest.raises(Refused, match="KANBAN_THEME: 'mine' is none of terminal, dark, light, blue-orange"):
        theme_wanted("dark", {})
