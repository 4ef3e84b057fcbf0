"""Users and groups of this host, by name and by number."""

import os

from kanban.text.messages import Refused, msg, tr


def user_id(name: str, field: str) -> int:
    """The number of a user. Raises Refused."""
    import pwd

    try:
        return pwd.getpwnam(name).pw_uid
    except (KeyError, ValueError):
        raise Refused(msg("{field}: there is no user {name!r} on this host", field=field, name=name)) from None


def group_id(name: str, field: str) -> int:
    """The number of a group. Raises Refused."""
    import grp

    try:
        return grp.getgrnam(name).gr_gid
    except (KeyError, ValueError):
        raise Refused(msg("{field}: there is no group {name!r} on this host", field=field, name=name)) from None


def user_name(number: int) -> str:
    """The name of a user, or the number where it has none."""
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return tr("user {number}", number=number)


def is_user(number: int) -> bool:
    """Whether this host has a user of that number."""
    import pwd

    try:
        pwd.getpwuid(number)
    except KeyError:
        return False
    return True


def group_name(number: int) -> str:
    """The name of a group, or the number where it has none."""
    import grp

    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return tr("group {number}", number=number)


def groups_of(user: int) -> set[int]:
    """All groups of a user, the primary one among them; empty for one this host does not know."""
    import pwd

    try:
        entry = pwd.getpwuid(user)
    except KeyError:
        return set()
    return set(os.getgrouplist(entry.pw_name, entry.pw_gid))
