"""The themes that a user can choose from."""

import os

from kanban.text.clean import clean_line
from kanban.text.messages import Refused, joined, msg

THEMES = {"terminal": "ansi-dark", "dark": "textual-dark", "light": "textual-light"}
"""By KANBAN_THEME. `terminal`, the default, uses the terminal's own colours: right on any background, few bytes."""


def theme_wanted() -> str:
    """Textual's name of KANBAN_THEME, where the terminal can show it: 16 colours and NO_COLOR get the terminal's own.

    Raises Refused.
    """
    wanted = os.environ.get("KANBAN_THEME") or "terminal"
    if wanted not in THEMES:
        raise Refused(msg("KANBAN_THEME: {value!r} is none of {names}", value=clean_line(wanted), names=joined(THEMES)))
    rich = os.environ.get("COLORTERM") in ("truecolor", "24bit") or "256" in os.environ.get("TERM", "")
    return THEMES[wanted if rich and not os.environ.get("NO_COLOR") else "terminal"]
