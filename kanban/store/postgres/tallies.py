"""Very many boards: read by what their cards come to, and whole only those that somebody asks for."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from kanban.metrics.rollup.on_demand import board_on_demand
from kanban.metrics.rollup.tally import Part, Tally, by_package
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, Column
from kanban.store import tally_check
from kanban.store.errors import StoreError, Unreadable
from kanban.store.postgres import queries
from kanban.store.postgres.connection import Connection, Unanswerable
from kanban.store.postgres.ledgers import Ledgers
from kanban.store.postgres.rows import ERRORS, Seen
from kanban.text.messages import Message, msg

AT_ONCE = 500
"""So many boards are asked for in one question."""
KEPT = 100
"""So many whole boards are kept, those asked for last."""
_tallies = msgspec.json.Decoder(list[tuple[str, Tally]])
_columns = msgspec.json.Decoder(tuple[Column, ...])


class Tallies:
    """Boards whose cards are read when somebody asks for one. Any thread may ask; it waits for the server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ahead: dict[str, tuple[Any, ...]] = {}
        """Rows that were fetched before anybody asked for them, by slug."""
        self._lock = threading.Lock()
        self._whole: OrderedDict[tuple[str, object], Board] = OrderedDict()
        """By slug and the state it was asked for in."""

    def read_ahead(self, slugs: Sequence[str]) -> None:
        """Fetch what `read` is asked for next; nothing is decoded. Raises StoreError."""
        for begin in range(0, len(slugs), AT_ONCE):
            self._ahead |= {row[0].decode(): row for row in self._fetch(slugs[begin : begin + AT_ONCE])}

    def read(self, slugs: Sequence[str], state_of: Callable[[str], Seen | None]) -> dict[str, Board | StoreError]:
        """Boards by their tallies; those that are not there, or may not be read, are not in it. Raises StoreError.

        `state_of`: the state that a board has, as far as it is known; what was fetched ahead may be of an older one.
        """
        found: dict[str, Board | StoreError] = {}
        ahead, self._ahead = self._ahead, {}
        for begin in range(0, len(slugs), AT_ONCE):
            part = slugs[begin : begin + AT_ONCE]
            known = {slug: row for slug in part if (row := ahead.pop(slug, None)) and Seen(*row[1:4]) == state_of(slug)}
            found |= self._boards(known.values()) | self._read([slug for slug in part if slug not in known])
        return found

    def _read(self, slugs: Sequence[str]) -> dict[str, Board | StoreError]:
        """Some in one question; where the server cannot answer it for one, that one is found and hides no other."""
        try:
            return self._boards(self._fetch(slugs)) if slugs else {}
        except Unanswerable as error:
            half = len(slugs) // 2
            if not half:
                return dict.fromkeys(slugs, error)
            return self._read(slugs[:half]) | self._read(slugs[half:])

    def _fetch(self, slugs: Sequence[str]) -> list[tuple[Any, ...]]:
        return self._connection.rows(queries.TALLIES, {"slugs": list(slugs)})

    def _boards(self, rows: Iterable[tuple[Any, ...]]) -> dict[str, Board | StoreError]:
        found: dict[str, Board | StoreError] = {}
        for slug_, _, _, mark, driver, columns, last_at, tallies in rows:
            slug = slug_.decode()
            try:
                found[slug] = self._board(slug, mark, driver.decode(), columns, last_at, tallies)
            except ERRORS as error:
                reason = msg("{table} {key}: {reason}", table="board", key=slug, reason=error)
                found[slug] = Unreadable(self._connection.place, reason)
        return found

    def _board(
        self, slug: str, mark: object, driver: str, columns: bytes | None, last_at: bytes | None, tallies: bytes
    ) -> Board:
        known = by_package((package or None, tally) for package, tally in _tallies.decode(tallies))
        head = BoardHead(
            schema=SCHEMA,
            slug=slug,
            driver=driver,
            columns=_columns.decode(columns) if columns is not None else DEFAULT_COLUMNS,
            last_at=msgspec.convert(last_at.decode(), datetime, strict=False) if last_at is not None else None,
        )
        load = partial(self._load, slug, mark)
        return board_on_demand(head, known, load)

    def _load(self, slug: str, mark: object) -> Board:
        """The whole board. Raises StoreError."""
        with self._lock:
            known = self._whole.get((slug, mark))
            if known is not None:
                self._whole.move_to_end((slug, mark))
                return known
        found = Ledgers(self._connection).read([slug]).get(slug)
        if isinstance(found, StoreError):
            raise found
        if found is None:
            raise Unreadable(self._connection.place, msg("there is no board {slug!r}", slug=slug))
        with self._lock:
            self._whole[slug, mark] = found.board
            while len(self._whole) > KEPT:
                self._whole.popitem(last=False)
        return found.board


def tally_faults(connection: Connection, ledger: int, board: Board) -> Iterator[Message]:
    """Packages whose tallies are not what the cards come to."""
    rows = connection.rows(queries.KEPT_TALLIES, {"ledger": ledger})
    kept = {(Part(package.decode() or None, number), is_past): _read(tally) for package, number, is_past, tally in rows}
    yield from tally_check.faults(kept, board)


def _read(content: bytes) -> Tally | None:
    try:
        return msgspec.json.decode(content, type=Tally)
    except ERRORS:
        return None
