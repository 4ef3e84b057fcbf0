"""A workspace in a folder as a whole: read to be copied elsewhere, or made as a copy of another.

As long as a copy is not finished, the file `unfinished-copy.json` names what it is a copy of.
"""

import os
import shutil
from collections import defaultdict
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import msgspec

from kanban.model.board import Board
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.store.copying import apart, counted
from kanban.store.errors import LockTimeout, StoreError, Unreadable
from kanban.store.finished_long_ago import year_of
from kanban.store.folder import codec, past_years
from kanban.store.folder.files import read, replace, sync_folder
from kanban.store.folder.in_folder import InFolder
from kanban.store.folder.locks import locked
from kanban.store.folder.removed import FolderRemovals, note_of
from kanban.store.folder.unfinished import MARK, copy_begun
from kanban.store.folder.writing import Writer
from kanban.store.protocol import Kept
from kanban.text.messages import Refused, msg
from kanban.text.os_errors import os_reason

_LOCK = ".unfinished-copy.lock"


class FolderTransfer:
    """The `Transfer` of a folder. Each step holds the lock; what is put is on disk when the step returns."""

    def __init__(self, store: InFolder) -> None:
        self._store = store
        self._folder = store.folder
        self._mark = b""
        """What this copy has put into its mark; another copy puts something else there."""

    @property
    def name(self) -> str:
        """The folder, whichever way it is called."""
        return os.path.realpath(self._folder)

    def check_all_readable(self) -> None:
        """What may not be read says so when it is read."""

    def kept(self) -> list[Kept]:
        """In use, then removed."""
        removed = FolderRemovals(self._store).removed()
        return [*map(Kept, self._store.boards()), *(Kept(removal.slug, removal) for removal in removed)]

    def board(self, kept: Kept) -> Board:
        """Read from its files."""
        home = self._home(kept)
        path = home / "board.json"
        try:
            board = codec.board(path, kept.slug, read(path)[0])
        except FileNotFoundError:
            raise Unreadable(path, msg("the board's file is missing")) from None
        past = past_years.PastCards(past_years.YearCache(), home, board.head.past)
        if problems := (*board.problems, *past.problems):
            raise Unreadable(problems[0].place, problems[0].reason)
        return msgspec.structs.replace(board, past_cards=past)

    def begin(self, source: str) -> None:
        """In a folder that is empty, or not there yet."""
        here = Path(self.name)
        if here == Path(source) or Path(source) in here.parents:
            raise Refused(msg("{place}: it lies in what is to be copied", place=self._folder))
        try:
            self._begin(source)
        except OSError as error:
            reason = msg("no workspace can be made there: {reason}", reason=os_reason(error))
            raise StoreError(self._folder, reason) from error

    def _begin(self, source: str) -> None:
        self._check_free(source)
        self._folder.mkdir(parents=True, exist_ok=True)
        with locked(self._folder / _LOCK):
            self._check_free(source)
            mark = {"of": source, "by": f"{os.getpid()}-{os.urandom(8).hex()}"}
            self._mark = msgspec.json.encode(mark)
            replace(self._folder / MARK, self._mark, keep=False)
            for name in ("plan", "boards"):
                (self._folder / name).mkdir(exist_ok=True)
            sync_folder(self._folder)

    def _check_free(self, source: str) -> None:
        if not os.path.lexists(self._folder):
            return
        begun = copy_begun(self._folder)
        if begun is not None and begun != source:
            raise Refused(msg("{place}: there is an unfinished copy of {source}", place=self._folder, source=begun))
        if begun is None and any(name != _LOCK for name in os.listdir(self._folder)):
            raise Refused(msg("{place}: it is not empty; a copy is made in a place of its own", place=self._folder))

    def put(self, kept: Kept, board: Board) -> None:
        """Past years first, the board's file last: a board without it is none."""
        home = self._home(kept)
        with locked(self._folder / _LOCK):
            self._check_mine()
            try:
                self._clear(home, kept)
                home.mkdir(parents=True)
                sync_folder(home.parent)
                sync_folder(self._folder)
            except OSError as error:
                raise StoreError(home, msg("board not made: {reason}", reason=os_reason(error))) from error
            self._write(home, board)
            if kept.removed is not None:
                replace(note_of(home), msgspec.json.encode({"by": kept.removed.by}), keep=False)

    def _write(self, home: Path, board: Board) -> None:
        past = apart(board)
        years: defaultdict[str, dict[str, msgspec.Raw]] = defaultdict(dict)
        for card_id, card in past.items():
            years[year_of(card)][card_id] = msgspec.Raw(msgspec.json.encode(card))
        for year, documents in sorted(years.items()):
            past_years.put_year(home, board.slug, year, documents)
        head = msgspec.structs.replace(board.head, past=counted(past))
        Writer().write_new(home / "board.json", msgspec.structs.replace(board, head=head))

    def drop(self, kept: Kept) -> None:
        """With all its files."""
        with locked(self._folder / _LOCK):
            self._check_mine()
            try:
                self._clear(self._home(kept), kept)
            except OSError as error:
                raise StoreError(self._home(kept), os_reason(error)) from error

    def finish(self, plan: Plan) -> None:
        """The plan, then the mark goes."""
        with locked(self._folder / _LOCK):
            self._check_mine()
            path = self._store.plan_path
            try:
                for left in path.parent.glob(f"{path.name}*"):  # of a copy that was killed here
                    left.unlink()
                if plan.history:
                    Writer().write_plan(path, EMPTY_PLAN, plan)
                (self._folder / MARK).unlink()
                sync_folder(self._folder)
            except OSError as error:
                raise StoreError(self._folder, msg("not saved: {reason}", reason=os_reason(error))) from error
            with suppress(OSError):
                (self._folder / _LOCK).unlink()

    def _home(self, kept: Kept) -> Path:
        if kept.removed is None:
            return self._store.board_path(kept.slug).parent
        return FolderRemovals(self._store).home(kept.slug, kept.removed.at.astimezone(UTC))

    def _check_mine(self) -> None:
        try:
            is_mine = read(self._folder / MARK)[0] == self._mark
        except FileNotFoundError:
            is_mine = False
        if not is_mine:
            raise LockTimeout(self._folder, msg("another copy has taken this one's place there; this one has stopped"))

    def _clear(self, home: Path, kept: Kept) -> None:
        if os.path.lexists(home):
            shutil.rmtree(home)
        if kept.removed is not None:
            note_of(home).unlink(missing_ok=True)
