"""Between files and typed values: decoding with the place of every fault named."""

from pathlib import Path
from typing import Any

import msgspec

from kanban.model.board import SCHEMA, Board, BoardHead, Ranked, assemble, check_columns, ranked
from kanban.model.card import Card
from kanban.model.unreadable import Problem
from kanban.store.errors import Unreadable
from kanban.store.folder.migrations import migrated
from kanban.store.folder.tables import Tables, decode_tables
from kanban.store.integrity import faults, given_twice, ids_given_twice, inspected
from kanban.text.messages import Message, Words, msg


class _BoardFile(msgspec.Struct):
    board: dict[str, BoardHead]
    cards: dict[str, Card]


PROBLEMS_NAMED = 1000
"""With more cards than this that cannot be read, a file is no board."""

_HISTORY_BEGINS = b'"history":[{"kind":"created"'
"""How a card's history stands in a file as this program writes it.

Counting it only tells which files need a closer look: JSON keeps the last of two cards with one id, and says nothing.
"""
_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Version(msgspec.Struct):
    schema: int


_board_file = msgspec.json.Decoder(_BoardFile)
_card = msgspec.json.Decoder(Card)


def first_paint(slug: str, content: bytes) -> Board | None:
    """The board in a file where nothing is wrong at first sight; what `board` finds is still to be asked."""
    decoded = _decoded(slug, content)
    return decoded and decoded[0]


def _decoded(slug: str, content: bytes) -> tuple[Board, Ranked] | None:
    """The board, decoded at once; None for a file that needs to be looked at card by card."""
    try:
        file = _board_file.decode(content)
        head, cards = file.board["1"], file.cards
    except (*_ERRORS, KeyError):
        return None
    if head.schema != SCHEMA or head.slug != slug or check_columns(head.columns, str.casefold):
        return None
    if given_twice(column.id for column in head.columns):
        return None
    by_rank = ranked(cards)
    board = assemble(head, cards, by_rank=by_rank)
    return (board, by_rank) if by_rank.keys() <= {column.id for column in board.columns} else None


def board(path: Path, slug: str, content: bytes) -> Board:
    """The board in a file. One card that cannot be read becomes a problem of the board and hides no other.

    Raises Unreadable if the file is no board, or one of a newer version.
    """
    decoded = _decoded(slug, content)
    if decoded is not None and is_sound(*decoded, content):
        return decoded[0]
    return _card_by_card(path, slug, content)


def is_sound(board: Board, by_rank: Ranked | None, content: bytes) -> bool:
    """Whether nothing is odd about a board that was decoded at once from this content."""
    return content.count(_HISTORY_BEGINS) == len(board.cards) and not any(faults(board, by_rank))


def _card_by_card(path: Path, slug: str, content: bytes) -> Board:
    tables, _ = migrated(path, decode_tables(path, content))
    head: BoardHead = _head(path, tables, "board", BoardHead)
    cards, problems = _cards(path, tables)
    if "cards" not in tables:
        problems.append(msg("it has no table 'cards'"))
    if head.slug != slug:
        problems.append(msg("it says it is board {board!r}, but lies in folder {folder!r}", board=head.slug,
                            folder=slug))  # fmt: skip
    problems += [msg("card {id}: it is there more than once", id=i[:40]) for i in ids_given_twice(content)]
    return inspected(str(path), head, cards, problems)


def past_year(path: Path, content: bytes) -> tuple[dict[str, Card], tuple[Problem, ...]]:
    """The cards of a past year's file, and what cannot be read of it. Raises Unreadable."""
    tables, _ = migrated(path, decode_tables(path, content))
    raw = tables.get("past", {}).get("1")
    if raw is None:
        raise Unreadable(path, msg("it has no {name!r} record", name="past"))
    _check_version(path, "past", raw)
    cards, problems = _cards(path, tables)
    return cards, tuple(Problem(str(path), reason) for reason in problems)


def _head(path: Path, tables: Tables, name: str, type_: type) -> Any:
    raw = tables.get(name, {}).get("1")
    if raw is None:
        raise Unreadable(path, msg("it has no {name!r} record", name=name))
    _check_version(path, name, raw)
    return document(path, name, "1", raw, type_)


def _check_version(path: Path, name: str, raw: msgspec.Raw) -> None:
    version = document(path, name, "1", raw, _Version).schema
    if version > SCHEMA:
        raise Unreadable(path, newer(version))


def head_of(path: Path, tables: Tables, name: str, type_: type) -> Any:
    """The record that says the schema of a file. Raises Unreadable."""
    return _head(path, tables, name, type_)


def document(path: Path, name: str, key: str, raw: msgspec.Raw, type_: type) -> Any:
    """One document of a table. Raises Unreadable, naming the place."""
    try:
        return msgspec.json.decode(raw, type=type_)
    except _ERRORS as error:
        raise Unreadable(path, msg("{table} {key}: {reason}", table=name, key=key, reason=error)) from None


def _cards(path: Path, tables: Tables) -> tuple[dict[str, Card], list[Words]]:
    cards: dict[str, Card] = {}
    problems: list[Words] = []
    for key, raw in tables.get("cards", {}).items():
        try:
            cards[key] = _card.decode(raw)
        except _ERRORS as error:
            problems.append(msg("card {id}: {reason}", id=key, reason=error))
            if len(problems) > PROBLEMS_NAMED:
                raise Unreadable(
                    path,
                    msg("more than {n} cards cannot be read, the first: {reason}", n=PROBLEMS_NAMED,
                        reason=problems[0]),
                ) from None  # fmt: skip
    return cards, problems


def newer(version: int) -> Message:
    """What is said of a file of a newer schema."""
    return msg("written by a newer version of this program (schema {version}, this one reads up to {schema})",
               version=version, schema=SCHEMA)  # fmt: skip
