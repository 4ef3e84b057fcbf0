"""Columns out of a log's activities: their order and their kinds, guessed from names and from where cases go."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from zlib import crc32

from kanban.commands.imports import in_order, with_distinct_names
from kanban.formats import column_kinds as kinds
from kanban.formats.event_log.order import usual_order
from kanban.formats.event_log.table import Log
from kanban.formats.foreign_columns import NAME_LIMIT, column_lines, column_name, given_kinds, spares
from kanban.model.board import Board, Column
from kanban.model.events import Kind, Place
from kanban.text.messages import Message, msg

Ways = Mapping[tuple[int, ...], int]
"""Activities of a case in its order, the same one after itself once; and how many cases went that way."""


@dataclass(frozen=True)
class Layout:
    """The columns of the import."""

    columns: tuple[Column, ...]
    places: Sequence[Place]
    """By activity."""
    dropped: frozenset[str]
    """Columns whose name says that work was given up: closed here, cards that end there are archived."""
    report: tuple[Message, ...]


def column_id(activity: str) -> str:
    """The same activity has the same column in every log."""
    return activity if len(activity) <= NAME_LIMIT else f"{activity[:80]} {crc32(activity.encode()):08x}"


def layout(log: Log, ways: Ways, overrides: Mapping[str, str], board: Board | None) -> Layout:
    """A column for each activity. Raises Refused for a wrong override.

    Columns that `board` has stand in the order and are of the kind that they have there.
    """
    ids = [column_id(activity) for activity in log.activities]
    here = {c.id: c for c in board.head.columns} if board else {}
    names = {i: here[i].name if i in here else column_name(log.activities[n]) for n, i in enumerate(ids)}
    given = given_kinds(log.path, overrides, names, here)
    said = _said(log)
    fixed: dict[int, Kind] = {**said, **{n: here[i].kind for n, i in enumerate(ids) if i in here}}
    fixed |= {n: given[i] for n, i in enumerate(ids) if i in given}
    alive = {c.id for c in here.values() if not c.deleted}
    dropped = {
        n for n, i in enumerate(ids)
        if n not in fixed and i not in alive and kinds.says_dropped(names[i])
    } | {n for n, i in enumerate(ids) if i in here and here[i].deleted}  # fmt: skip
    moves = _moves(ways)
    ends = _ends([n for n in range(len(ids)) if n not in dropped], [names[i] for i in ids], moves, ways, fixed)
    order = sorted(_order(log, ways, ids, here), key=ends.__contains__)
    live = [n for n in order if n not in dropped]
    guessed = kinds.guess(
        [names[ids[n]] for n in live],
        {at: fixed[n] for at, n in enumerate(live) if n in fixed},
        {(live.index(a), live.index(b)): count for (a, b), count in moves.items() if a in live and b in live},
        {at for at, n in enumerate(live) if n in ends},
    )
    guesses = dict(zip(live, guessed, strict=True))
    foreign = [here.get(ids[n]) or Column(ids[n], names[ids[n]], guesses[n].kind) for n in live]
    closed = [
        here.get(ids[n]) or Column(ids[n], names[ids[n]], kinds.by_name(names[ids[n]]) or "queue", deleted=True)
        for n in order if n in dropped
    ]  # fmt: skip
    own = [] if board else spares([*foreign, *closed])
    ordered = in_order([*foreign, *own])
    columns = with_distinct_names([*ordered, *closed])
    known_by = {ids[n]: guess.how for n, guess in guesses.items()} | {ids[n]: "in the file" for n in said}
    known_by |= dict.fromkeys(given, "given") | dict.fromkeys(here.keys() - given.keys(), "as before")
    places = {c.id: Place(c.id, c.kind, at) for at, c in enumerate(columns)}
    return Layout(
        columns=columns,
        places=[places[i] for i in ids],
        dropped=frozenset(c.id for c in columns if c.deleted),
        report=(
            *column_lines(columns, own, known_by),
            *([msg("columns were put in the order queue, active, done")] if foreign != _without(ordered, own) else []),
            *_dropped_lines(closed, here),
        ),
    )


def _without(columns: Sequence[Column], added: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column not in added]


def _said(log: Log) -> dict[int, Kind]:
    """Kinds that the log itself states of its activities, as our own export does."""
    out: dict[int, Kind] = {}
    for activity, counts in log.kinds.items():
        known: list[Kind] = sorted(get_args(Kind), key=lambda kind: -counts[kind])
        if counts[known[0]]:
            out[activity] = known[0]
    return out


def _order(log: Log, ways: Ways, ids: Sequence[str], here: Mapping[str, Column]) -> list[int]:
    """From left to right: as on the board, else as the log states it, else as cases usually go."""
    order = usual_order(_first_visits(ways), range(len(ids)))
    if log.positions:
        usual = {n: at for at, n in enumerate(order)}
        stated = {n: counts.most_common(1)[0][0] for n, counts in log.positions.items()}
        order.sort(key=lambda n: (stated.get(n, usual[n]), usual[n]))
    if not here:
        return order
    known = {i: at for at, i in enumerate(here)}
    out = sorted((n for n in order if ids[n] in known), key=lambda n: known[ids[n]])
    for at, n in enumerate(order):
        if n not in out:
            left = next((other for other in reversed(order[:at]) if other in out), None)
            out.insert(out.index(left) + 1 if left is not None else 0, n)
    return out


def _first_visits(ways: Ways) -> Counter[tuple[int, ...]]:
    paths: Counter[tuple[int, ...]] = Counter()
    for way, count in ways.items():
        paths[tuple(dict.fromkeys(way))] += count
    return paths


def _moves(ways: Ways) -> Counter[tuple[int, int]]:
    moves: Counter[tuple[int, int]] = Counter()
    for way, count in ways.items():
        for at in range(1, len(way)):
            moves[way[at - 1], way[at]] += count
    return moves


def _ends(
    live: Sequence[int], names: Sequence[str], moves: Counter[tuple[int, int]], ways: Ways, fixed: Mapping[int, Kind]
) -> frozenset[int]:
    """Activities that cases end with, of a log in which nothing is named or stated done."""
    if any(kinds.by_name(names[n]) == "done" for n in live) or "done" in fixed.values():
        return frozenset()
    entered: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for way, count in ways.items():
        for activity in way:
            entered[activity] += count
    for (origin, _), count in moves.items():
        left[origin] += count
    return frozenset(n for n in live if kinds.is_end(entered[n], left[n]))


def _dropped_lines(closed: Sequence[Column], here: Mapping[str, Column]) -> list[Message]:
    return [
        msg(
            "activity {column}: its name says the work was given up, so cards that end there are archived "
            '(--kind "{column}=done" makes it a column)',
            column=column.name,
        )
        for column in closed
        if column.id not in here
    ]
