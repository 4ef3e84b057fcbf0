"""What is said about an event log: what was understood, what is not used."""

from collections import Counter
from collections.abc import Iterator

from kanban.formats.csv_table.moments import at
from kanban.formats.csv_table.rejected import Rejected
from kanban.formats.event_log.table import Log
from kanban.formats.foreign_text import WORD_LIMIT
from kanban.formats.way_columns import Layout
from kanban.text.clean import TITLE_LIMIT
from kanban.text.dates import local
from kanban.text.messages import Message, joined, msg, msg_n

_NAMED = 20
"""How many columns that are not read are named."""


def understood(log: Log, columns: Layout, tally: Counter[str], cards: int, zone: str) -> list[Message]:
    """What was found, a sentence a line; columns last, for their kinds are guesses to be looked at."""
    return [
        msg(
            "event log: {cases}, {events}, {activities}, of {first:%Y-%m-%d} to {last:%Y-%m-%d} ({zone})",
            cases=msg_n("{n} case", "{n} cases", cards), events=msg_n("{n} event", "{n} events", len(log.ms)),
            activities=msg_n("{n} activity", "{n} activities", len(log.activities)), first=local(at(min(log.ms)), zone),
            last=local(at(max(log.ms)), zone), zone=zone,
        ),
        log.heads.described(),
        *(line for line in _taken_as(log, tally, zone) if line.count),
        *columns.report,
    ]  # fmt: skip


def _taken_as(log: Log, tally: Counter[str], zone: str) -> list[Message]:
    return [
        msg_n(
            "{n} timestamp without an offset: taken as time of {zone}",
            "{n} timestamps without an offset: taken as time of {zone}", log.without_offset, zone=zone,
        ),
        msg_n(
            "{n} timestamp without a time of day: taken as the beginning of the day",
            "{n} timestamps without a time of day: taken as the beginning of the day", log.dates,
        ),
        msg_n(
            "{n} case whose rows are not in the order of time: sorted by time",
            "{n} cases whose rows are not in the order of time: sorted by time", tally["unsorted"],
        ),
        msg_n(
            "{n} end of an activity whose start is told: no move",
            "{n} ends of activities whose start is told: no moves", tally["ends"],
        ),
        msg_n(
            "{n} event in the column where the card was already: no move",
            "{n} events in the column where the card was already: no moves", tally["repeated"],
        ),
        msg_n(
            "{n} move to the left into a column new to the case: rework here, though no activity was repeated",
            "{n} moves to the left into columns new to the case: rework here, though no activity was repeated",
            tally["new to the left"],
        ),
        msg_n(
            "{n} case that ends where work was given up: archived",
            "{n} cases that end where work was given up: archived",
            tally["dropped"],
        ),
    ]  # fmt: skip


def left_out(log: Log, tally: Counter[str]) -> list[Message]:
    """What is not used or not known, with counts and reasons."""
    unread = log.heads.unread
    names = joined([*unread[:_NAMED], *(["…"] if len(unread) > _NAMED else [])])
    lines = [
        *rejected_lines(log),
        msg_n(
            "{n} event that neither starts nor completes an activity",
            "{n} events that neither start nor complete an activity", tally["transitions"],
        ),
        msg_n(
            "{n} case none of whose rows has a moment", "{n} cases none of whose rows has a moment",
            tally["undated cases"],
        ),
        msg_n(
            "{n} case with work before its first timestamp: start unknown, left out of cycle time",
            "{n} cases with work before their first timestamps: start unknown, left out of cycle time",
            tally["start_unknown"],
        ),
        msg_n(
            "{n} case that ends in a done column without a timestamp: finish unknown, in no dated figure",
            "{n} cases that end in done columns without a timestamp: finish unknown, in no dated figure",
            tally["finish_unknown"],
        ),
        msg_n(
            "{n} event from before the last one that was imported of its case",
            "{n} events from before the last one that was imported of their cases", tally["late"],
        ),
        msg_n(
            "{n} case with new events whose card was finished years ago and lies in an archive",
            "{n} cases with new events whose cards were finished years ago and lie in an archive", tally["past"],
        ),
        msg_n(
            "{n} column that is not read: {names}", "{n} columns that are not read: {names}", len(unread), names=names
        ),
        msg_n("{n} title cut to {most:,} characters", "{n} titles cut to {most:,} characters", tally["cut title"],
              most=TITLE_LIMIT),
        msg_n("{n} resource cut to {most:,} characters", "{n} resources cut to {most:,} characters",
              tally["cut resource"], most=WORD_LIMIT),
    ]  # fmt: skip
    return [line for line in lines if line.count]


def rejected_lines(log: Log) -> Iterator[Message]:
    """The rows that were not used, by reason, with the first of each."""
    for reason, rows in log.rejected.items():
        yield _rejected(reason, rows)


def _rejected(reason: str, rows: Rejected) -> Message:
    n, line = rows.count, rows.first_line
    match reason:
        case "case":
            return msg_n("{n} row without a usable case (line {line})",
                         "{n} rows without a usable case (first in line {line})", n, line=line)  # fmt: skip
        case "activity":
            return msg_n("{n} row without a usable activity (line {line})",
                         "{n} rows without a usable activity (first in line {line})", n, line=line)  # fmt: skip
        case "timestamp":
            return msg_n(
                "{n} row whose timestamp cannot be read (line {line}: {value!r})",
                "{n} rows whose timestamps cannot be read (first in line {line}: {value!r})", n, line=line,
                value=rows.value,
            )  # fmt: skip
        case _:
            return msg_n("{n} row with too few cells (line {line})",
                         "{n} rows with too few cells (first in line {line})", n, line=line)  # fmt: skip
