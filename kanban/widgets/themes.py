"""The themes that a user can choose from."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kanban.formats.config_toml.settings import Theme
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, joined, msg

if TYPE_CHECKING:
    from textual.app import App
    from textual.theme import Theme as TextualTheme

THEMES = {
    "terminal": "ansi-dark",
    "dark": "textual-dark",
    "light": "textual-light",
    "blue-orange": "",
    **{name: name for name in ("catppuccin-latte", "catppuccin-mocha", "dracula", "gruvbox", "monokai",
                               "solarized-dark", "solarized-light", "tokyo-night")},
}  # fmt: skip
"""Textual's name of each; empty where Textual has none. `terminal`, the default, uses the terminal's own colours: right
on any background, few bytes."""
BLUE_ORANGE = Theme(True, {
    "accent": "#e6e6ff", "warning": "#fff3a0", "error": "#ff7a00", "success": "#4aa3ff", "muted": "#a0a0a0",
    "cursor": "#26303a",
})  # fmt: skip
"""For those who do not tell red from green: bad is orange, good is blue, between them a light yellow."""
OWN = "kanban-"
"""How the names of themes begin that Textual has not as they are, and their variables for our meanings."""
PANEL_SHARE = 0.06
_OURS = {"blue-orange": BLUE_ORANGE}


def theme_wanted(chosen: str = "", own: Mapping[str, Theme] | None = None) -> str:
    """Name of the theme: KANBAN_THEME, else what is chosen in the user's file, which may have `own` ones.

    Where the terminal cannot show it, with 16 colours or NO_COLOR, it is the terminal's own. Raises Refused.
    """
    wanted = os.environ.get("KANBAN_THEME") or chosen or "terminal"
    names = (*THEMES, *(own or {}))
    if wanted not in names:
        raise Refused(msg("KANBAN_THEME: {value!r} is none of {names}", value=clean_line(wanted), names=joined(names)))
    rich = os.environ.get("COLORTERM") in ("truecolor", "24bit") or "256" in os.environ.get("TERM", "")
    return wanted if rich and not os.environ.get("NO_COLOR") else "terminal"


def textual_theme(name: str, own: Mapping[str, Theme]) -> "str | TextualTheme":
    """A theme by its name: Textual's name of it, or one for Textual to register."""
    theme = THEMES.get(name, "")
    if theme and theme != name:
        return theme
    return _of_textual(name) if theme else _made(name, own[name] if name in own else _OURS[name])


def begin_with_theme(app: "App[Any]", theme: "str | TextualTheme") -> None:
    """What setting `app.theme` does, before any CSS is parsed: it would be parsed twice more."""
    if not isinstance(theme, str):
        app.register_theme(theme)
    app.set_reactive(type(app).theme, theme if isinstance(theme, str) else theme.name)
    app.stylesheet.set_variables(app.get_css_variables())
    app._refresh_truecolor_filter(app.ansi_theme)


def _of_textual(name: str) -> "TextualTheme":
    """A theme of Textual's, with a ground of our lines on which every meaning can be read."""
    from dataclasses import replace

    from textual.theme import BUILTIN_THEMES

    theme = BUILTIN_THEMES[name]
    return replace(theme, name=f"{OWN}{name}", panel=_panel(theme.background or "", theme.foreground or ""))


def _panel(background: str, foreground: str) -> str:
    """A ground that stands out a little from the background."""
    from textual.color import Color

    return Color.parse(background).blend(Color.parse(foreground), PANEL_SHARE).hex


def _made(name: str, theme: Theme) -> "TextualTheme":
    from textual.theme import Theme as TextualTheme

    ground = {"background": "#121212", "foreground": "#e0e0e0"}
    if not theme.is_dark:
        ground = {"background": "#f4f4f4", "foreground": "#1f1f1f"}
    colours = {**ground, **theme.colours}
    return TextualTheme(
        name=f"{OWN}{name}",
        primary=colours.get("accent", colours["foreground"]),
        background=colours["background"],
        foreground=colours["foreground"],
        panel=_panel(colours["background"], colours["foreground"]),
        dark=theme.is_dark,
        variables={OWN + meaning: colour for meaning, colour in theme.colours.items()},
    )
