"""Public holidays of a country, from the library `holidays` (an extra of this distribution)."""

from datetime import date
from typing import NamedTuple

from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg


class PublicHolidays(NamedTuple):
    """What a country's law makes of some years."""

    holidays: tuple[date, ...]
    extra_workdays: tuple[date, ...]
    """Weekend days on which is worked instead, as in China."""


def public_holidays(country: str, years: tuple[int, ...]) -> PublicHolidays:
    """The holidays of a country (`CN`) or a part of one (`DE-BY`) in some years.

    Raises Refused for a country that the library does not know, and where it is not installed.
    """
    try:
        import holidays
    except ImportError:
        raise Refused(
            msg("country: public holidays need the library holidays: pip install {name}",
                name="'kanban-rollup[holidays]'")
        ) from None  # fmt: skip
    code, _, part = clean_line(country).upper().partition("-")
    try:
        known = holidays.country_holidays(code, subdiv=part or None, years=list(years))
    except (NotImplementedError, KeyError, ValueError):
        raise Refused(
            msg("country: {value!r} is no country whose holidays are known, such as CN, DE or DE-BY",
                value=clean_line(country)[:40])
        ) from None  # fmt: skip
    made_up = sorted(day for day in getattr(known, "weekend_workdays", None) or () if day.year in years)
    return PublicHolidays(tuple(sorted(day for day in known if day.year in years)), tuple(made_up))
