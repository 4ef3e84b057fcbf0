"""Text of foreign boards, made to fit a card and a board here."""

import re
import unicodedata
from collections import Counter

from kanban.text.clean import clean_line

NO_TITLE = "(no title)"
WORD_LIMIT = 100
"""Of a tag or a member, in characters."""
_SLUG_LENGTH = 40


def title_of(name: str | None) -> str:
    """A title that is not empty."""
    return clean_line(name or "") or NO_TITLE


def cut(text: str, limit: int, what: str, tally: Counter[str]) -> str:
    """The text, within the limit; a cut one ends in an ellipsis and is counted under `cut WHAT`."""
    if len(text) <= limit:
        return text
    tally[f"cut {what}"] += 1
    return text[: limit - 1] + "…"


def slug_from(name: str) -> str:
    """A slug for a board of that name; empty where the name has no letter of ASCII."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:_SLUG_LENGTH].strip("-")
