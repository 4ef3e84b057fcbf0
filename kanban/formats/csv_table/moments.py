"""Timestamps of a table, as text: what can be read one way only is read, nothing else."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from kanban.formats import iso_date
from kanban.formats.json_file import YEARS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T]+(.+))?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/-])(\d{1,2})\2(\d{1,2})(?:[ T]+(.+))?", re.ASCII)
_DATE = re.compile(r"\d{4}-?\d\d-?\d\d|\d{4}-?W\d\d(?:-?\d)?", re.ASCII)


class When(NamedTuple):
    """A moment in milliseconds since 1970 (UTC), and what its text left to be understood."""

    ms: int
    has_offset: bool
    is_date: bool
    """It had no time of day: the beginning of the day is meant."""


def understood(text: str, zone: tzinfo) -> When | None:
    """The moment that a text means; None if it means none, or could mean two.

    ISO 8601, `2026/11/10 17:00`, `2026-11-10 9:00` and `10.11.2026 17:00`; one without an offset is in the zone.
    """
    text = text.strip()
    try:
        moment = iso_date.moment(text)
    except ValueError:
        text = _as_iso(text)
        try:
            moment = iso_date.moment(text)
        except ValueError:
            return None
    has_offset = moment.tzinfo is not None
    if not has_offset:
        moment = moment.replace(tzinfo=zone)
    try:
        ms = (moment - EPOCH) // MILLISECOND
        if at(ms).year not in YEARS:
            return None
    except (OverflowError, ValueError):
        return None
    return When(ms, has_offset, len(text) <= 10 and bool(_DATE.fullmatch(text)))


def at(ms: int) -> datetime:
    """Milliseconds since 1970 as a moment in UTC."""
    return EPOCH + timedelta(milliseconds=ms)


def _as_iso(text: str) -> str:
    """Other ways to write a date that can be read one way only, written as ISO 8601."""
    if text[-4:].upper() == " UTC":
        text = text[:-4] + "+00:00"
    if match := _DOTTED.fullmatch(text):
        day, month, year, rest = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day, rest = match.groups()
    else:
        return text
    time = "" if rest is None else "T" + (f"0{rest}" if re.match(r"\d:", rest, re.ASCII) else rest)
    return f"{year}-{int(month):02d}-{int(day):02d}{time}"
