"""Holes in a shared workspace, found by becoming each of its users and trying; only root can."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kanban.store.folder.people import user_name
from kanban.store.folder.roles import Roles
from kanban.text.clean import clean_line

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
    everybody: Callable[[int], bool] = lambda user: True  # noqa: E731
    members: Callable[[int], bool] = lambda user: user != NOBODY  # noqa: E731
    found = [
        Place(folder, (), 0, everybody),
        Place(folder / "boards", (), 0, everybody),
        Place(folder / "plan", _files(folder / "plan"), roles.pm, members),
    ]
    for slug in slugs:
        home = folder / "boards" / slug
        owner = os.lstat(home).st_uid
        found.append(Place(home, _files(home), owner, _readers_of(owner, roles)))
    return found


def tried(places: list[Place], roles: Roles) -> tuple[list[str], list[str]]:
    """Names of the users it was tried as, and a sentence for each hole. Nothing is changed."""
    users = sorted({place.owner for place in places} | {roles.pm, NOBODY})
    names: list[str] = []
    found: list[str] = []
    for user in users:
        name = user_name(user)
        if user == 0 or (name.startswith("user ") and user != NOBODY):
            continue
        names.append(name)
        found += _as(user, name, places)
    return names, found


def _readers_of(owner: int, roles: Roles) -> Callable[[int], bool]:
    return lambda user: user in (owner, roles.pm) or (roles.is_open and user != NOBODY)


def _files(home: Path) -> tuple[Path, ...]:
    with suppress(OSError):
        return tuple(sorted(p for p in home.iterdir() if stat.S_ISREG(os.lstat(p).st_mode) and p.name[0] != "."))
    return ()


def _as(user: int, name: str, places: list[Place]) -> list[str]:
    """Try as a user, in a process that has become that user for good."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            _become(user)
            words = "\n".join(_holes(user, name, places)).encode(errors="surrogateescape")
            with open(writing, "wb") as pipe:
                pipe.write(words)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read().decode(errors="surrogateescape")
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        return [f"it could not be tried as {name}"]
    return said.splitlines()


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


def _holes(user: int, name: str, places: list[Place]) -> Iterator[str]:
    for place in places:
        reads, writes = place.readable(user), user == place.owner
        yield from _compare(place.folder, name, "read", reads, _can(_list, place.folder))
        yield from _compare(place.folder, name, "write in", writes, _can(_plant, place.folder))
        for path in place.files:
            yield from _compare(path, name, "read", reads, _can(_open, path, os.O_RDONLY))
            yield from _compare(path, name, "write", writes, _can(_open, path, os.O_WRONLY))


def _compare(path: Path, name: str, verb: str, should: bool, does: bool) -> Iterator[str]:
    if should != does:
        yield clean_line(f"{path}: tried: {name} {'cannot' if should else 'can'} {verb} it")


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
