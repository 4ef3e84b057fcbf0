"""A plan as a TOML file: read, and checked key by key.

The file may hold, all of it optional:

    project = "Bridge 大桥"
    timezone = "Asia/Shanghai"          # IANA name; dates without an offset are meant in it
    currency = "CNY"                    # ISO 4217; of all money in the plan

    [[node]]                            # WBS nodes of level 1 to 3; level 3 is a work package
    code = "1.2.3"
    name = "Grouting 灌浆"
    phase = "executing"                 # initiating, planning, executing, monitoring, closing
    estimate = 5                        # working days of a work package; "4h", "none"
    budget = 120000                     # of a work package, in the currency; "120,000.50", "12万", "none"
    budget_from = 2026-09-01            # the days over which it is planned to be earned
    budget_to = 2026-12-05

    [[milestone]]
    id = "M6"
    name = "Grouting done"
    phase = "executing"
    gates = ["1.2.3"]                   # work packages, or nodes above some
    baseline = 2026-12-05T17:00:00      # a date-time with or without offset, a date (its end), or typed as text
    why = "high water"                  # kept with the baseline, if it moves

    [[link]]                            # what has to follow what; one for each pair
    from = "1.2.2"                      # a work package, a milestone, or a card as "board/7"
    to = "1.2.3"
    type = "FS"                         # FS, SS, FF or SF
    lag = "2d"                          # working time between them, negative for a lead; a number means days

    [calendar]                          # the working calendar
    workdays = ["mon", "tue", "wed", "thu", "fri"]
    hours = ["08:00-12:00", "13:00-17:00"]
    holidays = [2026-10-01, 2026-10-02]
    extra_workdays = [2026-10-10]       # worked though the week says otherwise

    [[rate]]                            # what an hour of work costs
    amount = 200
    driver = "zhang"                    # whose; left out: everybody's who has no rate of their own
    from = 2026-10-01                   # from which day on; left out: always

    [[cost]]                            # a cost that was booked; the same again is a second one
    code = "1.2.3"
    amount = 4800
    at = 2026-11-20
    note = "grout"

Keys that are left out stay as they are in the plan, and so do nodes, milestones, links, rates and costs that the
file does not name.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import UNSET

from kanban.formats.toml_keys import DOTS, line_of_many_dots
from kanban.model.plan_events import PHASES
from kanban.model.wbs import is_code
from kanban.text.clean import clean_line, cut
from kanban.text.dates import parse, zone
from kanban.text.folding import folded
from kanban.text.messages import Refused, Words, joined, msg
from kanban.text.os_errors import os_reason

SIZE_LIMIT = 2**20
"""Largest file read, in bytes: ten thousand nodes."""
_SHOWN_CELLS = 60
"""Cells of a name that a sentence says."""
_MERGE_MARK = re.compile("(?:<{7}|={7}|>{7}|[|]{7})(?: |\\r?$)")
EXAMPLE = """\
project = "Bridge 大桥"
timezone = "Asia/Shanghai"

[[node]]
code = "1"
name = "Bridge 大桥"

[[node]]
code = "1.2"
name = "Structure 结构"
phase = "executing"

[[node]]
code = "1.2.2"
name = "Deck 桥面"
estimate = 12

[[node]]
code = "1.2.3"
name = "Grouting 灌浆"

[[milestone]]
id = "M6"
name = "Grouting done"
phase = "executing"
gates = ["1.2.3"]
baseline = 2026-12-05T17:00:00

[[link]]
from = "1.2.2"
to = "1.2.3"
lag = "2d"

[calendar]
workdays = ["mon", "tue", "wed", "thu", "fri"]
hours = ["08:00-12:00", "13:00-17:00"]
holidays = [2027-01-01]
"""
_KEYS: dict[str, tuple[str, ...]] = {
    "": ("project", "timezone", "currency", "node", "milestone", "link", "calendar", "rate", "cost"),
    "node": ("code", "name", "phase", "estimate", "budget", "budget_from", "budget_to"),
    "milestone": ("id", "name", "phase", "gates", "baseline", "why"),
    "link": ("from", "to", "type", "lag"),
    "rate": ("amount", "driver", "from"),
    "cost": ("code", "amount", "at", "note"),
    "calendar": ("workdays", "hours", "holidays", "extra_workdays"),
}


class Table(NamedTuple):
    """A table of the file, with the words for where it stands."""

    place: str
    values: Mapping[str, Any]

    def text(self, key: str) -> str | None:
        """The text under a key; None where the key is not there. Raises Refused for another type."""
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return value
        raise refused(self.place, msg("{key}: {value} is no text", key=key, value=shown_value(value)))

    def required(self, key: str) -> str:
        """The text under a key that must be there."""
        value = self.text(key)
        if value is None or not clean_line(value):
            raise refused(self.place, msg("{key} is missing", key=key))
        return clean_line(value)


def read(path: Path) -> Table:
    """The file, checked for shape. Raises Refused naming file, key and value."""
    place = clean_line(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise refused(place, os_reason(error)) from error
    if len(content) > SIZE_LIMIT:
        raise refused(place, msg("larger than {most} bytes, which no plan is", most=SIZE_LIMIT))
    try:
        text = content.decode("utf-8-sig")
        _check_dots(place, text)
        document = tomllib.loads(text)
    except UnicodeDecodeError:
        raise refused(place, msg("not UTF-8")) from None
    except RecursionError:
        raise refused(place, msg("no TOML that can be read: nested too deep")) from None
    except ValueError as error:  # of tomllib, or a number too long for Python
        raise _no_toml(place, text, error) from None
    table = Table(place, document)
    only_known(table, "")
    return table


def refused(place: Words, reason: Words) -> Refused:
    """That something in the file cannot be taken, and why."""
    return Refused(msg("{place}: {reason}", place=place, reason=reason))


def _check_dots(place: str, text: str) -> None:
    if number := line_of_many_dots(text):
        raise refused(
            place, msg("line {line}: more than {most} dots, which no key of a plan has", line=number, most=DOTS)
        )


def _no_toml(place: str, text: str, error: ValueError) -> Refused:
    """Why it is no TOML: a mark that a merge left, else what the parser says."""
    for number, line in enumerate(text.split("\n"), start=1):
        if _MERGE_MARK.match(line):
            return refused(
                place,
                msg(
                    "line {line}: {mark} is the mark of a merge that is not finished: choose what shall stand in the "
                    "file first",
                    line=number, mark=line[:7],
                ),
            )  # fmt: skip
    return refused(place, msg("no TOML: {reason}", reason=error))


def tables(file: Table, name: str, key: str) -> list[Table]:
    """The tables of an array, each named by what identifies it; no two the same."""
    tables, seen = [], set()
    for place, values in numbered(file, name):
        identity = Table(place, values).required(key)
        if folded(identity) in seen:
            reason = msg("{key}: {value} stands in the file twice", key=key, value=shown_value(identity))
            raise refused(place, reason)
        seen.add(folded(identity))
        table = Table(f"{file.place}: {name} {shown_name(identity)}", values)
        only_known(table, name)
        tables.append(table)
    return tables


def numbered(file: Table, name: str) -> list[Table]:
    """The tables of an array, each named by its place in it. Raises Refused where there is something else."""
    value = file.values.get(name, [])
    if not isinstance(value, list) or not all(isinstance(values, dict) for values in value):
        raise refused(file.place, msg("{key}: write each as a table under [[{key}]]", key=name))
    return [Table(f"{file.place}: {name} {number}", values) for number, values in enumerate(value, start=1)]


def only_known(table: Table, name: str) -> None:
    """Refuse a key that a table of this name does not have."""
    for key in table.values:
        if key not in _KEYS[name]:
            raise refused(
                table.place,
                msg("{key!r} is no key here; there are {keys}", key=shown_name(key), keys=joined(_KEYS[name])),
            )


def code_of(table: Table) -> str:
    """The WBS code of a node. Raises Refused."""
    code = table.required("code")
    if not is_code(code):
        reason = msg("code: {value} is no WBS code of level 1 to 3, such as 1.2.3", value=shown_value(code))
        raise refused(table.place, reason)
    return code


def phase_of(table: Table) -> Any:
    """The phase; UNSET where the file leaves it open. Raises Refused."""
    phase = table.text("phase")
    if phase is None:
        return UNSET
    if phase not in PHASES:
        reason = msg("phase: {value} is none of {phases}", value=shown_value(phase), phases=joined(PHASES))
        raise refused(table.place, reason)
    return phase


def gates_of(table: Table) -> Any:
    """The gates as a tuple of codes; UNSET where the file leaves them open. Raises Refused."""
    value = table.values.get("gates")
    if value is None:
        return UNSET
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        reason = msg('gates: {value} is no list of WBS codes, such as ["1.2.3"]', value=shown_value(value))
        raise refused(table.place, reason)
    return tuple(value)


def moment_of(table: Table, key: str, zone_name: str, at: datetime) -> datetime | None:
    """The date under a key, in UTC, whichever way it is written; None where there is none. Raises Refused."""
    value = table.values.get(key)
    where = f"{table.place}: {key}"
    if isinstance(value, str):
        return parse(value, zone_name, at, field=where)
    if isinstance(value, datetime):
        if not 1900 <= value.year <= 9000:
            raise refused(where, msg("{value} lies outside the years 1900 to 9000", value=value))
        moment = value if value.tzinfo else value.replace(tzinfo=zone(zone_name))
        moment = moment.astimezone(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    if isinstance(value, date):
        return parse(value.isoformat(), zone_name, at, field=where)
    if value is None:
        return None
    reason = msg("{value} is no date; write it like 2026-11-10T17:00:00", value=shown_value(value))
    if isinstance(value, time):
        reason = msg("{value} is a time without a date; write it like 2026-11-10T17:00:00", value=value)
    raise refused(where, reason)


def shown_name(name: str) -> str:
    """A name of the file, fit to be shown."""
    return cut(clean_line(name), _SHOWN_CELLS)


def shown_value(value: object) -> Words:
    """A value of the file, fit to be shown."""
    try:
        text = clean_line(repr(value) if not isinstance(value, date | time) else str(value))
    except ValueError:  # a number of more digits than Python writes down
        return msg("a number too long to show")
    return text if len(text) <= 80 else text[:79] + "…"
