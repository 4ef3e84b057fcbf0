"""Is everything sound? Checks of boards and the plan beyond what reading them checks, and their repair."""

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError
from kanban.store.folder.in_folder import InFolder
from kanban.store.folder.restore import restore_board, restore_plan
from kanban.store.folder.tallies import faults
from kanban.store.folder.tally_files import path_of
from kanban.store.folder.watch import described
from kanban.store.history_checks import history_faults, plan_faults
from kanban.store.protocol import Ref
from kanban.text.messages import Message, Words, msg

_CONFLICT = re.compile(r"conflict", re.IGNORECASE)
"""In the names that Dropbox, Nextcloud, ownCloud, Syncthing and Seafile give: `board (conflicted copy).json`."""


class FolderChecks:
    """The `Checks` of a folder."""

    def __init__(self, store: InFolder) -> None:
        self._store = store

    def check(self, ref: Ref) -> list[Problem]:
        """What is wrong with a board or the plan; nothing is changed."""
        try:
            if ref is None:
                problems = _conflicted(self._store.plan_path)
                return problems + [Problem(str(self._store.plan_path), f) for f in plan_faults(self._store.plan())]
            path = self._store.board_path(ref)
            problems = [*self._store.problems(ref), *_conflicted(path)]
            board = self._store.board(ref)
            problems += [Problem(str(path), fault) for fault in history_faults(board)]
            return problems + [Problem(str(path_of(path)), fault) for fault in faults(path, board)]
        except StoreError as error:
            return [Problem(error.place, error.reason)]

    def restore(self, ref: Ref, now: datetime) -> list[Words]:
        """Put the last good copy in the place of what cannot be read; what was done."""
        if ref is None:
            return restore_plan(self._store.plan_path, now)
        path = self._store.board_path(ref)
        done = restore_board(path, ref, now)
        with suppress(StoreError, OSError):
            if any(faults(path, self._store.board(ref))):
                path_of(path).unlink()
                made_anew = msg("removed; it is made anew with the next save")
                done.append(msg("{place}: {reason}", place=path_of(path), reason=made_anew))
        return done

    def watching(self) -> Message:
        """How changes by others are noticed."""
        return described(self._store.folder)

    def way_back(self) -> Message:
        """Copies are kept beside the files."""
        return msg("`kanban doctor --restore` brings back the last good copy of a file that cannot be read")


def _conflicted(path: Path) -> list[Problem]:
    """Copies that a sync tool left beside a file, as it could not bring two states of it together."""
    words = msg("a sync tool left this copy: what was changed in it is not in {file}", file=path.name)
    try:
        names = sorted(beside.name for beside in path.parent.iterdir())
    except OSError:
        return []
    return [Problem(str(path.parent / name), words) for name in names if _CONFLICT.search(name)]
