"""Counting what the cards of a board come to with each save, and reading that again (`tally_files`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from kanban.metrics.rollup.on_demand import board_on_demand
from kanban.metrics.rollup.tally import Part, Tally, by_package, tallied_anew, tallied_in_parts
from kanban.model import board as board_model
from kanban.model.board import Board, BoardHead, Column
from kanban.model.card import Card
from kanban.model.moment import Moment
from kanban.store import tally_check
from kanban.store.folder.files import FileStamp, put_unsynced, stamp_of
from kanban.store.folder.tally_files import SCHEMA, UNUSABLE, content_of, path_of
from kanban.text.messages import Message

MOST_CARDS = 2000
"""Of a board with more cards no tallies are kept: to write them would be felt at every move."""


class _Kept(msgspec.Struct, kw_only=True):
    """The file, with each tally as the bytes it is."""

    schema: int
    file: FileStamp
    slug: str
    driver: str
    columns: tuple[Column, ...]
    last_at: Moment | None
    past: dict[str, int]
    """How many cards each past year's file holds, as the board notes it."""
    on_board: list[tuple[str | None, int, msgspec.Raw]]
    """Package, number of the part, tally."""
    long_ago: list[tuple[str | None, int, msgspec.Raw]]
    """The same of the cards that were finished long ago."""


class _Counted(_Kept, kw_only=True):
    """The file, decoded."""

    on_board: list[tuple[str | None, int, Tally]]  # type: ignore[assignment]
    long_ago: list[tuple[str | None, int, Tally]]  # type: ignore[assignment]


_kept = msgspec.json.Decoder(_Kept)
_counted = msgspec.json.Decoder(_Counted)
_encode = msgspec.json.Encoder().encode


def board_of(content: bytes, load: Callable[[], Board]) -> Board | None:
    """The board that these tallies are of; `load` reads it whole. None where they cannot be decoded."""
    kept = _decoded(content)
    if kept is None:
        return None
    head = BoardHead(
        schema=board_model.SCHEMA,
        slug=kept.slug,
        driver=kept.driver,
        columns=kept.columns,
        last_at=kept.last_at,
        past=kept.past,
    )
    tallies = by_package((package, tally) for package, _, tally in [*kept.on_board, *kept.long_ago])
    return board_on_demand(head, tallies, load)


def faults(path: Path, board: Board) -> Iterator[Message]:
    """Packages of a board whose tallies are not what its cards come to. Raises StoreError."""
    stamp = stamp_of(path)
    content = None if stamp is None else content_of(path, stamp)
    kept = None if content is None else _decoded(content[0])
    if kept is None:  # nobody uses them
        return
    listed = ((False, kept.on_board), (True, kept.long_ago))
    found = {(Part(package, number), is_past): tally for is_past, parts in listed for package, number, tally in parts}
    yield from tally_check.faults(found, board)


def _decoded(content: bytes) -> _Counted | None:
    try:
        return _counted.decode(content)
    except UNUSABLE:
        return None


class TallyWriter:
    """Keeps the tallies of the boards that this process writes."""

    def __init__(self) -> None:
        self._held: dict[Path, _Kept] = {}

    def keep(
        self, path: Path, stamp: FileStamp, board: Board, before: tuple[FileStamp, Board] | None, touched: Iterable[str]
    ) -> None:
        """Write what the cards come to after a save of `path`; `before`: the state that the touched cards changed.

        The save is done, whatever becomes of this: without tallies the board is read.
        """
        with suppress(*UNUSABLE):
            if len(board.cards) > MOST_CARDS:
                self._held.pop(path, None)
                path_of(path).unlink(missing_ok=True)
                return
            kept = self._held[path] = self._counted(path, stamp, board, before, touched)
            put_unsynced(path_of(path), _encode(kept), like=path)

    def _counted(
        self, path: Path, stamp: FileStamp, board: Board, before: tuple[FileStamp, Board] | None, touched: Iterable[str]
    ) -> _Kept:
        known = self._known(path, before[0]) if before is not None else None
        if known is not None and before is not None:
            on_board = _renewed(known.on_board, tallied_anew(before[1], board, touched))
        else:
            on_board = _renewed([], tallied_in_parts(board.cards.values()))
        past: Mapping[str, Card] = board.past_cards if board.head.past else {}
        is_past_known = known is not None and known.past == board.head.past
        return _Kept(
            schema=SCHEMA,
            file=stamp,
            slug=board.slug,
            driver=board.driver,
            columns=board.head.columns,
            last_at=board.head.last_at,
            past=board.head.past,
            on_board=on_board,
            long_ago=known.long_ago if known and is_past_known else _renewed([], tallied_in_parts(past.values())),
        )

    def _known(self, path: Path, stamp: FileStamp) -> _Kept | None:
        """The tallies of this state of a board; None where they are not known."""
        held = self._held.get(path)
        if held is not None and held.file == stamp:
            return held
        content = content_of(path, stamp)
        return None if content is None else _kept.decode(content[0])


def _renewed(
    parts: Iterable[tuple[str | None, int, msgspec.Raw]], fresh: Mapping[Part, Tally]
) -> list[tuple[str | None, int, msgspec.Raw]]:
    """These parts, with fresh tallies; those without a card go."""
    encoded = {(package, number): tally for package, number, tally in parts}
    for part, tally in fresh.items():
        encoded.pop(part, None)
        if tally != Tally():
            encoded[part] = msgspec.Raw(_encode(tally))
    return [(package, number, tally) for (package, number), tally in encoded.items()]
