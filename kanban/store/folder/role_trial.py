"""Faults in the roles of a shared workspace, found by becoming each of its users and trying; only root can."""

import marshal
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kanban.model.unreadable import Problem
from kanban.store.folder.people import is_user, user_name
from kanban.store.folder.roles import Roles
from kanban.store.protocol import RolesFound
from kanban.text.messages import Message, msg

Fault = tuple[str, str, bool]
"""Path, what was tried (a key of `_TRIED`), whether it could be done."""
NOBODY = 65534
"""The number of a user that is in no group and owns nothing."""


class Place(NamedTuple):
    """A folder with its files, and who is to read and to write it."""

    folder: Path
    files: tuple[Path, ...]
    owner: int
    readable: Callable[[int], bool]


def places(folder: Path, roles: Roles, slugs: list[str]) -> list[Place]:
    """What is tried: the workspace's own folders, the plan, every board."""
    members: Callable[[int], bool] = lambda user: user != NOBODY  # noqa: E731
    wanted = [
        Place(folder, (), 0, members),
        Place(folder / "boards", (), 0, members),
        Place(folder / "plan", _files(folder / "plan"), roles.pm, members),
    ]
    for slug in slugs:
        home = folder / "boards" / slug
        owner = os.lstat(home).st_uid
        wanted.append(Place(home, _files(home), owner, _readers_of(owner, roles)))
    return wanted


def tried(places: list[Place], roles: Roles) -> RolesFound:
    """The faults, and the names of the users it was tried as. Nothing is changed."""
    users = sorted({place.owner for place in places} | {roles.pm, NOBODY})
    names: list[str] = []
    problems: list[Problem] = []
    for user in users:
        name = user_name(user)
        if user == 0 or not (is_user(user) or user == NOBODY):
            continue
        names.append(name)
        problems += _as(user, name, places)
    return RolesFound(problems, names)


def _readers_of(owner: int, roles: Roles) -> Callable[[int], bool]:
    return lambda user: user in (owner, roles.pm) or (roles.is_open and user != NOBODY)


def _files(home: Path) -> tuple[Path, ...]:
    with suppress(OSError):
        return tuple(sorted(p for p in home.iterdir() if stat.S_ISREG(os.lstat(p).st_mode) and p.name[0] != "."))
    return ()


def _as(user: int, name: str, places: list[Place]) -> list[Problem]:
    """Try as a user, in a process that has become that user for good."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            _become(user)
            with open(writing, "wb") as pipe:
                pipe.write(marshal.dumps(list(_faults(user, places))))
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with open(reading, "rb") as pipe:
        answer = pipe.read()
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        return [Problem(str(places[0].folder), msg("it could not be tried as {user}", user=name))]
    return [Problem(path, _TRIED[kind, does](name)) for path, kind, does in marshal.loads(answer)]


def _become(user: int) -> None:
    import pwd

    if user == NOBODY:
        os.setgroups([])
        os.setgid(NOBODY)
    else:
        entry = pwd.getpwuid(user)
        os.setgroups(os.getgrouplist(entry.pw_name, entry.pw_gid))
        os.setgid(entry.pw_gid)
    os.setuid(user)


def _faults(user: int, places: list[Place]) -> Iterator[Fault]:
    for place in places:
        reads, writes = place.readable(user), user == place.owner
        yield from _compare(place.folder, "read", reads, _can(_list, place.folder))
        yield from _compare(place.folder, "write in", writes, _can(_plant, place.folder))
        for path in place.files:
            yield from _compare(path, "read", reads, _can(_open, path, os.O_RDONLY))
            yield from _compare(path, "write", writes, _can(_open, path, os.O_WRONLY))


def _compare(path: Path, kind: str, should: bool, does: bool) -> Iterator[Fault]:
    if should != does:
        yield str(path), kind, does


_TRIED: dict[tuple[str, bool], Callable[[str], Message]] = {
    ("read", True): lambda user: msg("tried: {user} can read it", user=user),
    ("read", False): lambda user: msg("tried: {user} cannot read it", user=user),
    ("write", True): lambda user: msg("tried: {user} can write it", user=user),
    ("write", False): lambda user: msg("tried: {user} cannot write it", user=user),
    ("write in", True): lambda user: msg("tried: {user} can write in it", user=user),
    ("write in", False): lambda user: msg("tried: {user} cannot write in it", user=user),
}


def _can(attempt: Callable[..., None], *args: object) -> bool:
    try:
        attempt(*args)
    except OSError:
        return False
    return True


def _list(folder: Path) -> None:
    os.listdir(folder)


def _plant(folder: Path) -> None:
    """A file without a name, gone when closed: who can make it can make, rename and remove those with names."""
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    except PermissionError:
        raise
    except OSError:  # a file system without such files
        if not os.access(folder, os.W_OK | os.X_OK):
            raise


def _open(path: Path, flags: int) -> None:
    """Without truncating: an opened file is the same as before."""
    os.close(os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC))
