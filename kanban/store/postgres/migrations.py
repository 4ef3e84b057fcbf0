"""Making a workspace's schema, and bringing an older one up to date: numbered files, each carried out once."""

from functools import cache
from pathlib import Path

from kanban.store.errors import StoreError
from kanban.store.postgres.connection import Connection, Server
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg

_LOCK = 0x6B616E62616E
"""The advisory lock that one migration at a time holds: "kanban" in bytes."""
_FOLDER = Path(__file__).with_name("schema")
_COMMENT = "kanban-rollup schema "
_UNFINISHED = ", unfinished copy"
"""What the comment ends with as long as a copy of another workspace is not finished there."""


@cache
def latest() -> int:
    """The number of the newest schema that this version knows."""
    return max(files())


def number_of(place: str, server: Server) -> int:
    """The number of the schema that is there; 0 where there is none. Raises StoreError for what is none of ours."""
    if not server.has_schema:
        return 0
    comment = server.comment or ""
    number = comment.removeprefix(_COMMENT).removesuffix(_UNFINISHED)
    if not comment.startswith(_COMMENT) or not number.isdecimal():
        raise StoreError(place, msg("the schema kanban there belongs to another program"))
    return int(number)


def is_unfinished(server: Server) -> bool:
    """Whether there is a copy of another workspace that is not finished."""
    return bool(server.comment and server.comment.endswith(_UNFINISHED))


def check(place: str, server: Server) -> None:
    """Raise StoreError or Refused where this version cannot work with what is there, or nobody can yet."""
    check_version(place, server)
    if is_unfinished(server):
        raise StoreError(place, msg("a copy of another workspace is not finished there; `kanban copy` goes on with it"))


def check_version(place: str, server: Server) -> None:
    """Raise StoreError or Refused where this version cannot work with what is there."""
    number = number_of(place, server)
    if number > latest():
        raise StoreError(
            place,
            msg("written by a newer version of this program (schema {version}, this one reads up to {schema})",
                version=number, schema=latest()),
        )  # fmt: skip
    if 0 < number < latest():
        raise StoreError(
            place,
            msg("its schema is {version}, this version needs {schema}: `kanban init {place}` brings it up to date",
                version=number, schema=latest(), place=place),
        )  # fmt: skip
    if number and not server.is_open:
        raise Refused(msg("{place}: the role {role} has no rights there", place=place, role=clean_line(server.role)))


def migrate(connection: Connection) -> bool:
    """Carry out what is not carried out yet, all of it or nothing, while no other does; whether there was anything."""
    with connection.transaction() as raw:
        raw.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        raw.execute("SELECT FROM pg_namespace")  # else a name that was not there before is not looked up anew
        server = Server(connection.place, raw)
        number = number_of(connection.place, server)
        unfinished = _UNFINISHED if is_unfinished(server) else ""
        fresh = {n: file for n, file in sorted(files().items()) if n > number}
        for n, file in fresh.items():
            raw.execute(file.read_bytes())
            raw.execute(f"COMMENT ON SCHEMA kanban IS '{_COMMENT}{n}{unfinished}'".encode())
    connection.look_again()
    return bool(fresh)


def files() -> dict[int, Path]:
    """The files of the schema, by their numbers."""
    return {int(file.name.partition("_")[0]): file for file in _FOLDER.glob("*.sql")}
