"""Boards from event logs: activities are columns, cases are cards, events are moves."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from kanban.commands.imports import Import, ImportedCard
from kanban.formats.csv_table.moments import at
from kanban.formats.event_log.cases import Case, Histories, cases_of, ways_of
from kanban.formats.event_log.columns import found_columns
from kanban.formats.event_log.report import left_out, rejected_lines, understood
from kanban.formats.event_log.table import Log, read_log
from kanban.formats.foreign_file import refused
from kanban.formats.foreign_text import slug_from
from kanban.formats.understood import Understood
from kanban.formats.way_columns import Layout, layout
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.rank import series
from kanban.text.clean import clean_line
from kanban.text.dates import zone as zone_named
from kanban.text.messages import joined, msg

EXTERNAL_ID = "events"
"""Of every event log: a log names no board, and a newer one of the same cases need not have the same file name."""


def load(
    path: Path,
    kinds: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
    board: Board | None = None,
    *,
    heads: Mapping[str, str] | None = None,
    zone: str = "UTC",
) -> Understood:
    """The log in a file. Raises Refused, in one sentence naming file, line or column and value.

    `heads` names columns that are called otherwise than usual: keys `case`, `activity`, `timestamp`, `resource`,
    `title`. `zone` is that of timestamps without an offset. Progress is told in bytes.
    """
    log = read_log(path, heads or {}, zone_named(zone), progress)
    if not log.ms:
        lines = joined(rejected_lines(log), "; ")
        raise refused(path, msg("no row of it can be used: {reasons}", reasons=lines or msg("there is none")))
    again = board if board is not None and EXTERNAL_ID in board.head.imports else None
    tally: Counter[str] = Counter()
    cases = cases_of(log, tally)
    columns = layout(found_columns(log, ways_of(log, cases)), kinds, again)
    cards = _cards(log, columns, cases, tally, again)
    if tally["late"] and not tally["shared"]:
        raise refused(
            path,
            msg("has cases named like those of board {board}, but none of their events: it is another log; import it "
                "into a board of its own with --board SLUG", board=again.slug if again else ""),
        )  # fmt: skip
    name = clean_line(path.stem) or "log"
    return Understood(
        command=Import(external_id=EXTERNAL_ID, name=name, columns=columns.columns, cards=cards),
        board_name=name,
        suggested_slug=slug_from(name) or "event-log",
        understood=tuple(understood(log, columns, tally, len(cards), zone)),
        left_out=tuple(left_out(log, tally)),
    )


def _cards(
    log: Log, columns: Layout, cases: list[Case], tally: Counter[str], board: Board | None
) -> tuple[ImportedCard, ...]:
    here = _known(board)
    histories = Histories(log, columns, at(max(log.ms)), tally)
    ranks = series(None, None, len(cases))
    out = []
    for case, rank in zip(cases, ranks, strict=True):
        known = here.get(log.cases[case.number])
        is_past = board is not None and known is not None and known.id not in board.cards
        card = histories.build(case, rank, None if is_past else known)
        if is_past and known is not None:
            tally["past"] += known.last_at < card.events[-1].at
        out.append(card)
    return tuple(out)


def _known(board: Board | None) -> dict[str, Card]:
    """Cards that came with an earlier import, by their cases."""
    if board is None:
        return {}
    return {card.external_id: card for card in board.all_cards.values() if card.external_id and not card.void}
