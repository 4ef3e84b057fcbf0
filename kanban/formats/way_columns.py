"""Columns out of what cards went through: their order and their kinds, guessed from names and from where cards go."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from kanban.commands.imports import in_order, with_distinct_names
from kanban.formats import column_kinds as kinds
from kanban.formats.foreign_columns import column_lines, column_name, given_kinds, is_spare, spares
from kanban.formats.usual_order import usual_order
from kanban.model.board import Board, Column
from kanban.model.events import Kind, Place
from kanban.text.folding import same
from kanban.text.messages import Message, msg

Ways = Mapping[tuple[int, ...], int]
"""Columns that a card went through, the same one after itself once; and how many cards went that way."""


@dataclass(frozen=True)
class Layout:
    """The columns of the import."""

    columns: tuple[Column, ...]
    places: Sequence[Place]
    """Of the file's columns, in their order there."""
    dropped: frozenset[str]
    """Columns whose name says that work was given up: closed here, cards that end there are archived."""
    report: tuple[Message, ...]


class Found(NamedTuple):
    """The columns of a file: ids that are the same in every file, names, and the ways of its cards through them."""

    path: Path
    ids: Sequence[str]
    names: Sequence[str]
    ways: Ways
    kinds: Mapping[int, Kind] = MappingProxyType({})
    """Those that the file itself states."""
    positions: Mapping[int, int] = MappingProxyType({})
    """Places from left to right that the file itself states."""


def layout(found: Found, overrides: Mapping[str, str], board: Board | None) -> Layout:
    """A column for each of the file's. Raises Refused for a wrong override.

    Columns that `board` has stand in the order and are of the kind that they have there.
    """
    here = {c.id: c for c in board.head.columns} if board else {}
    found = found._replace(ids=[_id_here(i, name, here) for i, name in zip(found.ids, found.names, strict=True)])
    ids = found.ids
    names = {i: here[i].name if i in here else column_name(found.names[n]) for n, i in enumerate(ids)}
    given = given_kinds(found.path, overrides, names, here)
    fixed: dict[int, Kind] = {**found.kinds, **{n: here[i].kind for n, i in enumerate(ids) if i in here}}
    fixed |= {n: given[i] for n, i in enumerate(ids) if i in given}
    gone = _gone(found, names, here, given)
    moves = _moves(found.ways)
    ends = _ends([n for n in range(len(ids)) if n not in gone], found, moves, fixed)
    order = sorted(_order(found, here), key=ends.__contains__)
    shown = [n for n in order if n not in gone]
    guessed = kinds.guess(
        [names[ids[n]] for n in shown],
        {at: fixed[n] for at, n in enumerate(shown) if n in fixed},
        {(shown.index(a), shown.index(b)): count for (a, b), count in moves.items() if a in shown and b in shown},
        {at for at, n in enumerate(shown) if n in ends},
    )
    guesses = dict(zip(shown, guessed, strict=True))
    columns = {n: _column(ids[n], names, here, guesses.get(n)) for n in order}
    foreign, closed = [columns[n] for n in shown], [columns[n] for n in order if n in gone]
    own = [] if board else spares([*foreign, *closed])
    ordered = in_order([*foreign, *own])
    placed = with_distinct_names(in_order(columns.values()) if here else [*ordered, *closed])
    known_by = {ids[n]: guess.how for n, guess in guesses.items()} | {ids[n]: "in the file" for n in found.kinds}
    known_by |= dict.fromkeys(given, "given") | dict.fromkeys(here.keys() - given.keys(), "as before")
    places = {c.id: Place(c.id, c.kind, at) for at, c in enumerate(placed)}
    return Layout(
        columns=placed,
        places=[places[i] for i in ids],
        dropped=frozenset(c.id for c in placed if c.deleted),
        report=(
            *column_lines(placed, own, known_by),
            *_order_lines(moves, foreign, [column for column in ordered if column not in own]),
            *_dropped_lines([c for c in closed if c.id not in here]),
        ),
    )


def _id_here(column_id: str, name: str, here: Mapping[str, Column]) -> str:
    """The id; that of a column which was added empty, and is named so, where the board has not the column itself."""
    if column_id in here:
        return column_id
    return next((i for i, c in here.items() if is_spare(i) and not c.deleted and same(c.name, name)), column_id)


def _gone(
    found: Found, names: Mapping[str, str], here: Mapping[str, Column], given: Mapping[str, Kind]
) -> frozenset[int]:
    """Columns whose name says that work was given up, and those deleted here that no card of the file is in."""
    last = {way[-1] for way in found.ways}
    gone = set()
    for n, column_id in enumerate(found.ids):
        column = here.get(column_id)
        is_dropped = column_id not in given and kinds.says_dropped(names[column_id])
        if is_dropped if column is None else column.deleted and (is_dropped or n not in last):
            gone.add(n)
    return frozenset(gone)


def _column(column_id: str, names: Mapping[str, str], here: Mapping[str, Column], guess: kinds.Guess | None) -> Column:
    """The column, as on the board where it is there; without a guess of its kind it is closed."""
    column = here.get(column_id)
    if guess is None:
        return column or Column(column_id, names[column_id], kinds.by_name(names[column_id]) or "queue", deleted=True)
    if column is None:
        return Column(column_id, names[column_id], guess.kind)
    return msgspec.structs.replace(column, deleted=False)  # also one deleted here, that cards of the file are in


def _order(found: Found, here: Mapping[str, Column]) -> list[int]:
    """From left to right: as on the board, else as the file states it, else as cards usually go."""
    ids = found.ids
    order = usual_order(_first_visits(found.ways), range(len(ids)))
    if found.positions:
        usual = {n: at for at, n in enumerate(order)}
        order.sort(key=lambda n: (found.positions.get(n, usual[n]), usual[n]))
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
    live: Sequence[int], found: Found, moves: Counter[tuple[int, int]], fixed: Mapping[int, Kind]
) -> frozenset[int]:
    """Columns that cards end in, of a file in which nothing is named or stated done."""
    if any(kinds.by_name(found.names[n]) == "done" for n in live) or "done" in fixed.values():
        return frozenset()
    entered: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for way, count in found.ways.items():
        for column in way:
            entered[column] += count
    for (origin, _), count in moves.items():
        left[origin] += count
    return frozenset(n for n in live if entered[n] and kinds.is_end(entered[n], left[n]))


def _order_lines(moves: Mapping[tuple[int, int], int], usual: list[Column], ordered: list[Column]) -> Iterator[Message]:
    """That the columns do not stand as cards usually go; where no card went anywhere, there is no such order."""
    if moves and usual != ordered:
        yield msg("columns were put in the order queue, active, done")


def _dropped_lines(closed: Sequence[Column]) -> Iterator[Message]:
    for column in closed:
        yield msg(
            "column {column}: closed, for its name says that work was given up; cards that end there are archived "
            '(--kind "{column}=done" keeps it open)',
            column=column.name,
        )
