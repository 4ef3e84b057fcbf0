"""Users and groups of this host, by name and by number."""

import os

from kanban.text.messages import Refused


def user_id(name: str, field: str) -> int:
    """The number of a user. Raises Refused."""
    import pwd

    try:
        return pwd.getpwnam(name).pw_uid
    except (KeyError, ValueError):
        raise Refused(f"{field}: there is no user {name!r} on this host") from None


def group_id(name: str, field: str) -> int:
    """The number of a group. Raises Refused."""
    import grp

    try:
        return grp.getgrnam(name).gr_gid
    except (KeyError, ValueError):
        raise Refused(f"{field}: there is no group {name!r} on this host") from None


def user_name(number: int) -> str:
    """The name of a user, or the number where it has none."""
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def group_name(number: int) -> str:
    """The name of a group, or the number where it has none."""
    import grp

    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return f"group {number}"


def groups_of(user: int) -> set[int]:
    """All groups of a user, the primary one among them; empty for one this host does not know."""
    import pwd

    try:
        entry = pwd.getpwuid(user)
    except KeyError:
        return set()
    return set(os.getgrouplist(entry.pw_name, entry.pw_gid))
