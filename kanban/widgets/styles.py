"""What each role looks like: one table for all widgets, in the terminal's own colours or in those of a theme.

Not CSS component classes: those cost a fifth of the start, and every widget would repeat them.
"""

from collections.abc import Mapping
from functools import lru_cache

from rich.color import Color
from rich.style import Style
from textual.theme import Theme
from textual.widget import Widget

from kanban.widgets.themes import OWN

Styles = Mapping[tuple[str, bool], Style]

_ROLES: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "title": ("", ""),
    "bold": ("", "bold"),
    "meta": ("muted", ""),
    "rule": ("faint", ""),
    "head": ("", "bold"),
    "here": ("accent", "bold"),
    "key": ("accent", "bold"),
    "bar": ("accent", ""),
    "marked": ("accent", "bold"),
    "label": ("accent", "bold reverse"),
    "ask": ("warning", "bold"),
    "full": ("warning", "bold"),
    "ageing": ("warning", ""),
    "rework": ("warning", ""),
    "blocked": ("error", ""),
    "late": ("error", "bold"),
    "critical": ("error", ""),
    "soon": ("warning", "bold"),
    "error": ("error", "bold"),
    "good": ("success", ""),
    "at_risk": ("warning", "bold"),
    "open": ("", ""),
    "no_data": ("muted", ""),
    "on_track": ("success", ""),
    "achieved": ("success", ""),
    "achieved_late": ("warning", ""),
}
"""Role: what its colour means, and its weight. Colour is for meaning only, and never alone."""

_TERMINAL = {
    "accent": "cyan", "warning": "yellow", "error": "red", "success": "green", "muted": "dim", "faint": "bright_black",
}  # fmt: skip


_DARK = {
    "accent": "#6cb6ff", "warning": "#f0a030", "error": "#ff6b78", "success": "#57c27a", "muted": "#9a9a9a",
    "faint": "#404040", "cursor": "#2e333a",
}  # fmt: skip
_LIGHT = {
    "accent": "#0b5fa5", "warning": "#8a5200", "error": "#b00030", "success": "#17692f", "muted": "#585858",
    "faint": "#bcbcbc", "cursor": "#d5dde8",
}  # fmt: skip
"""Each at least 4.5 : 1 on its background and on `cursor`, the ground under the cursor; `faint` only draws lines."""


def styles_of(widget: Widget, ground: str = "") -> Styles:
    """Styles by (role, under the cursor) for a widget, on its own background or the theme's `ground`."""
    base = widget.rich_style
    if widget.app.native_ansi_color:
        return _terminal_styles()
    if ground:
        base += Style(bgcolor=Color.parse(widget.app.theme_variables[ground]))
    return _theme_styles(widget.app.current_theme, base)


@lru_cache(maxsize=1)
def _terminal_styles() -> Styles:
    out: dict[tuple[str, bool], Style] = {}
    for role, (colour, weight) in _ROLES.items():
        style = Style.parse(f"{weight} {_TERMINAL.get(colour, '')}".strip() or "none")
        out[role, False] = style
        out[role, True] = style if role == "marked" else Style(reverse=True, bold=style.bold)
    return out


def _theme_styles(theme: Theme, base: Style) -> Styles:
    colours = {
        name: theme.variables.get(OWN + name, usual) for name, usual in (_DARK if theme.dark else _LIGHT).items()
    }
    under = Style(bgcolor=Color.parse(colours["cursor"]))
    out: dict[tuple[str, bool], Style] = {}
    for role, (colour, weight) in _ROLES.items():
        style = base + Style.parse(f"{weight} {colours.get(colour, '')}".strip() or "none")
        out[role, False] = style
        out[role, True] = style + under + Style(bold=True if role == "title" else None)
    return out
