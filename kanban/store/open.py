"""The one place that knows which kinds of stores there are."""

from collections.abc import Callable
from pathlib import Path

from kanban.store.errors import StoreError
from kanban.store.protocol import Store
from kanban.text.messages import Refused, joined, msg
from kanban.text.paths import typed_path


def open_store(where: str) -> Store:
    """The store at a place: a folder, or a URL of a kind in `OPENERS`; it need not be there yet.

    Raises Refused, and StoreError for what would not get as far as asking there.
    """
    scheme, is_url, _ = where.partition("://")
    if not is_url:
        return _open_folder(where)
    if scheme not in OPENERS:
        kinds = joined(sorted(OPENERS)) or msg("none")
        raise Refused(
            msg("{scheme}: this version opens folders; of other places it knows {kinds}", scheme=scheme, kinds=kinds)
        )
    return OPENERS[scheme](where)


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
