"""Dates as ISO 8601 writes them, alone or with a time of day behind a T or a space."""

import re
from datetime import datetime

_WRITTEN = re.compile(r"(?:\d{4}-\d\d-\d\d|\d{8}|\d{4}-W\d\d(?:-\d)?|\d{4}W\d\d\d?)(?:[Tt ]|$)", re.ASCII)
"""Python takes any character between date and time: what is an offset of the date would become the time of day."""


def moment(text: str) -> datetime:
    """The moment that a text is, with its offset where it has one. Raises ValueError."""
    if not _WRITTEN.match(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)
