"""The few signs that stand beside words, in Unicode and in ASCII."""

import msgspec

from kanban.text.charset import glyphs_wanted, is_utf8


class Glyphs(msgspec.Struct, frozen=True):
    """The few signs beside words; the ASCII ones keep their width in every terminal."""

    cursor: str
    mark: str
    rework: str
    ageing: str
    blocked: str
    rule: str
    bar: str
    left: str
    right: str
    above: str
    below: str
    ellipsis: str
    levels: str
    full: str
    empty: str
    status: dict[str, str]
    text: str
    """Beside a card with a description."""
    items: str
    """Before how many lines of a checklist are done."""
    dots: str
    """What curves are drawn with: braille for its dots, any other sign for a cell."""
    fills: str
    """Of the bands of a stacked chart: full, two for work, two for what waits."""
    chosen: str
    """A point of a chart, where it has a cell to itself."""
    corner: str
    """Where the axes of a chart meet."""
    timeline: dict[str, str]
    """What stands on a chart over time; of `p50` to `p85` and of `slip` the stretch between has a sign of its own."""


UNICODE = Glyphs(
    "▌", "✓", "↺", "▲", "■", "─", "│", "‹", "›", "↑", "↓", "…", "▁▂▃▄▅▆▇█", "▇", "▁",
    {"late": "✗", "at_risk": "▲", "open": "○", "no_data": "?", "on_track": "●", "achieved_late": "✓", "achieved": "✓"},
    "≡", "☐", "⣿", "█▓▒░·", "●", "└",
    {
        "done": "█", "left": "░", "critical": "▓", "unknown": "?", "baseline": "◇", "original": "◦", "achieved": "◆",
        "p50": "├", "between": "─", "p85": "┤", "slip": "·", "now": "│", "grid": "┊", "after": "←",
    },
)  # fmt: skip
ASCII = Glyphs(
    ">", "*", "r", "!", "#", "-", "|", "<", ">", "^", "v", "~", "_.-:=+*#", "#", ".",
    {"late": "x", "at_risk": "!", "open": "-", "no_data": "?", "on_track": "o", "achieved_late": "+", "achieved": "+"},
    "=", "%", "o", "#=+-.", "o", "+",
    {
        "done": "#", "left": "-", "critical": "=", "unknown": "?", "baseline": "O", "original": "o", "achieved": "@",
        "p50": "(", "between": "_", "p85": ")", "slip": ".", "now": "|", "grid": ":", "after": "<",
    },
)  # fmt: skip


def glyphs(choice: str = "") -> Glyphs:
    """Glyphs by choice (`unicode`, `ascii`; else `glyphs_wanted`), else by whether the terminal takes UTF-8."""
    choice = choice or glyphs_wanted()
    if choice in ("unicode", "ascii"):
        return UNICODE if choice == "unicode" else ASCII
    return UNICODE if is_utf8() else ASCII
