"""Files of older versions, brought up to this one's schema: once, when they are next written, with a copy kept.

A reader migrates in memory only. A writer does the same under the lock, keeps the old file as
`board.json.schema-N`, and writes the whole file anew.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kanban.model.board import SCHEMA
from kanban.store.errors import Unreadable
from kanban.store.folder.tables import Tables
from kanban.text.messages import msg

Documents = dict[str, dict[str, Any]]
"""All tables of a file, decoded to plain dicts, lists, strings and numbers."""

MIGRATIONS: dict[int, Callable[[Documents], Documents]] = {}
"""By the schema they start from; each ends one schema later and need not touch the number itself."""

_HEADS = ("board", "plan", "past")


class _Version(msgspec.Struct):
    schema: int


def version_of(tables: Tables) -> int | None:
    """The schema that a board or plan says it has; None where it says none."""
    for name in _HEADS:
        if (head := tables.get(name, {}).get("1")) is not None:
            try:
                return msgspec.json.decode(head, type=_Version).schema
            except msgspec.MsgspecError:
                return None
    return None


def migrated(path: Path, tables: Tables) -> tuple[Tables, int | None]:
    """The tables in this version's schema, and which older one they had, if any. Raises Unreadable.

    What says no version, or a newer one, is given back as it is: decoding says what is wrong with it.
    """
    version = version_of(tables)
    if version is None or version >= SCHEMA:
        return tables, None
    try:
        documents = msgspec.json.decode(msgspec.json.encode(tables), type=Documents)
        for step in range(version, SCHEMA):
            if step not in MIGRATIONS:
                raise Unreadable(
                    path,
                    msg("written by an older version of this program (schema {version}), which this one"
                        " (schema {schema}) cannot bring up to date", version=version, schema=SCHEMA),
                )  # fmt: skip
            documents = MIGRATIONS[step](documents)
    except Unreadable:
        raise
    except Exception as error:  # a migration meets what somebody wrote by hand
        raise Unreadable(
            path,
            msg("schema {version} could not be brought up to {schema}: {reason}", version=version, schema=SCHEMA,
                reason=repr(error)),
        ) from error  # fmt: skip
    for name in _HEADS:
        if "1" in documents.get(name, {}):
            documents[name]["1"]["schema"] = SCHEMA
    fresh = msgspec.json.encode(documents)
    return msgspec.json.decode(fresh, type=Tables), version
