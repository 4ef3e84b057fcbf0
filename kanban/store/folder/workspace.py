"""The embedded store: a folder with the plan and a folder for each board, TinyDB files in both."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kanban.commands import plan as plan_commands
from kanban.commands.board import Signed
from kanban.commands.decide import decide, evolve
from kanban.commands.plan import AnyPlanCommand
from kanban.commands.refusal import Refused
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, Column, assemble, check_columns
from kanban.model.card import Card
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.store.folder import codec, roles
from kanban.store.folder import past_years as archives
from kanban.store.folder.copies import copies_of
from kanban.store.folder.files import FileStamp, read, reason, stamp_of, sync_folder
from kanban.store.folder.integrity import oddities
from kanban.store.folder.locks import locked
from kanban.store.protocol import Applied, StoreError, Unreadable
from kanban.text.dates import now

if TYPE_CHECKING:
    from kanban.store.folder.database import Database

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)
RIPE_AGAIN = timedelta(hours=1)
"""How often one process looks for cards that are to be archived: it looks at all that have ended."""


class Workspace:
    """A store in a folder; see `protocol.Store` for what it promises."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._boards: dict[str, tuple[FileStamp, Board]] = {}
        self._fetched: dict[str, tuple[FileStamp, bytes]] = {}
        self._glanced: dict[str, tuple[FileStamp, Board]] = {}
        self._paths: dict[str, Path] = {}
        self._databases: dict[Path, Database] = {}
        self._shelf = archives.Shelf()
        self._ripe_asked: dict[str, datetime] = {}
        self._plan: tuple[FileStamp | None, Plan] | None = None

    def create(self, project: str = "", timezone: str | None = None) -> None:
        """Make the folders and an empty plan, where they are not there yet. Raises StoreError."""
        from kanban.text.dates import local_zone

        try:
            (self.folder / "plan").mkdir(parents=True, exist_ok=True)
            (self.folder / "boards").mkdir(exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.folder}: no workspace can be made there: {reason(error)}") from error
        if self._has_no_plan():
            with locked(self.folder / "plan" / ".lock"):
                if self._has_no_plan():
                    self._write_plan(Plan(schema=SCHEMA, project=project, timezone=timezone or local_zone()))

    def _has_no_plan(self) -> bool:
        """Neither a plan nor a copy of one that was there."""
        return stamp_of(self.plan_path) is None and not copies_of(self.plan_path)

    def boards(self) -> list[str]:
        """Slugs of all boards, sorted."""
        try:
            with os.scandir(self.folder / "boards") as entries:  # a link may lead out of the workspace
                found = [e.name for e in entries if _SLUG.fullmatch(e.name) and e.is_dir(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self.folder / 'boards'}: {reason(error)}") from error
        return sorted(found)

    def create_board(self, slug: str, driver: str, columns: tuple[Column, ...] | None = None) -> Board:
        """A new, empty board."""
        if not _SLUG.fullmatch(slug):
            raise Refused(f"board: {slug!r} is no slug: small letters, digits, '.', '_' and '-', at most 40")
        columns = columns or DEFAULT_COLUMNS
        if wrong := check_columns(columns):
            raise Refused(f"columns: {wrong}")
        board = assemble(BoardHead(schema=SCHEMA, slug=slug, driver=driver, columns=columns), {})
        path = self.board_path(slug)
        if roles.roles_of(self.folder) is not None:
            with roles.new_board(self.folder, slug, driver) as staged:
                self._write(staged / path.name, board, {})
            return self.board(slug)
        self.create()
        try:
            path.parent.mkdir(exist_ok=True)
            sync_folder(path.parent.parent)
        except OSError as error:
            raise StoreError(f"{path.parent}: board not made: {reason(error)}") from error
        with locked(path.parent / ".lock"):
            if stamp_of(path) is not None or copies_of(path):
                raise Refused(f"board: {slug!r} exists already")
            return self._write_board(board, {})

    def board(self, slug: str) -> Board:
        """The board as it is now; the same object as before if its file did not change."""
        path = self.board_path(slug)
        stamp = stamp_of(path)
        held = self._boards.get(slug)
        if held and held[0] == stamp:
            return held[1]
        glanced = self._glanced.pop(slug, None)
        if glanced and glanced[0] == stamp and not any(oddities(path, glanced[1])):
            self._boards[slug] = glanced
            return glanced[1]
        if stamp is None:
            self._boards.pop(slug, None)
            if stamp_of(path.parent) is not None:
                raise Unreadable(f"{path}: the board's file is missing")
            raise Unreadable(f"board {slug!r} is not in {self.folder}")
        try:
            content, stamp = read(path)
        except FileNotFoundError:
            raise Unreadable(f"{path}: the board's file is missing") from None
        board = self._boards_file(path, slug, content)
        self._boards[slug] = stamp, board
        return board

    def fetch(self, slug: str) -> None:
        """Read a board's file ahead of `glance`: a thread's work, beside the import of the screens."""
        with suppress(StoreError, FileNotFoundError):  # said when it is read in earnest
            content, stamp = read(self.board_path(slug))
            self._fetched[slug] = stamp, content

    def glance(self, slug: str) -> Board:
        """The board as it is now, for the first paint: `board` looks for what is odd about it, and `apply` does.

        Raises what `board` raises.
        """
        stamp = self.stamp(slug)
        if (glanced := self._glanced.get(slug)) and glanced[0] == stamp:
            return glanced[1]
        fetched = self._fetched.pop(slug, None)
        if slug in self._boards or not fetched or fetched[0] != stamp:
            return self.board(slug)
        board = codec.glance(slug, fetched[1])
        if board is None:
            return self.board(slug)
        board = self._with_archive(slug, board)
        self._glanced[slug] = stamp, board
        return board

    def last_good(self, slug: str) -> Board | None:
        """The newest copy that can be read whole, with its archive."""
        path = self.board_path(slug)
        for one in copies_of(path):
            try:
                board = self._boards_file(path, slug, read(one)[0])
            except (StoreError, FileNotFoundError):
                continue
            if not board.problems and not archives.problems_of(board):
                return board
        return None

    def _boards_file(self, path: Path, slug: str, content: bytes) -> Board:
        return self._with_archive(slug, codec.board(path, slug, content))

    def _with_archive(self, slug: str, board: Board) -> Board:
        if not board.head.archive:
            return board
        archived = self._archive(self.board_path(slug), board.head.archive)
        return msgspec.structs.replace(board, archived=archived)

    def apply(self, slug: str, commands: Sequence[Signed]) -> tuple[Board, list[Applied]]:
        """Carry commands out on the freshest state, under the lock, durably."""
        path = self.board_path(slug)
        if stamp_of(path.parent) is None:
            raise Unreadable(f"board {slug!r} is not in {self.folder}")
        with locked(path.parent / ".lock"):
            before = board = self.board(slug)
            applied: list[Applied] = []
            touched: dict[str, None] = {}
            for signed in commands:
                try:
                    outcome = decide(board, signed)
                    board = evolve(board, outcome)
                except Refused as refusal:
                    applied.append(Applied(refusal=refusal))
                    continue
                touched |= dict.fromkeys(outcome.events)
                applied.append(Applied(outcome.words, tuple(outcome.events)))
            if board is not before:
                board, left = self._tidied(path, board, touched, max(signed.at for signed in commands))
                board = self._write_board(board, touched, left)
        return board, applied

    def archive(self, slug: str) -> Mapping[str, Card]:
        """The board's archived cards."""
        return self.board(slug).archived

    def _archive(self, path: Path, years: Mapping[str, int]) -> archives.Archive:
        return archives.Archive(self._shelf, path.parent, years)

    def _tidied(self, path: Path, board: Board, touched: dict[str, None], at: datetime) -> tuple[Board, list[str]]:
        """The board without the cards that are to be archived and now are; the board as it was if they cannot be."""
        looked = self._ripe_asked.get(board.slug)
        if looked and abs(at - looked) < RIPE_AGAIN:
            return board, []
        self._ripe_asked[board.slug] = at
        ripe = archives.ripe(board, at, touched)
        if not ripe:
            return board, []
        try:
            raw = (self._database(path).atomic.read() or {}).get("cards", {})
            counts = archives.put(path.parent, board, ripe, raw)
        except StoreError:  # they stay where they are and count; `kanban doctor` says what is wrong with the archive
            return board, []
        return archives.without(board, ripe, counts, self._archive(path, counts)), list(ripe)

    def plan(self) -> Plan:
        """The plan as it is now; an empty one if there is none."""
        stamp = stamp_of(self.plan_path)
        if self._plan and self._plan[0] == stamp:
            return self._plan[1]
        if stamp is None:
            if not self._has_no_plan():
                raise Unreadable(f"{self.plan_path}: the plan's file is missing")
            return EMPTY_PLAN
        try:
            content, stamp = read(self.plan_path)
        except FileNotFoundError:
            raise Unreadable(f"{self.plan_path}: the plan's file is missing") from None
        plan = codec.plan(self.plan_path, content)
        self._plan = stamp, plan
        return plan

    def apply_plan(
        self, commands: Sequence[AnyPlanCommand], by: str, at: datetime | None = None
    ) -> tuple[Plan, list[str]]:
        """Carry plan commands out, all or none."""
        self.create()
        with locked(self.folder / "plan" / ".lock"):
            before = plan = self.plan()
            words = []
            for command in commands:
                plan, said = plan_commands.apply(plan, command, by, at or now())
                words.append(said)
            if plan is not before:
                self._write_plan(plan)
        return plan, words

    def stamp(self, slug: str | None) -> object:
        """Stamp of the board's file, or the plan's."""
        return stamp_of(self.plan_path if slug is None else self.board_path(slug))

    def board_path(self, slug: str) -> Path:
        """Where the board is kept. Raises Unreadable for what is no slug, so that no path leaves the workspace."""
        path = self._paths.get(slug)
        if path is None:
            if not _SLUG.fullmatch(slug):
                raise Unreadable(f"board: {slug!r} is no slug: small letters, digits, '.', '_' and '-', at most 40")
            path = self._paths[slug] = self.folder / "boards" / slug / "board.json"
        return path

    @property
    def plan_path(self) -> Path:
        """Where the plan is kept."""
        return self.folder / "plan" / "plan.json"

    def _database(self, path: Path) -> "Database":
        from kanban.store.folder.database import Database  # reading needs no TinyDB

        if path not in self._databases:
            self._databases[path] = Database(path)
        return self._databases[path]

    def _write_board(self, board: Board, touched: dict[str, None], left: Iterable[str] = ()) -> Board:
        self._boards[board.slug] = self._write(self.board_path(board.slug), board, touched, left), board
        return board

    def _write(self, path: Path, board: Board, touched: dict[str, None], left: Iterable[str] = ()) -> FileStamp:
        database = self._database(path)
        with database.atomic.batch():
            database.raw("board").put({"1": board.head})
            database.raw("cards").put({card_id: board.cards[card_id] for card_id in touched}, drop=left)
        assert database.atomic.stamp
        return database.atomic.stamp

    def _write_plan(self, plan: Plan) -> None:
        database = self._database(self.plan_path)
        with database.atomic.batch():
            for name, documents in codec.plan_documents(plan).items():
                database.raw(name).put(documents, drop_others=True)
        self._plan = database.atomic.stamp, plan
