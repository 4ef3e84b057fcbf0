"""How the roll-up notices changes by others: inotify where it works, looking at the files' stamps where it does not.

inotify is blind to what other machines write to a network mount, has limits that all of a user's programs share, and is
Linux's alone: there, and once in a while everywhere, every board is looked at. Measured (November 2026, 300 boards): a
look at all of them costs 2.5 ms, asking inotify 2 µs. A board on its own screen is one file, looked at for 4 µs twice a
second, and needs no more than that.
"""

import os
import sys
from pathlib import Path
from typing import Any

from kanban.text.messages import Message, Words, msg
from kanban.text.os_errors import os_reason

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs", "lustre", "afs"})
"""File systems that other machines may write to without this one's kernel noticing, until its cache is renewed."""


class FolderWatch:
    """What may have changed in a workspace since it was last asked."""

    def __init__(self, folder: Path) -> None:
        self._boards = folder / "boards"
        self._plan = folder / "plan"
        self._slugs: dict[int, str | None] = {}
        self._all = -1
        self._inotify: Any = None
        self.why: Words = _why_not(folder)
        """Why it is not inotify; empty if it is."""
        if not self.why:
            self._begin()

    @property
    def works(self) -> bool:
        """Whether changes are told at once; else everything must be looked at again and again."""
        return self._inotify is not None

    def changed(self) -> set[str | None] | None:
        """Slugs of boards (None: the plan) that may have changed; None: any may have, all must be looked at."""
        if self._inotify is None:
            return None
        refs: set[str | None] = set()
        for event in self._inotify.read(timeout=0):
            if event.wd not in self._slugs:  # the folder of boards, a folder that is gone, or events that were lost
                self._add_boards()
                self._drain()
                return None
            if event.name.endswith(".json") or not event.name:
                refs.add(self._slugs[event.wd])
        return refs

    def close(self) -> None:
        """Watch no more."""
        if self._inotify is not None:
            self._inotify.close()
            self._inotify = None

    def _begin(self) -> None:
        try:
            import inotify_simple

            self._inotify = inotify_simple.INotify(nonblocking=True)
            self._all = self._inotify.add_watch(self._boards, _mask())
            self._slugs[self._inotify.add_watch(self._plan, _mask())] = None
            self._add_boards()
        except ImportError as error:
            self.why = msg("inotify: {reason}", reason=error)
        except OSError as error:
            self._give_up(error)

    def _add_boards(self) -> None:
        """Watch every board's folder; one that is watched already stays so."""
        try:
            with os.scandir(self._boards) as entries:
                folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
            for entry in folders:
                try:
                    self._slugs[self._inotify.add_watch(entry.path, _mask())] = entry.name
                except (PermissionError, FileNotFoundError):  # not ours to read, or gone again
                    continue
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self.close()
        self.why = msg("inotify: {reason}", reason=os_reason(error))

    def _drain(self) -> None:
        """Everything will be looked at: what else has been told is not needed."""
        if self._inotify is not None:
            self._inotify.read(timeout=0)


def described(folder: Path) -> Message:
    """How changes in the workspace are noticed, for `kanban doctor`."""
    watch = FolderWatch(folder)
    kind, works, why = file_system(folder), watch.works, watch.why
    watch.close()
    if works:
        return msg("changes by others are seen by inotify (file system {kind})", kind=kind)
    if kind in NETWORK:
        return msg(
            "changes by others are seen by looking twice a second (file system {kind}; its cache may show changes by"
            " other machines some seconds late)", kind=kind,
        )  # fmt: skip
    return msg("changes by others are seen by looking twice a second (file system {kind}; {why})", kind=kind, why=why)


def file_system(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """The type of the file system that `folder` lies on; `unknown` where the system does not say."""
    best, kind = "", "unknown"
    try:
        real = str(folder.resolve())
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return kind
    for line in lines:
        head, _, tail = line.partition(" - ")
        fields = head.split(" ")
        if len(fields) < 5 or not tail:
            continue
        point = fields[4].replace("\\040", " ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, tail.split(" ")[0]
    return kind


def _why_not(folder: Path) -> Words:
    if sys.platform != "linux":
        return msg("no inotify on {system}", system=sys.platform)
    kind = file_system(folder)
    return msg("no inotify on {system}", system=kind) if kind in NETWORK or kind.startswith("fuse") else ""


def _mask() -> int:
    """Files put in place or taken away, folders made or opened up; not what is merely read, nor half written."""
    from inotify_simple import flags

    return int(
        flags.MOVED_TO | flags.MOVED_FROM | flags.CREATE | flags.DELETE | flags.CLOSE_WRITE | flags.ATTRIB
        | flags.DELETE_SELF | flags.MOVE_SELF
    )  # fmt: skip
