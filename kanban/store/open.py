"""The one place that knows which kinds of stores there are."""

import re
from collections.abc import Callable
from pathlib import Path

from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.clean import clean_line
from kanban.text.messages import joined, msg
from kanban.text.paths import typed_path


def open_store(where: str) -> Store:
    """The store at a place: a folder, or a URL of a kind in `OPENERS`; it need not be there yet.

    Raises Refused, and StoreError for an address that cannot be one.
    """
    scheme, is_url, _ = where.partition("://")
    if not is_url:
        if not where.startswith(("/", ".", "~")) and re.match(_LIKE_A_SERVER, where):
            # it is not repeated: it may have a password in it
            reason = msg("what is given is like the address of a server; that is written {address}", address=ADDRESS)
            raise StoreError("postgresql", reason)
        return _open_folder(where)
    if scheme not in OPENERS:
        kinds = joined(sorted(OPENERS)) or msg("none")
        raise StoreError(
            f"{clean_line(scheme)[:40]}://…",
            msg("this version opens folders; of other places it knows {kinds}", kinds=kinds),
        )
    return OPENERS[scheme](where)


ADDRESS = "postgresql://[USER@]HOST[:PORT]/DATABASE"
_LIKE_A_SERVER = r"(?i)\s*(postgres\w*(:|//)|(host|hostaddr|port|dbname|user|password|service|sslmode)\s*=)"


def _open_postgres(where: str) -> Store:
    try:
        from kanban.store.postgres.store import opened
    except ImportError as error:
        reason = msg("{name} is not installed: pip install 'kanban-rollup[postgres]'", name=error.name or "psycopg")
        raise StoreError("postgresql", reason) from None
    return opened(where)


OPENERS: dict[str, Callable[[str], Store]] = {"postgresql": _open_postgres, "postgres": _open_postgres}
"""By the scheme of a URL: what opens such a place."""


def is_workspace(folder: Path) -> bool:
    """Whether a folder on this machine is a whole workspace; what is in it is not looked at."""
    from kanban.store.folder.in_folder import has_both_parts

    return has_both_parts(folder)


def _open_folder(where: str) -> Store:
    from kanban.store.folder.store import FolderStore

    return FolderStore(typed_path(where))
