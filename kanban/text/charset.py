"""What characters the terminal is set to show."""

import locale
import os
import re
from functools import lru_cache

from kanban.text.clean import width

_FOREIGN = re.compile(r"[^\x00-\x7f]+")
PLAIN = str.maketrans({"·": "-", "…": "~", "↺": "r", "‹": "<", "›": ">"})
"""Our own signs that stand in words, one cell for one cell."""

_preferred = ""


def prefer_glyphs(choice: str) -> None:
    """What `glyphs_wanted` is where KANBAN_GLYPHS is not set: that of the user's file; empty for none."""
    global _preferred
    _preferred = choice
    is_utf8.cache_clear()


def glyphs_wanted() -> str:
    """`unicode`, `ascii`, or anything else for what the terminal is set to: KANBAN_GLYPHS, else what is preferred."""
    return os.environ.get("KANBAN_GLYPHS") or _preferred


@lru_cache(maxsize=1)
def is_utf8() -> bool:
    """Whether the terminal takes UTF-8: by `glyphs_wanted`, else by the character set that was asked for.

    Python itself turns the locale C into UTF-8, and says so in LC_CTYPE: what was asked for counts first. Where nothing
    was, as in most containers, the terminal is taken for one of today's.
    """
    if glyphs_wanted() == "unicode":
        return True
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    if asked == "C.UTF-8" and not os.environ.get("LC_ALL"):
        asked = os.environ.get("LANG") or asked
    if asked in ("C", "POSIX"):
        return False
    charset = asked.partition(".")[2].partition("@")[0]
    return "utf" in (charset or locale.getpreferredencoding(False)).lower()


def as_ascii(text: str) -> str:
    """The text for a terminal without UTF-8, as wide as before: of other characters it would obey some bytes."""
    return text if text.isascii() else _FOREIGN.sub(_stand_in, text.translate(PLAIN))


def _stand_in(match: re.Match[str]) -> str:
    return "?" * width(match[0])
