"""Running the application from the shell: on a board, or on the roll-up."""

import gc

from kanban.app import KanbanApp
from kanban.store.protocol import PaintsFirst, Store


def run_board(store: Store, slug: str, user: str, readonly: bool = False, mouse: bool = True) -> int:
    """Open a board; the exit code. Raises StoreError if it cannot be read."""
    store.first_paint(slug) if isinstance(store, PaintsFirst) else store.board(slug)
    return _run(KanbanApp(store, slug, user, readonly), mouse)


def run_rollup(store: Store, user: str, readonly: bool = False, slug: str | None = None, mouse: bool = True) -> int:
    """Open straight on the roll-up; from it one key leads to board `slug`. The exit code."""
    return _run(KanbanApp(store, slug, user, readonly, first="rollup"), mouse)


def _run(app: KanbanApp, mouse: bool) -> int:
    gc.freeze()  # what the imports made stays
    gc.enable()  # whoever starts the program may have switched it off for them
    app.run(mouse=mouse)
    return app.finish()
