"""Boards that were removed: moved aside as they are, to `removed/SLUG@TIME`, and from there brought back.

A note beside each, `removed/SLUG@TIME.json`, says who did it. In a shared workspace the owner of `boards` alone can do
either, and the folders keep their owners, groups and modes.
"""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from kanban.store.errors import StoreError, Unreadable
from kanban.store.folder import roles
from kanban.store.folder.files import read, replace, stamp_of, sync_folder
from kanban.store.folder.in_folder import InFolder
from kanban.store.folder.locks import locked
from kanban.store.folder.people import user_name
from kanban.store.protocol import RemovedBoard
from kanban.text.messages import Refused, joined, msg
from kanban.text.os_errors import os_reason

FOLDER = "removed"
_NAME = re.compile(r"([a-z0-9][a-z0-9._-]{0,39})@(\d{8}T\d{6}\.\d{3})Z", re.ASCII)
_TIME = "%Y%m%dT%H%M%S.%f"


class _Note(msgspec.Struct, frozen=True):
    by: str = ""


class FolderRemovals:
    """The `Removals` of a folder."""

    def __init__(self, store: InFolder) -> None:
        self._store = store
        self._folder = store.folder / FOLDER

    def remove(self, slug: str, by: str, at: datetime) -> None:
        """Move a board's folder aside, as a whole, while nobody writes to it."""
        home = self._store.board_path(slug).parent
        if slug not in self._store.boards():
            raise Unreadable(self._store.folder, msg("there is no board {slug!r}", slug=slug))
        self._check_allowed()
        with locked(home / ".lock"):
            try:
                self._make_folder()
                aside = self._free_name(slug, at)
                os.rename(home, aside)
                sync_folder(self._folder)
                sync_folder(home.parent)
            except OSError as error:
                raise StoreError(home, msg("not removed: {reason}", reason=os_reason(error))) from error
        with suppress(StoreError):  # it is removed whatever becomes of the note
            replace(note_of(aside), msgspec.json.encode(_Note(by)), keep=False)

    def removed(self) -> list[RemovedBoard]:
        """The newest first; none where this user may not look."""
        return [RemovedBoard(slug, at, _by(path)) for slug, at, path in self._found()]

    def bring_back(self, slug: str) -> None:
        """Put the one of that name that was removed last back in its place."""
        removed = [path for name, _, path in self._found() if name == slug]
        if not removed:
            names = joined(dict.fromkeys(name for name, _, _ in self._found())) or msg("none")
            raise Refused(msg("board: {slug!r} was not removed; removed boards: {boards}", slug=slug, boards=names))
        self._check_allowed()
        home = self._store.board_path(slug).parent
        if stamp_of(home) is not None:
            raise Refused(msg("board: {slug!r} exists already", slug=slug))
        try:
            home.parent.mkdir(exist_ok=True)
            os.rename(removed[0], home)
            sync_folder(home.parent)
            sync_folder(self._folder)
        except OSError as error:
            raise StoreError(home, msg("not brought back: {reason}", reason=os_reason(error))) from error
        with suppress(OSError):
            os.unlink(note_of(removed[0]))

    def home(self, slug: str, at: datetime) -> Path:
        """Where a board is that was removed at a time, in UTC."""
        return self._folder / f"{slug}@{at.strftime(_TIME)[:-3]}Z"

    def _check_allowed(self) -> None:
        folder = self._store.folder
        if roles.roles_of(folder) is None or os.access(folder / "boards", os.W_OK, effective_ids=True):
            return
        owner = user_name(os.stat(folder / "boards").st_uid)
        raise Refused(msg("boards in {folder} are removed and brought back by {user}", folder=folder, user=owner))

    def _make_folder(self) -> None:
        with suppress(FileExistsError):
            os.mkdir(self._folder)
            if roles.roles_of(self._store.folder) is not None:
                model = os.stat(self._store.folder / "boards")
                os.chown(self._folder, model.st_uid, model.st_gid)
                os.chmod(self._folder, model.st_mode & 0o7777)
            sync_folder(self._store.folder)

    def _free_name(self, slug: str, at: datetime) -> Path:
        while True:
            path = self.home(slug, at.astimezone(UTC))
            if not os.path.lexists(path):
                return path
            at += timedelta(milliseconds=1)

    def _found(self) -> list[tuple[str, datetime, Path]]:
        try:
            with os.scandir(self._folder) as entries:
                names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            return []
        removed_boards = []
        for match in filter(None, map(_NAME.fullmatch, names)):
            with suppress(ValueError):  # a month 13, by hand
                at = datetime.strptime(match[2], _TIME).replace(tzinfo=UTC)
                removed_boards.append((match[1], at, self._folder / match[0]))
        return sorted(removed_boards, key=lambda one: (one[1], one[0]), reverse=True)


def note_of(path: Path) -> Path:
    """The note beside a removed board."""
    return path.with_name(f"{path.name}.json")


def _by(path: Path) -> str:
    with suppress(StoreError, FileNotFoundError, msgspec.MsgspecError):
        return msgspec.json.decode(read(note_of(path))[0], type=_Note).by
    return ""
