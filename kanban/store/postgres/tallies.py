"""Very many boards: read by what their cards come to, and whole only those that somebody asks for."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import msgspec

from kanban.metrics.tally import Tally, board_on_demand, packages_in, tallied
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, Column
from kanban.store.errors import StoreError, Unreadable
from kanban.store.postgres import queries
from kanban.store.postgres.connection import Connection, Unanswerable
from kanban.store.postgres.ledgers import Ledgers
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
        self._lock = threading.Lock()
        self._whole: OrderedDict[tuple[str, object], Board] = OrderedDict()
        """By slug and the state it was asked for in."""

    def read(self, slugs: Sequence[str]) -> dict[str, Board | StoreError]:
        """Boards by their tallies; those that are not there, or may not be read, are not in it. Raises StoreError."""
        found: dict[str, Board | StoreError] = {}
        for begin in range(0, len(slugs), AT_ONCE):
            found |= self._read(slugs[begin : begin + AT_ONCE])
        return found

    def _read(self, slugs: Sequence[str]) -> dict[str, Board | StoreError]:
        """Some in one question; where the server cannot answer it for one, that one is found and hides no other."""
        found: dict[str, Board | StoreError] = {}
        try:
            rows = self._connection.rows(queries.TALLIES, {"slugs": list(slugs)})
        except Unanswerable as error:
            half = len(slugs) // 2
            if not half:
                return dict.fromkeys(slugs, error)
            return self._read(slugs[:half]) | self._read(slugs[half:])
        for slug_, _, _, mark, driver, columns, last_at, tallies in rows:
            slug = slug_.decode()
            try:
                found[slug] = self._board(slug, mark, driver.decode(), columns, last_at, tallies)
            except msgspec.MsgspecError as error:
                reason = msg("{table} {key}: {reason}", table="board", key=slug, reason=error)
                found[slug] = Unreadable(self._connection.place, reason)
        return found

    def _board(
        self, slug: str, mark: object, driver: str, columns: bytes | None, last_at: bytes | None, tallies: bytes
    ) -> Board:
        by_package: defaultdict[str | None, tuple[Tally, ...]] = defaultdict(tuple)
        for package, tally in _tallies.decode(tallies):
            by_package[package or None] += (tally,)
        head = BoardHead(
            schema=SCHEMA,
            slug=slug,
            driver=driver,
            columns=_columns.decode(columns) if columns is not None else DEFAULT_COLUMNS,
            last_at=msgspec.convert(last_at.decode(), datetime, strict=False) if last_at is not None else None,
        )
        load = partial(self._load, slug, mark)
        return board_on_demand(head, by_package, load)

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
    kept = {
        (package.decode() or None, is_past): tally
        for package, is_past, tally in connection.rows(queries.KEPT_TALLIES, {"ledger": ledger})
    }
    for is_past, cards in ((False, board.cards.values()), (True, board.past_cards.values())):
        packages = packages_in(cards) | {package for package, past in kept if past is is_past}
        for package, tally in tallied(cards, packages).items():
            content = kept.get((package, is_past))
            if (Tally() if content is None else _read(content)) != tally:
                yield msg("the tally of {package} is not what the cards come to", package=package or "-")


def _read(content: bytes) -> Tally | None:
    try:
        return msgspec.json.decode(content, type=Tally)
    except msgspec.MsgspecError:
        return None
