"""Running the application from the shell: on a board, or on the roll-up."""

import concurrent.futures.thread  # noqa: F401  # else imported with the first thread, when no file may be left to open
import gc
import sys
import threading

from kanban.app import NOTHING_SET, KanbanApp
from kanban.formats.config_toml.settings import Settings
from kanban.store.protocol import PaintsFirst, Store
from kanban.text.clean import width
from kanban.text.messages import Words


def run_board(
    store: Store,
    slug: str,
    user: str,
    readonly: bool = False,
    mouse: bool = True,
    settings: Settings = NOTHING_SET,
    to_say: Words = "",
) -> int:
    """Open a board; the exit code. Raises StoreError if it cannot be read."""
    store.first_paint(slug) if isinstance(store, PaintsFirst) else store.board(slug)
    return _run(KanbanApp(store, slug, user, readonly, settings=settings, to_say=to_say), mouse)


def run_rollup(
    store: Store,
    user: str,
    readonly: bool = False,
    slug: str | None = None,
    mouse: bool = True,
    settings: Settings = NOTHING_SET,
    to_say: Words = "",
) -> int:
    """Open straight on the roll-up; from it one key leads to board `slug`. The exit code."""
    return _run(KanbanApp(store, slug, user, readonly, first="rollup", settings=settings, to_say=to_say), mouse)


SWITCH_SECONDS = 0.001
"""How long a thread that computes or saves keeps the interpreter while a key waits for it; Python's own is 5 ms."""

SETTLED_SECONDS = 2.0
"""Until then no garbage is looked for: all that is made stays. It took a tenth of the time to the first screen of 3,000
boards. What stands then is set apart: looking through it takes 3 to 7 ms, in which a key waits, without it 1.5 ms."""


def _run(app: KanbanApp, mouse: bool) -> int:
    width("焊")  # what widths are looked up in is a file: read later, it could be one file too many, amid a paint
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()
    settled = threading.Timer(SETTLED_SECONDS, _look_for_garbage)
    settled.daemon = True
    settled.start()
    app.run(mouse=mouse and app.settings.mouse is not False)
    return app.finish()


def _look_for_garbage() -> None:
    gc.freeze()
    gc.enable()
