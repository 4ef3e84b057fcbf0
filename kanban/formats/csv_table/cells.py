"""Cells that a spreadsheet would take for a formula: written with an apostrophe in front, read without it."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text as a spreadsheet shows it: an apostrophe in front of one that begins with = + - @, a tab or a return."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text
