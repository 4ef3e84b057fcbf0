"""Faults in the roles of a shared workspace, found by looking at owners, groups and modes."""

import os
import stat
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError
from kanban.store.folder.files import ACCESS_LIST
from kanban.store.folder.people import group_name, groups_of, user_name
from kanban.store.folder.roles import Roles, member_faults, pm_faults
from kanban.text.messages import Message, Refused, Words, msg
from kanban.text.os_errors import os_reason

_BY_HAND_LINK = msg("a link, put there by hand")
DriverOf = Callable[[str], str]
DEFAULT_LIST = "system.posix_acl_default"
"""Name under which Linux keeps the access list that new files in a folder get."""
_USER, _GROUP, _MASK = 2, 8, 16
"""Kinds of entries in an access list: a user, a group, and the most that any of them may."""


def role_faults(folder: Path, roles: Roles, slugs: list[str], driver_of: DriverOf) -> Iterator[Problem]:
    """Each fault with its file; nothing is changed. `driver_of` says what a board says of its driver.

    A driver names the files in the own folder: whoever prints these names cleans them.
    """
    yield from _above(folder)
    top = os.lstat(folder).st_uid
    yield from _folder(folder, top, roles.everyone, 0o027, 0o050)
    if top and top == roles.pm:
        yield _at(folder, msg("belongs to the PM, who can remove boards; it is to be root's"))
    yield from (_at(folder, fault) for fault in pm_faults(roles))
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
        yield from (_at(folder, fault) for fault in member_faults(roles, owner))
    yield from _strangers(boards, slugs)


def _board(home: Path, owner: int, roles: Roles, driver_of: DriverOf) -> Iterator[Problem]:
    if owner == 0:
        yield _at(home, msg("belongs to root, so its driver cannot change it"))
    elif not groups_of(owner):
        yield _at(home, msg("belongs to {user}, who is no user of this host", user=user_name(owner)))
    yield from _folder(home, owner, roles.readers, 0o027, 0o2050)
    if not os.access(home, os.R_OK | os.X_OK, effective_ids=True):
        return  # not for us to read
    yield from _inside(home, owner, roles.readers, "board.json")
    try:
        driver = driver_of(home.name)
    except (StoreError, Refused):
        return  # `kanban doctor` says so
    if driver != user_name(owner):
        yield _at(
            home, msg("belongs to {user}, but its board says it is {driver}'s", user=user_name(owner), driver=driver)
        )


def _above(folder: Path) -> Iterator[Problem]:
    """Whoever can rename a folder above can put another workspace in the place of this one."""
    for above in folder.resolve().parents:
        status = os.lstat(above)
        if status.st_uid not in (0, os.lstat(folder).st_uid):
            user = user_name(status.st_uid)
            yield _at(above, msg("belongs to {user}, who can put another folder in its place", user=user))
        loose = status.st_mode & 0o022
        if loose and not status.st_mode & stat.S_ISVTX:
            who = msg("all users") if loose & 0o002 else _group(status.st_gid)
            yield _at(above, msg("{who} can put another folder in the place of the workspace", who=who))


def _folder(path: Path, owner: int, group: int | None, never: int, must: int = 0) -> Iterator[Problem]:
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        yield _at(path, msg("not a folder"))
        return
    yield from _rights(path, status, owner, group, never, must)


def _inside(home: Path, owner: int, group: int, name: str) -> Iterator[Problem]:
    """Files of a home; sub-folders are homes again."""
    try:
        entries = sorted(os.scandir(home), key=lambda entry: entry.name)
    except OSError as error:
        yield _at(home, os_reason(error))
        return
    if home.parent.name == "boards" and name not in {entry.name for entry in entries}:
        yield _at(home / name, msg("missing"))
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
            yield _at(path, _BY_HAND_LINK if stat.S_ISLNK(status.st_mode) else msg("not a file, put there by hand"))
        elif status.st_nlink > here[status.st_ino]:
            yield _at(path, msg("has another name somewhere else (a hard link)"))
        else:
            hidden = entry.name.startswith(".")
            yield from _rights(path, status, owner, group, 0o067 if hidden else 0o027, 0 if hidden else 0o040)


def _rights(
    path: Path, status: os.stat_result, owner: int, group: int | None, never: int, must: int
) -> Iterator[Problem]:
    mode, members = stat.S_IMODE(status.st_mode), _group(status.st_gid)
    if status.st_uid != owner:
        yield _at(
            path, msg("belongs to {user} instead of {owner}", user=user_name(status.st_uid), owner=user_name(owner))
        )
    if group is not None and status.st_gid != group:
        yield _at(
            path,
            msg("its group is {group} instead of {wanted}", group=group_name(status.st_gid), wanted=group_name(group)),
        )
    wrong, lacking = mode & never, must & ~mode
    faults = [
        (wrong & 0o020, msg("{group} can write there", group=members)),
        (wrong & 0o040, msg("{group} can lock others out with it", group=members)),
        (wrong & 0o002, msg("all users can write there")),
        (wrong & 0o005, msg("all users can read it")),
        (lacking & 0o050, msg("{group} cannot read it", group=members)),
        (lacking & 0o005, msg("members cannot get through it")),
        (lacking & 0o2000, msg("not setgid, so the group of new files is another")),
    ]
    for bits, fault in faults:
        if bits:
            yield _at(path, msg("{fault} (mode {mode})", fault=fault, mode=f"{mode:o}"))
    yield from _listed(path, owner, group)


def _listed(path: Path, owner: int, group: int | None) -> Iterator[Problem]:
    """Those whom an access list lets in beside owner, group and mode: the mode does not show them."""
    for name in (ACCESS_LIST, DEFAULT_LIST):
        access_list = b""
        with suppress(OSError, AttributeError):  # most files have none, and not every system has them
            access_list = os.getxattr(path, name, follow_symlinks=False)
        entries = list(struct.iter_unpack("<HHI", access_list[4:])) if len(access_list) % 8 == 4 else []
        most = next((rights for kind, rights, _ in entries if kind == _MASK), 7)
        for kind, rights, number in entries:
            named = (kind == _USER and number not in (0, owner)) or (kind == _GROUP and number != group)
            if named and rights & most & 6:
                who = user_name(number) if kind == _USER else _group(number)
                yield _at(path, _lets(who, writes=bool(rights & most & 2), new_files=name == DEFAULT_LIST))


def _lets(who: Words, writes: bool, new_files: bool) -> Message:
    if new_files and writes:
        return msg("its access list lets {who} write what is made in it", who=who)
    if new_files:
        return msg("its access list lets {who} read what is made in it", who=who)
    return msg("its access list lets {who} write it", who=who) if writes else (
        msg("its access list lets {who} read it", who=who)
    )  # fmt: skip


def _strangers(boards: Path, slugs: list[str]) -> Iterator[Problem]:
    known = set(slugs)
    for name in sorted(os.listdir(boards)):
        if name not in known and not name.endswith(".new"):
            link = os.path.islink(boards / name)
            yield _at(boards / name, _BY_HAND_LINK if link else msg("no board, put there by hand"))


def _at(path: Path, reason: Words) -> Problem:
    return Problem(str(path), reason)


def _group(number: int) -> Message:
    return msg("group {name}", name=group_name(number))
