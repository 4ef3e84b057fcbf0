"""The one place that knows which kinds of stores there are."""

from pathlib import Path

from kanban.store.protocol import Store
from kanban.text.messages import Refused, msg


def open_store(where: str) -> Store:
    """The store at a folder or a `postgresql://` URL; it need not be there yet. Raises Refused."""
    if "://" in where:
        raise Refused(msg("{where}: this version keeps workspaces in folders only", where=where.partition("?")[0]))
    from kanban.store.folder.store import FolderStore

    try:
        return FolderStore(Path(where).expanduser())
    except RuntimeError:
        raise Refused(msg("{where}: there is no such user", where=where)) from None
