"""Holes in a shared workspace, found by looking at owners, groups and modes."""

import os
import stat
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from kanban.store.folder.files import ACCESS_LIST, reason
from kanban.store.folder.people import group_name, groups_of, user_name
from kanban.store.folder.roles import Roles, member_faults, pm_faults
from kanban.store.protocol import StoreError
from kanban.text.clean import clean_line
from kanban.text.messages import Refused

DriverOf = Callable[[str], str]
DEFAULT_LIST = "system.posix_acl_default"
"""Name under which Linux keeps the access list that new files in a folder get."""
_USER, _GROUP, _MASK = 2, 8, 16
"""Kinds of entries in an access list: a user, a group, and the most that any of them may."""


def holes(folder: Path, roles: Roles, slugs: list[str], driver_of: DriverOf) -> Iterator[str]:
    """A sentence for each hole, with its file; nothing is changed. `driver_of` says what a board says of its driver.

    A driver names the files in the own folder, and root reads the names on a terminal: none of them is obeyed there.
    """
    return map(clean_line, _holes(folder, roles, slugs, driver_of))


def _holes(folder: Path, roles: Roles, slugs: list[str], driver_of: DriverOf) -> Iterator[str]:
    yield from _above(folder)
    top = os.lstat(folder).st_uid
    yield from _folder(folder, top, None, 0o022)
    if top and top == roles.pm:
        yield f"{folder}: belongs to the PM, who can remove boards; it is to be root's"
    yield from pm_faults(roles)
    plan, boards = folder / "plan", folder / "boards"
    yield from _folder(plan, roles.pm, roles.everyone, 0o027, 0o2050)
    yield from _inside(plan, roles.pm, roles.everyone, "plan.json")
    yield from _folder(boards, top, roles.readers, 0o022, 0o2005)
    drivers = set()
    for slug in slugs:
        owner = os.lstat(boards / slug).st_uid
        drivers.add(owner)
        yield from _board(boards / slug, owner, roles, driver_of)
    for owner in sorted(drivers):
        yield from member_faults(roles, owner)
    yield from _strangers(boards, slugs)


def _board(home: Path, owner: int, roles: Roles, driver_of: DriverOf) -> Iterator[str]:
    if owner == 0:
        yield f"{home}: belongs to root, so its driver cannot change it"
    elif not groups_of(owner):
        yield f"{home}: belongs to {user_name(owner)}, who is no user of this host"
    yield from _folder(home, owner, roles.readers, 0o027, 0o2050)
    if not os.access(home, os.R_OK | os.X_OK, effective_ids=True):
        return  # not for us to read
    yield from _inside(home, owner, roles.readers, "board.json")
    try:
        driver = driver_of(home.name)
    except (StoreError, Refused):
        return  # `kanban doctor` says so
    if driver != user_name(owner):
        yield f"{home}: belongs to {user_name(owner)}, but its board says it is {driver}'s"


def _above(folder: Path) -> Iterator[str]:
    """Whoever can rename a folder above can put another workspace in the place of this one."""
    for above in folder.resolve().parents:
        status = os.lstat(above)
        if status.st_uid not in (0, os.lstat(folder).st_uid):
            yield f"{above}: belongs to {user_name(status.st_uid)}, who can put another folder in its place"
        loose = status.st_mode & 0o022
        if loose and not status.st_mode & stat.S_ISVTX:
            who = "all users" if loose & 0o002 else f"group {group_name(status.st_gid)}"
            yield f"{above}: {who} can put another folder in the place of the workspace"


def _folder(path: Path, owner: int, group: int | None, never: int, must: int = 0) -> Iterator[str]:
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        yield f"{path}: not a folder"
        return
    yield from _rights(path, status, owner, group, never, must)


def _inside(home: Path, owner: int, group: int, name: str) -> Iterator[str]:
    """Files of a home; sub-folders are homes again."""
    try:
        entries = sorted(os.scandir(home), key=lambda entry: entry.name)
    except OSError as error:
        yield f"{home}: {reason(error)}"
        return
    if home.parent.name == "boards" and name not in {entry.name for entry in entries}:
        yield f"{home / name}: missing"
    here = Counter(entry.inode() for entry in entries)
    for entry in entries:
        path = home / entry.name
        try:
            status = os.lstat(path)
        except FileNotFoundError:
            continue  # a write was going on
        if stat.S_ISDIR(status.st_mode):
            yield from _rights(path, status, owner, group, 0o027, 0o2050)
            yield from _inside(path, owner, group, name)
        elif not stat.S_ISREG(status.st_mode):
            yield f"{path}: {'a link' if stat.S_ISLNK(status.st_mode) else 'not a file'}, put there by hand"
        elif status.st_nlink > here[status.st_ino]:
            yield f"{path}: has another name somewhere else (a hard link)"
        else:
            hidden = entry.name.startswith(".")
            yield from _rights(path, status, owner, group, 0o067 if hidden else 0o027, 0 if hidden else 0o040)


def _rights(path: Path, status: os.stat_result, owner: int, group: int | None, never: int, must: int) -> Iterator[str]:
    mode, members = stat.S_IMODE(status.st_mode), f"group {group_name(status.st_gid)}"
    if status.st_uid != owner:
        yield f"{path}: belongs to {user_name(status.st_uid)} instead of {user_name(owner)}"
    if group is not None and status.st_gid != group:
        yield f"{path}: its group is {group_name(status.st_gid)} instead of {group_name(group)}"
    wrong, lacking = mode & never, must & ~mode
    for bit, words in (
        (0o020, f"{members} can write there"), (0o040, f"{members} can lock others out with it"),
        (0o002, "all users can write there"), (0o005, "all users can read it"),
    ):  # fmt: skip
        if wrong & bit:
            yield f"{path}: {words} (mode {mode:o})"
    if lacking & 0o050:
        yield f"{path}: {members} cannot read it (mode {mode:o})"
    if lacking & 0o005:
        yield f"{path}: members cannot get through it (mode {mode:o})"
    if lacking & 0o2000:
        yield f"{path}: not setgid, so the group of new files is another (mode {mode:o})"
    yield from _listed(path, owner, group)


def _listed(path: Path, owner: int, group: int | None) -> Iterator[str]:
    """Those whom an access list lets in beside owner, group and mode: the mode does not show them."""
    for name, where in ((ACCESS_LIST, "it"), (DEFAULT_LIST, "what is made in it")):
        held = b""
        with suppress(OSError, AttributeError):  # most files have none, and not every system has them
            held = os.getxattr(path, name, follow_symlinks=False)
        entries = list(struct.iter_unpack("<HHI", held[4:])) if len(held) % 8 == 4 else []
        most = next((rights for kind, rights, _ in entries if kind == _MASK), 7)
        for kind, rights, number in entries:
            named = (kind == _USER and number not in (0, owner)) or (kind == _GROUP and number != group)
            if named and rights & most & 6:
                who = user_name(number) if kind == _USER else f"group {group_name(number)}"
                yield f"{path}: its access list lets {who} {'write' if rights & most & 2 else 'read'} {where}"


def _strangers(boards: Path, slugs: list[str]) -> Iterator[str]:
    known = set(slugs)
    for name in sorted(os.listdir(boards)):
        if name not in known and not name.endswith(".new"):
            yield f"{boards / name}: {'a link' if os.path.islink(boards / name) else 'no board'}, put there by hand"
