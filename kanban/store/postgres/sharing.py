"""Whether a workspace on a server is shared, and who has what part in it."""

import re
from typing import NamedTuple

from kanban.store.postgres import queries
from kanban.store.postgres.connection import Connection
from kanban.text.messages import Message, msg


class Sharing(NamedTuple):
    """Who has what part: names of roles."""

    is_shared: bool
    is_open: bool
    """Whether all members read all boards."""
    pm: str | None
    pms: str | None
    """The group whose members read all boards."""
    everyone: str | None
    """The group of all members, who read the plan."""
    is_owner: bool
    """Whether whoever has logged in owns the workspace, as superusers do."""
    role: str
    """Whoever has logged in."""
    owner: str


def sharing_of(connection: Connection) -> Sharing:
    """What the workspace says of itself. Raises StoreError, Refused."""
    return Sharing(*connection.rows(queries.SHARING)[0])


def who_makes_boards(place: str, sharing: Sharing, slug: str, driver: str) -> Message:
    """What to say to a driver without a board."""
    place = re.sub("//[^/@]*@", "//", place)  # its maker logs in as somebody else
    return msg(
        "boards in {folder} are made by {user}, with `kanban -w {folder} board create {slug} --driver {driver}`",
        folder=place, user=sharing.owner, slug=slug, driver=driver,
    )  # fmt: skip
