"""Writing boards and the plan, through TinyDB: one replacement of a file for all commands of a call."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.store import finished_long_ago
from kanban.store.errors import StoreError
from kanban.store.folder import past_years, plan_file
from kanban.store.folder.database import Database
from kanban.store.folder.files import FileStamp
from kanban.store.folder.tallies import TallyWriter

LOOK_AGAIN = timedelta(hours=1)
"""How often one process looks for cards that are to leave for their year's file: it looks at all that have ended."""


class Writer:
    """Keeps the databases that this process has written, so that a further write reads nothing that did not change."""

    def __init__(self) -> None:
        self._databases: dict[Path, Database] = {}
        self._looked: dict[Path, datetime] = {}
        self._tallies = TallyWriter()

    def save(
        self,
        path: Path,
        before: tuple[FileStamp, Board],
        board: Board,
        touched: dict[str, None],
        at: datetime,
        years: past_years.YearCache,
    ) -> tuple[FileStamp, Board]:
        """Write a board, old cards to their years' files first; the file's stamp, and the board as it is then."""
        board, left = self._tidied(path, board, touched, at, years)
        stamp = self._write(path, board, touched, left)
        self._tallies.keep(path, stamp, board, before, [*touched, *left])
        return stamp, board

    def write_new(self, path: Path, board: Board) -> FileStamp:
        """Write a whole board. Raises StoreError."""
        stamp = self._write(path, board, board.cards, ())
        self._tallies.keep(path, stamp, board, None, ())
        return stamp

    def _write(self, path: Path, board: Board, touched: Iterable[str], left: Iterable[str]) -> FileStamp:
        """Write the head and the touched cards, and take out those that left. Raises StoreError."""
        database = self._database(path)
        with database.atomic.batch():
            database.raw("board").put({"1": board.head})
            database.raw("cards").put({card_id: board.cards[card_id] for card_id in touched}, drop=left)
        assert database.atomic.stamp
        return database.atomic.stamp

    def write_plan(self, path: Path, before: Plan, plan: Plan) -> FileStamp:
        """Append the events that `before` has not. Raises StoreError."""
        database = self._database(path)
        head, events = plan_file.documents(before, plan)
        with database.atomic.batch():
            database.raw("plan").put({"1": head})
            database.raw("history").put(events)
        assert database.atomic.stamp
        return database.atomic.stamp

    def _tidied(
        self, path: Path, board: Board, touched: dict[str, None], at: datetime, years: past_years.YearCache
    ) -> tuple[Board, list[str]]:
        """The board without the cards that left for a year's file; the board as it was if they cannot be written."""
        looked = self._looked.get(path)
        if looked and abs(at - looked) < LOOK_AGAIN:
            return board, []
        self._looked[path] = at
        leaving = finished_long_ago.due_to_leave(board, at, touched)
        if not leaving:
            return board, []
        try:
            raw = (self._database(path).atomic.read() or {}).get("cards", {})
            counts = past_years.put(path.parent, board, leaving, raw)
        except StoreError:  # they stay where they are and count; `kanban doctor` says what is wrong
            return board, []
        past_cards = past_years.PastCards(years, path.parent, counts)
        return finished_long_ago.without(board, leaving, counts, past_cards), list(leaving)

    def _database(self, path: Path) -> Database:
        if path not in self._databases:
            self._databases[path] = Database(path)
        return self._databases[path]
