"""Who may do what in a shared workspace: owners, groups and modes of its folders, and nothing else.

    DIR       root:EVERYONE  750    members get in, others do not even see the names of boards
    plan      PM:EVERYONE   2750   the PM writes, members read
    boards    root:PMS      2755   nobody but root makes, removes or renames a board; open boards: root:EVERYONE
    boards/x  driver:PMS    2750   one driver writes, PMs read

The modes are the record: a workspace is shared if `boards` or `plan` is setgid (where one has lost it, it is a fault),
and the group of `boards` is that of those who read boards.
Files in a setgid folder inherit its group, and their rights from it (see `files.replace`).
"""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from kanban.store.errors import StoreError
from kanban.store.folder.files import sync_folder
from kanban.store.folder.people import group_name, groups_of, user_id, user_name
from kanban.store.protocol import Access
from kanban.text.messages import Message, Refused, Words, msg
from kanban.text.os_errors import os_reason

TOP_MODE, BOARDS_MODE, HOME_MODE = 0o750, 0o2755, 0o2750
"""Of the workspace, of `boards`, and of the folders of the plan and of each board."""
KEPT_MODE, OWN_MODE = 0o640, 0o600
"""Of what others of the group read, and of locks and the like."""


class Roles(msgspec.Struct, frozen=True):
    """Who has what part in a shared workspace, by number."""

    pm: int
    everyone: int
    readers: int
    """The group that reads all boards: the PMs, or everyone."""

    @property
    def is_open(self) -> bool:
        """Whether all members read all boards."""
        return self.readers == self.everyone


def roles_of(folder: Path) -> Roles | None:
    """The roles in a shared workspace; None for one that is not shared, or not there."""
    try:
        boards, plan = os.stat(folder / "boards"), os.stat(folder / "plan")
    except OSError:
        return None
    if not (boards.st_mode | plan.st_mode) & stat.S_ISGID:
        return None
    return Roles(plan.st_uid, plan.st_gid, boards.st_gid)


def may_give() -> bool:
    """Whether this process may give files to other users: root, or whoever holds that capability."""
    if os.geteuid() == 0:
        return True
    with suppress(OSError, ValueError, StopIteration), open("/proc/self/status") as status:
        effective = next(line for line in status if line.startswith("CapEff:"))
        return bool(int(effective.split()[1], 16) & 1)
    return False


def check_before(folder: Path) -> None:
    """Nothing is set up as root in a folder that somebody else can change meanwhile. Raises Refused, StoreError."""
    if not may_give():
        raise Refused(msg("{folder}: only root can give folders to other users; say it with sudo", folder=folder))
    for path in (folder, folder / "plan", folder / "boards"):
        try:
            status = os.lstat(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StoreError(path, os_reason(error)) from error
        if not stat.S_ISDIR(status.st_mode):
            raise Refused(msg("{path}: not a folder", path=path))
        if path == folder and status.st_uid not in (0, os.geteuid()):
            raise Refused(
                msg("{folder}: it belongs to {user}; name a new folder, or chown it to root", folder=folder,
                    user=user_name(status.st_uid))
            )  # fmt: skip


def share(folder: Path, roles: Roles, driver_of: Callable[[str], str]) -> list[Words]:
    """Give the folders of a workspace, and all that is in them, their owners, groups and modes; returns what was odd.

    Doing it again repairs what was changed. A board that belongs to a user keeps its owner, one of root's goes to
    the user that `driver_of` its slug names. Raises StoreError.
    """
    odd: list[Words] = []
    top = os.geteuid()
    with _opened(folder) as root:
        _set(root, top, roles.everyone, TOP_MODE)
        with _opened(folder / "plan", "plan", root) as plan:
            _fill(plan, folder / "plan", roles.pm, roles.everyone, odd)
        with _opened(folder / "boards", "boards", root) as boards:
            _set(boards, top, roles.readers, BOARDS_MODE)
            for slug in sorted(os.listdir(boards)):
                path = folder / "boards" / slug
                try:
                    with _opened(path, slug, boards) as board:
                        owner = os.fstat(board).st_uid
                        owner = owner if owner not in (0, top) else user_id(driver_of(slug), "driver")
                        _fill(board, path, owner, roles.readers, odd)
                except (StoreError, Refused) as error:
                    left = msg("{path}: left to root: {reason}", path=path, reason=error)
                    odd.append(str(error) if isinstance(error, StoreError) else left)
        if os.path.lexists(folder / "removed"):
            _close_removed(folder / "removed", root, top, roles.readers)
    return odd


def _close_removed(folder: Path, root: int, top: int, readers: int) -> None:
    """Boards that were removed before the workspace was shared are read by root alone."""
    with _opened(folder, "removed", root) as removed:
        _set(removed, top, readers, BOARDS_MODE)
        for name in os.listdir(removed):
            status = os.stat(name, dir_fd=removed, follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode) and not status.st_mode & stat.S_ISGID:
                with _opened(folder / name, name, removed) as board:
                    _set(board, top, readers, 0o700)


@contextmanager
def new_board(folder: Path, slug: str, driver: str) -> Iterator[Path]:
    """A folder to make a board in, out of sight; afterwards it is the driver's, in its place, as a whole.

    Raises Refused, StoreError; then nothing is left of it.
    """
    roles = roles_of(folder)
    assert roles is not None
    home, boards = folder / "boards" / slug, folder / "boards"
    if os.path.lexists(home):
        raise Refused(msg("board: {slug!r} exists already", slug=slug))
    if not may_give() or not os.access(boards, os.W_OK, effective_ids=True):
        raise Refused(who_makes_boards(folder, slug, driver))
    import shutil  # only here: its import takes as long as a small board's

    owner = user_id(driver, "driver")
    staged = boards / f".{slug}.{os.getpid()}.new"
    try:
        shutil.rmtree(staged, ignore_errors=True)
        os.mkdir(staged, 0o700)
        yield staged
        odd: list[Words] = []
        with _opened(staged) as descriptor:
            _fill(descriptor, staged, owner, roles.readers, odd)
        os.rename(staged, home)
        sync_folder(boards)
    except OSError as error:
        raise StoreError(home, msg("board not made: {reason}", reason=os_reason(error))) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def who_makes_boards(folder: Path, slug: str, driver: str) -> Message:
    """What to say to a driver without a board."""
    with suppress(OSError):
        maker = user_name(os.stat(folder / "boards").st_uid)
        return msg(
            "boards in {folder} are made by {user}, with `kanban -w {folder} board create {slug} --driver {driver}`",
            folder=folder, user=maker, slug=slug, driver=driver,
        )  # fmt: skip
    return msg("{folder}: you cannot make a board there", folder=folder)


def is_mine(folder: Path, slug: str) -> bool:
    """Whether a board's folder belongs to whoever runs this."""
    try:
        return os.stat(folder / "boards" / slug).st_uid == os.geteuid()
    except OSError:
        return False


def may_read(folder: Path, slug: str) -> bool:
    """Whether whoever runs this may look into a board's folder."""
    return os.access(folder / "boards" / slug, os.R_OK | os.X_OK, effective_ids=True)


def access(folder: Path, path: Path) -> Access:
    """What whoever runs this may do with a ledger's file. Only in a shared workspace is anybody kept out on purpose."""
    if roles_of(folder) is None or not os.path.lexists(path.parent):
        return Access(read=True, write=True)
    if os.access(path.parent, os.W_OK, effective_ids=True):
        return Access(read=True, write=True)
    owner = user_name(os.stat(path.parent).st_uid)
    if os.access(path.parent, os.R_OK | os.X_OK, effective_ids=True):
        return Access(read=True, write=False, why_not=msg("only {user} may write there", user=owner))
    return Access(read=False, write=False, why_not=msg("only {user} may write there, and a PM read", user=owner))


def remarks(folder: Path, driver: str) -> Iterator[Message]:
    """What a new driver lacks, or has too much of."""
    roles = roles_of(folder)
    if roles is None:
        return
    yield from member_faults(roles, user_id(driver, "driver"))


def member_faults(roles: Roles, driver: int) -> Iterator[Message]:
    """What is wrong with a driver's groups."""
    groups, name = groups_of(driver), user_name(driver)
    if driver not in (0, roles.pm) and roles.everyone not in groups:
        group = group_name(roles.everyone)
        yield msg("{user} is not in group {group}, so cannot read the plan", user=name, group=group)
    if driver not in (0, roles.pm) and not roles.is_open and roles.readers in groups:
        group = group_name(roles.readers)
        yield msg("{user} drives a board and is in group {group}, so can read all boards", user=name, group=group)


def pm_faults(roles: Roles) -> Iterator[Message]:
    """What is wrong with the PM's groups."""
    if not roles.pm:
        return
    name, groups = user_name(roles.pm), groups_of(roles.pm)
    if roles.readers not in groups:
        yield msg(
            "{user}, the PM, is not in group {group}, so cannot read the boards (usermod -aG {group} {user})",
            user=name, group=group_name(roles.readers),
        )  # fmt: skip
    elif roles.everyone not in groups:
        yield msg(
            "{user}, the PM, is not in group {group}, so cannot get into the workspace (usermod -aG {group} {user})",
            user=name, group=group_name(roles.everyone),
        )  # fmt: skip


def _fill(descriptor: int, path: Path, owner: int, group: int, odd: list[Words]) -> None:
    """Set a home (of the plan or a board) and what is in it, never through a link that somebody planted."""
    _set(descriptor, owner, group, HOME_MODE)
    trusted = {0, owner, os.geteuid()}
    names = os.listdir(descriptor)
    here = Counter(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_ino for name in names)
    for name in names:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            entry = os.open(name, flags, dir_fd=descriptor)
        except OSError as error:
            odd.append(msg("{path}: left as it is: {reason}", path=path / name, reason=os_reason(error)))
            continue
        try:
            status = os.fstat(entry)
            if stat.S_ISDIR(status.st_mode) and status.st_uid in trusted:
                _fill(entry, path / name, owner, group, odd)
            elif _is_plain(status, here) and status.st_uid in trusted:
                _set(entry, owner, group, OWN_MODE if name.startswith(".") else KEPT_MODE)
            else:
                odd.append(msg("{path}: left as it is: not a file of its own", path=path / name))
        finally:
            os.close(entry)


def _is_plain(status: os.stat_result, here: Counter[int]) -> bool:
    """A file whose every name lies in its folder: a kept copy may be another name of the same."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink == here[status.st_ino]


def _set(descriptor: int, owner: int, group: int, mode: int) -> None:
    os.fchown(descriptor, owner, group)
    os.fchmod(descriptor, mode)


@contextmanager
def _opened(path: Path, name: str | None = None, inside: int | None = None) -> Iterator[int]:
    try:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path if name is None else name, flags, dir_fd=inside)
    except OSError as error:
        raise StoreError(path, os_reason(error)) from error
    try:
        yield descriptor
    except OSError as error:
        raise StoreError(path, msg("owner and rights not set: {reason}", reason=os_reason(error))) from error
    finally:
        os.close(descriptor)
