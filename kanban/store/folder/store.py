"""The store in a folder: the plan and a folder for each board, TinyDB files in both."""

import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, overload

import msgspec

from kanban.commands.outcome import Signed
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, Column, assemble, check_columns
from kanban.model.card import Card
from kanban.model.plan import Plan
from kanban.model.unreadable import Problem
from kanban.store.carrying_out import carried_out
from kanban.store.errors import StoreError, Unreadable
from kanban.store.finished_long_ago import problems_of
from kanban.store.folder import codec, roles
from kanban.store.folder.copies import copies_of
from kanban.store.folder.files import FileStamp, read, stamp_of, sync_folder
from kanban.store.folder.in_folder import has_both_parts
from kanban.store.folder.locks import locked
from kanban.store.folder.past_years import PastCards, YearCache
from kanban.store.folder.plan_ledger import PlanLedger
from kanban.store.folder.tally_files import TallyReader
from kanban.store.folder.unfinished import check_finished
from kanban.store.protocol import FEW, Access, Applied, Checks, Ref, Removals, RoleLayout, Transfer, Watch
from kanban.store.slugs import is_slug, no_slug
from kanban.text.messages import Refused, msg
from kanban.text.os_errors import os_reason

if TYPE_CHECKING:
    from kanban.store.folder.writing import Writer


class FolderStore:
    """A store in a folder; see `protocol.Store` for what it promises."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._boards: dict[str, tuple[FileStamp, Board]] = {}
        self._prefetched: dict[str, tuple[bytes, FileStamp]] = {}
        self._unchecked: dict[str, tuple[FileStamp, Board, bytes]] = {}
        """With the content of the file, from which it is still to be checked."""
        self._tallies = TallyReader()
        self._paths: dict[str, Path] = {}
        self._years = YearCache()
        self._plan_ledger = PlanLedger(self.plan_path, lambda: self._writer)

    @property
    def place(self) -> str:
        """The folder."""
        return str(self.folder)

    @property
    def checks(self) -> Checks:
        """Checks and repairs."""
        from kanban.store.folder.checks import FolderChecks

        return FolderChecks(self)

    @property
    def roles(self) -> RoleLayout:
        """Owners, groups and modes."""
        from kanban.store.folder.role_layout import FolderRoles

        return FolderRoles(self)

    @property
    def removals(self) -> Removals:
        """Boards moved aside."""
        from kanban.store.folder.removed import FolderRemovals

        return FolderRemovals(self)

    @cached_property
    def transfer(self) -> Transfer:
        """All files together."""
        from kanban.store.folder.transfer import FolderTransfer

        return FolderTransfer(self)

    @cached_property
    def _writer(self) -> "Writer":
        from kanban.store.folder.writing import Writer  # reading needs no TinyDB

        return Writer()

    def exists(self) -> bool:
        """Whether the folder is a workspace, damaged ones too; one that merely has a folder `plan` is none."""
        check_finished(self.folder)
        plan, boards = self.plan_path.parent, self.folder / "boards"
        try:
            if has_both_parts(self.folder):
                return True
            return any(plan.glob("plan.json*")) or any(boards.glob("*/board.json*"))
        except OSError as error:
            raise StoreError(self.folder, os_reason(error)) from error

    def create(self, project: str = "", timezone: str | None = None, by: str = "", at: datetime | None = None) -> None:
        """Make the folders and an empty plan, where they are not there yet. Raises StoreError."""
        check_finished(self.folder)
        try:
            (self.folder / "plan").mkdir(parents=True, exist_ok=True)
            (self.folder / "boards").mkdir(exist_ok=True)
        except OSError as error:
            reason = msg("no workspace can be made there: {reason}", reason=os_reason(error))
            raise StoreError(self.folder, reason) from error
        self._plan_ledger.begin(project, timezone, by, at)

    def boards(self) -> list[str]:
        """Slugs of all boards, sorted."""
        try:
            with os.scandir(self.folder / "boards") as entries:  # a link may lead out of the workspace
                slugs = [e.name for e in entries if is_slug(e.name) and e.is_dir(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(self.folder / "boards", os_reason(error)) from error
        return sorted(slugs)

    def create_board(self, slug: str, driver: str, columns: tuple[Column, ...] | None = None) -> Board:
        """A new, empty board."""
        if not is_slug(slug):
            raise Refused(msg("board: {reason}", reason=no_slug(slug)))
        columns = columns or DEFAULT_COLUMNS
        if wrong := check_columns(columns):
            raise Refused(msg("columns: {reason}", reason=wrong))
        board = assemble(BoardHead(schema=SCHEMA, slug=slug, driver=driver, columns=columns), {})
        path = self.board_path(slug)
        if roles.roles_of(self.folder) is not None:
            with roles.new_board(self.folder, slug, driver) as staged:
                self._writer.write_new(staged / path.name, board)
            return self.board(slug)
        self.create(by=driver)
        try:
            path.parent.mkdir(exist_ok=True)
            sync_folder(path.parent.parent)
        except OSError as error:
            raise StoreError(path.parent, msg("board not made: {reason}", reason=os_reason(error))) from error
        with locked(path.parent / ".lock"):
            if stamp_of(path) is not None or copies_of(path):
                raise Refused(msg("board: {slug!r} exists already", slug=slug))
            self._boards[slug] = self._writer.write_new(path, board), board
            return board

    def board(self, slug: str) -> Board:
        """The board as it is now; the same object as before if its file did not change."""
        path = self.board_path(slug)
        stamp = stamp_of(path)
        cached = self._boards.get(slug)
        if cached and cached[0] == stamp:
            return cached[1]
        unchecked = self._unchecked.pop(slug, None)
        if unchecked and unchecked[0] == stamp and codec.is_sound(unchecked[1], None, unchecked[2]):
            self._boards[slug] = unchecked[0], unchecked[1]
            return unchecked[1]
        if stamp is None:
            self._boards.pop(slug, None)
            if stamp_of(path.parent) is not None:
                raise Unreadable(path, msg("the board's file is missing"))
            raise self._no_board(slug)
        prefetched = self._prefetched.pop(slug, None)
        try:
            content, stamp = prefetched if prefetched and prefetched[1] == stamp else read(path)
        except FileNotFoundError:
            raise Unreadable(path, msg("the board's file is missing")) from None
        board = self._with_past(slug, codec.board(path, slug, content))
        self._boards[slug] = stamp, board
        return board

    def read(self, slugs: Collection[str]) -> dict[str, Board | StoreError]:
        """Many boards, file by file."""
        return {slug: self._read(slug) for slug in slugs}

    def _read(self, slug: str) -> Board | StoreError:
        try:
            return self.board(slug)
        except StoreError as error:
            return error

    def _no_board(self, slug: str) -> Unreadable:
        return Unreadable(self.folder, msg("there is no board {slug!r}", slug=slug))

    def prefetch(self, *slugs: str) -> None:
        """Read boards' files ahead of `first_paint` and `board`; of many the tallies, where they are kept."""
        for slug in slugs:
            with suppress(StoreError, FileNotFoundError):  # said when it is read in earnest
                path = self.board_path(slug)
                if len(slugs) <= FEW or self._tallies.driver(path) is None:
                    self._prefetched[slug] = read(path)

    def first_count(self, slug: str) -> Board:
        """The board as it is now, unchecked, known by its tallies where they are kept. Raises what `board` raises."""
        if slug not in self._boards:
            content = self._tallies.take(self.board_path(slug))
            if content is not None:
                from kanban.store.folder.tallies import board_of

                counted = board_of(content, partial(self.board, slug))
                if counted is not None:
                    return counted
        return self.first_paint(slug)

    def first_paint(self, slug: str) -> Board:
        """The board as it is now, unchecked. Raises what `board` raises."""
        stamp = self.stamp(slug)
        if (unchecked := self._unchecked.get(slug)) and unchecked[0] == stamp:
            return unchecked[1]
        prefetched = self._prefetched.pop(slug, None)
        if slug in self._boards or not prefetched or prefetched[1] != stamp:
            return self.board(slug)
        board = codec.first_paint(slug, prefetched[0])
        if board is None:
            return self.board(slug)
        board = self._with_past(slug, board)
        self._unchecked[slug] = prefetched[1], board, prefetched[0]
        return board

    def last_good(self, slug: str) -> Board | None:
        """The newest copy that can be read whole, with its past years."""
        path = self.board_path(slug)
        for copy in copies_of(path):
            try:
                board = self._with_past(slug, codec.board(path, slug, read(copy)[0]))
            except (StoreError, FileNotFoundError):
                continue
            if not board.problems and not problems_of(board):
                return board
        return None

    def _with_past(self, slug: str, board: Board) -> Board:
        if not board.head.past:
            return board
        past = PastCards(self._years, self.board_path(slug).parent, board.head.past)
        return msgspec.structs.replace(board, past_cards=past)

    def past_cards(self, slug: str) -> Mapping[str, Card]:
        """The board's cards of past years."""
        return self.board(slug).past_cards

    def problems(self, slug: str) -> Sequence[Problem]:
        """What could not be read of the board and its past years."""
        board = self.board(slug)
        return (*board.problems, *problems_of(board))

    def plan(self) -> Plan:
        """The plan as it is now; an empty one if there is none."""
        return self._plan_ledger.plan()

    @overload
    def apply(self, ref: str, commands: Sequence[Signed]) -> tuple[Board, list[Applied]]: ...

    @overload
    def apply(self, ref: None, commands: Sequence[Signed]) -> tuple[Plan, list[Applied]]: ...

    def apply(self, ref: Ref, commands: Sequence[Signed]) -> tuple[Board, list[Applied]] | tuple[Plan, list[Applied]]:
        """Carry commands out on the freshest state, under the lock, durably."""
        if ref is not None:
            return self._apply_to_board(ref, commands)
        self.create(by=commands[0].by if commands else "")
        return self._plan_ledger.apply(commands)

    def _apply_to_board(self, slug: str, commands: Sequence[Signed]) -> tuple[Board, list[Applied]]:
        path = self.board_path(slug)
        if stamp_of(path.parent) is None:
            raise self._no_board(slug)
        with locked(path.parent / ".lock"):
            before = self.board(slug)
            board, applied = carried_out(before, commands)
            if board is not before:
                touched = dict.fromkeys(card for result in applied for card in result.subjects)
                at = max(signed.at for signed in commands)
                self._boards[slug] = self._writer.save(path, self._boards[slug], board, touched, at, self._years)
        return self._boards[slug][1], applied

    def stamp(self, ref: Ref) -> FileStamp | None:
        """Stamp of the board's file, or the plan's."""
        return stamp_of(self.plan_path if ref is None else self.board_path(ref))

    def stamps(self) -> dict[Ref, object]:
        """Of the plan and all boards; of a file that cannot be looked at, why."""
        return {ref: self._stamp_or_why(ref) for ref in (None, *self.boards())}

    def _stamp_or_why(self, ref: Ref) -> object:
        try:
            return self.stamp(ref)
        except StoreError as error:
            return str(error)

    def watch(self) -> Watch:
        """inotify, where it works."""
        from kanban.store.folder.watch import FolderWatch

        return FolderWatch(self.folder)

    def access(self, ref: Ref) -> Access:
        """By owners and modes; only a shared workspace keeps anybody out."""
        return roles.access(self.folder, self.plan_path if ref is None else self.board_path(ref))

    def signer(self, user: str) -> str:
        """The user."""
        return user

    def own_boards(self, user: str, slug: str) -> list[str]:
        """In a shared workspace the boards whose folder is the user's, else those that name the user as driver."""
        slugs = self.boards()
        if roles.roles_of(self.folder) is not None:
            own = [name for name in slugs if roles.is_mine(self.folder, name)]
            if not own and os.geteuid() and not any(roles.may_read(self.folder, name) for name in slugs):
                how = roles.who_makes_boards(self.folder, slug, user)
                raise Refused(msg("you have no board yet; {how}", how=how))
        else:
            own = [name for name in slugs if self._driver(name) == user]
        return sorted(own, key=lambda name: (name != slug, name))

    def _driver(self, slug: str) -> str:
        try:
            driver = self._tallies.driver(self.board_path(slug))
            return self.first_paint(slug).driver if driver is None else driver
        except StoreError:
            return ""

    def board_path(self, slug: str) -> Path:
        """Where the board is kept. Raises Unreadable for what is no slug, so that no path leaves the workspace."""
        path = self._paths.get(slug)
        if path is None:
            if not is_slug(slug):
                raise Unreadable(self.folder, no_slug(slug))
            path = self._paths[slug] = self.folder / "boards" / slug / "board.json"
        return path

    @property
    def plan_path(self) -> Path:
        """Where the plan is kept."""
        return self.folder / "plan" / "plan.json"
